import type { State } from "../../domain/state.ts";
import type { Finding } from "../../views/doctor.ts";
import { openFingerprinter, openKeys, requireSigner } from "../access.ts";
import type { App } from "../app.ts";
import type { Vault } from "../vault.ts";
import { fine, warning } from "./finding.ts";

/** What this machine may do with the vault; throws access.* where it may nothing. */
export async function checkAccess(app: App, vault: Vault, state: State): Promise<Finding> {
  const keys = await openKeys(app, vault);
  await openFingerprinter(app, vault, state, keys);
  if (keys.signer === "") return fine("this machine opens values, and changes nothing");
  const { label, role, id } = requireSigner(state, keys);
  return fine(
    `this machine is "${label}" (${id}), ${role === "owner" ? "an" : "a"} ${role}, and opens values`,
  );
}

/** Whether a lost keychain is a lost vault. */
export function checkRecovery({ signers }: State): Finding {
  const key = [...signers.values()].find(({ role, retiredAt }) =>
    role === "recovery" && retiredAt === undefined
  );
  if (key !== undefined) {
    return fine(`there is a recovery key (${key.id}), since ${key.addedAt.slice(0, 10)}`);
  }
  return warning("there is no recovery key: when the keychain is lost, so are the values", [
    "cred recovery create",
  ]);
}
