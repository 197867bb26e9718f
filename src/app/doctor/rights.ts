import { recoveryKey } from "../../domain/access.ts";
import { CredError } from "../../domain/errors.ts";
import type { State } from "../../domain/state.ts";
import { recipientIdOf, type VaultKeys } from "../../vault/vault_keys.ts";
import type { Finding } from "../../views/doctor.ts";
import { openFingerprinter, openKeys, requireSigner, valuesOf } from "../access/access.ts";
import type { App } from "../app.ts";
import type { Vault } from "../vault.ts";
import { fine, warning } from "./finding.ts";

/** What this machine may do with the vault; throws access.* where it may nothing. */
export async function checkAccess(app: App, vault: Vault, state: State): Promise<Finding> {
  const keys = await openKeys(app, vault);
  if (keys.signer === "") return await checkReader(app, vault, state, keys);
  await openFingerprinter(app, vault, state, keys);
  const { label, role, id } = requireSigner(state, keys);
  return fine(
    `this machine is "${label}" (${id}), ${role === "owner" ? "an" : "a"} ${role}, and opens values`,
  );
}

/** A reader has no fingerprint key where it may open some environments alone: it opens a value that is sealed to it. */
async function checkReader(app: App, vault: Vault, state: State, keys: VaultKeys): Promise<Finding> {
  const own = recipientIdOf(keys.recipient);
  const recipient = state.recipients.get(own);
  if (recipient === undefined) {
    throw new CredError("access.not_a_recipient", "this machine may no longer open this vault's values", [
      "ask for another key: cred access create",
    ]);
  }
  const version = [...state.versions.values()].find(({ to }) => to.includes(own));
  if (version !== undefined) await valuesOf(app, vault).open(version.sealed, keys.identity);
  const which = recipient.environments === undefined ? "" : ` of ${recipient.environments.join(", ")}`;
  return fine(`this machine opens values${which}, and changes nothing`);
}

/** Whether a lost keychain is a lost vault. */
export function checkRecovery(state: State): Finding {
  const key = recoveryKey(state);
  if (key !== undefined) {
    return fine(`there is a recovery key (${key.id}), since ${key.addedAt.slice(0, 10)}`);
  }
  if ([...state.signers.values()].some(({ role }) => role === "recovery")) {
    return warning("the recovery key is retired, and a vault gets no other", [
      "have a second machine as an owner: cred access request",
    ]);
  }
  return warning("there is no recovery key: when the keychain is lost, so are the values", [
    "cred recovery create",
  ]);
}
