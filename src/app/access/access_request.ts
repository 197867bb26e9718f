// The law of asking: keys are made once for a machine and a vault, stored before anything is printed, and the same
// line is printed again until somebody grants it. Only public material leaves the machine.

import { toBase64 } from "../../domain/encoding.ts";
import { CredError, refusalError } from "../../domain/errors.ts";
import { quote, refuseLabelName } from "../../domain/names.ts";
import { writeHeads } from "../../log/heads.ts";
import { formatAccessRequest } from "../../vault/access_request.ts";
import { vaultItem } from "../../vault/vault_item.ts";
import { makeVaultKeys, openVaultKeys, type VaultKeys } from "../../vault/vault_keys.ts";
import type { AccessRequestView } from "../../views/access.ts";
import type { App } from "../app.ts";
import { holdVault, type Loaded, requireVault, type Vault } from "../vault.ts";

/** Makes keys for this machine, where it has none, and the line that asks for access with them. */
export async function requestAccess(app: App, label: string | undefined): Promise<AccessRequestView> {
  const name = label ?? app.system.environment.os;
  const bad = refuseLabelName(name);
  if (bad !== undefined) throw refusalError(bad);
  const vault = await requireVault(app);
  const keys = await holdVault(app, vault, (loaded) => keysToAskWith(app, vault, loaded));
  const { signer, recipient } = keys;
  const line = formatAccessRequest({
    vault: vault.id,
    publicKey: toBase64(keys.publicKey),
    recipient,
    label: name,
  });
  return { vault: vault.place.folder, signer, recipient, line };
}

/** The keys that this machine has and nobody granted yet, else new ones. */
export async function keysToAskWith(app: App, vault: Vault, { state, heads }: Loaded): Promise<VaultKeys> {
  const keychain = await app.keychain();
  const name = vaultItem(vault.id);
  const held = await keychain.get(name);
  const keys = held === undefined ? undefined : await openVaultKeys(held);
  const known = keys === undefined ? undefined : state.signers.get(keys.signer);
  if (keys !== undefined && known === undefined) return keys;
  if (known !== undefined && known.retiredAt === undefined) {
    throw new CredError("conflict.access", `this machine has access already, as ${quote(known.label)}`, [
      "see who has: cred signer list",
    ]);
  }
  const made = await makeVaultKeys(app.system.random);
  await keychain.set(name, made.item, `cred vault ${vault.id.slice(0, 8)}`);
  if (!(await keychain.get(name))?.equals(made.item)) {
    throw new CredError("failed.keychain", `the ${keychain.title} did not give back what was stored in it`);
  }
  // Made here and nowhere else: so this machine may begin the log of that name.
  const { signer } = made.keys;
  const logs = { ...heads.logs, [signer]: { size: 0, root: "" } };
  const { folder, headsFile } = vault.paths;
  await writeHeads(app.system.files, headsFile, { own: signer, logs, pending: undefined, folder });
  return made.keys;
}
