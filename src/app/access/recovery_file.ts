import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { Signer, State } from "../../domain/state.ts";
import { passphraseSource, RECOVERY_FILE } from "../../keychain/passphrase.ts";
import { MAX_RECOVERY_BYTES, openRecoveryFile, type RecoveryKey } from "../../keychain/recovery_file.ts";
import { toBase64 } from "../../domain/encoding.ts";
import { Secret } from "../../domain/secret.ts";
import { absolutePath } from "../../vault/layout.ts";
import { openVaultKeys, type VaultKeys } from "../../vault/vault_keys.ts";
import type { App } from "../app.ts";
import type { Vault } from "../vault.ts";

/** How a recovery file gets its passphrase. */
export function recoveryPassphrase({ system, options }: App) {
  return passphraseSource(system, { noInput: options.noInput, words: RECOVERY_FILE });
}

/** The bytes of a file that was named as a recovery file; undefined where there is none. */
export async function readRecoveryFile(
  { system }: App,
  path: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return await system.files.readInput(absolutePath(path, system.environment), MAX_RECOVERY_BYTES);
}

/** Opens the key in a recovery file of this vault; usage.recovery_key where it is for another one. */
export async function openRecoveryKey(
  app: App,
  vault: Vault,
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<RecoveryKey> {
  const key = await openRecoveryFile(path, bytes, await recoveryPassphrase(app)("open"));
  if (key.vaultId === vault.id) return key;
  throw new CredError(
    "usage.recovery_key",
    `this recovery key is for vault ${key.vaultId.slice(0, 8)}, and this is vault ${vault.id.slice(0, 8)}`,
    ["name the vault: --vault PATH"],
  );
}

/** The keys of a recovery key, to open and sign with. */
export async function recoveryKeysOf({ identity, seed }: RecoveryKey): Promise<VaultKeys> {
  const item = identity.openText((text) =>
    Secret.ofText(JSON.stringify({ seed: seed.open(toBase64), identity: text }))
  );
  return await openVaultKeys(item);
}

/** Opens a recovery file that the history knows. Errors: usage.recovery_file, access.recovery_unknown, access.retired, and of opening. */
export async function openRecovery(
  app: App,
  vault: Vault,
  state: State,
  path: string,
): Promise<{ readonly keys: VaultKeys; readonly signer: Signer }> {
  const bytes = await readRecoveryFile(app, path);
  if (bytes === undefined) throw new CredError("usage.recovery_file", `there is no file ${quote(path)}`);
  const keys = await recoveryKeysOf(await openRecoveryKey(app, vault, path, bytes));
  const signer = state.signers.get(keys.signer);
  if (signer?.role === "recovery" && signer.retiredAt === undefined) return { keys, signer };
  if (signer?.retiredAt !== undefined) {
    throw new CredError("access.retired", `this recovery key is retired since ${signer.retiredAt}`, [
      "use a newer one, or a machine that has access: cred access list",
    ]);
  }
  throw new CredError("access.recovery_unknown", "this vault's history does not know this recovery key", [
    "if this copy of the vault is old, take what is missing: cred sync",
    `if making it was cut short, finish that on the machine that began it: cred recovery create --to ${
      quote(path)
    }`,
  ]);
}
