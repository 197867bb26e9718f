import type { Finding } from "../../views/doctor.ts";
import type { App } from "../app.ts";
import { replacedAt, replacedWords } from "../history/replaced_vault.ts";
import type { Vault } from "../vault.ts";
import { fine, warning } from "./finding.ts";

/** Which vault is there, and whether it is the one that this machine remembers there. */
export async function checkPlace(app: App, { id, place: { folder, kind } }: Vault): Promise<Finding> {
  const remembered = await replacedAt(app, folder, id);
  if (remembered === undefined) return fine(`${folder} (${kind}, ${id.slice(0, 8)})`);
  const { says, mend } = replacedWords(folder, id, remembered);
  return warning(says, mend);
}
