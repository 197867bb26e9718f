// What this machine may do with a vault: its keys from the keychain, and what they open.

import { sameBytes } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import type { State } from "../domain/state.ts";
import { Fingerprinter } from "../vault/fingerprint.ts";
import { ValueStore } from "../vault/values.ts";
import { openVaultKeys, vaultItem, type VaultKeys } from "../vault/vault_keys.ts";
import type { App } from "./app.ts";
import type { Vault } from "./vault.ts";

/** The keys of this machine for a vault; access.no_access where it has none. */
export async function openKeys(app: App, vault: Vault): Promise<VaultKeys> {
  const keychain = await app.keychain();
  const item = await keychain.get(vaultItem(vault.id));
  if (item === undefined) {
    throw new CredError(
      "access.no_access",
      `this machine has no access to this vault: its keychain (${keychain.title}) lacks the vault's keys`,
      [
        "use the machine that made the vault, or restore its keychain",
        "reading the history needs no access: cred log",
      ],
    );
  }
  const keys = await openVaultKeys(item);
  if (sameBytes(keys.publicKey, vault.publicKey)) return keys;
  throw new CredError("access.no_access", "the keys in this machine's keychain are of another vault", [
    "restore the keychain's item from a backup",
  ]);
}

/** The vault's sealed values. */
export function valuesOf(app: App, vault: Vault): ValueStore {
  return new ValueStore(app.system.files, vault.paths.valuesFolder);
}

/** Opens the key that fingerprints are made with. */
export async function openFingerprinter(
  app: App,
  vault: Vault,
  state: State,
  keys: VaultKeys,
): Promise<Fingerprinter> {
  const id = state.fingerprintKey;
  const sealed = id === undefined ? undefined : state.fingerprintKeys.get(id);
  if (id === undefined || sealed === undefined) {
    throw new CredError("integrity.no_fingerprint_key", "this vault's history names no fingerprint key", [
      "restore the vault from a copy",
    ]);
  }
  return new Fingerprinter(id, await valuesOf(app, vault).open(sealed.sealed, keys.identity));
}
