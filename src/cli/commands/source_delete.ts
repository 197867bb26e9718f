import type { App } from "../../app/app.ts";
import { deleteSourceKey, keyToDelete } from "../../app/delete_key.ts";
import { requireVault } from "../../app/vault.ts";
import { DEFAULT_ENVIRONMENT, quote } from "../../domain/names.ts";
import { deletedText } from "../../render/keys.ts";
import type { Answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import type { SecretFlags } from "../routes/source.ts";

export async function run(app: App, flags: SecretFlags, source: string, name: string): Promise<Answer> {
  const vault = await requireVault(app);
  const ref = { environment: flags.env ?? DEFAULT_ENVIRONMENT, name };
  const key = await keyToDelete(app, vault, source, ref);
  await confirm(app, `Delete ${quote(name)} (key ${key.remoteId}) at ${source} and here?`);
  const view = await deleteSourceKey(app, vault, source, ref);
  return { view, text: deletedText(view) };
}
