// The law of making a recovery key: its file first, written beside its place, read back and opened with the passphrase,
// and moved there whole; then the record. A file whose record was cut off is taken up by the next run, so a key that
// nobody knows is never what is left.
//
// System calls of its file, in `work`, before the append of its record:
//   recovery.age-new-<hex> openat write fsync
//   work fsync
//   recovery.age-new-<hex> rename→recovery.age
//   work fsync

import { freeName } from "../../domain/access.ts";
import { refuseToGrant } from "../../domain/decide/access.ts";
import { toHex } from "../../domain/encoding.ts";
import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { mayBeRecoveryFile, openRecoveryFile, sealRecoveryFile } from "../../keychain/recovery_file.ts";
import { continuedLog } from "../../log/log_writer.ts";
import { makeVaultKeys, recipientIdOf, type VaultKeys } from "../../vault/vault_keys.ts";
import type { RecoveryCreatedView } from "../../views/recovery.ts";
import { openSigningKeys } from "./access.ts";
import type { App } from "../app.ts";
import { refuseNow } from "../refuse_now.ts";
import { checkExportPlace } from "../secrets/export_file.ts";
import { letIn, newcomerOf, unmade } from "./let_in.ts";
import { openRecoveryKey, readRecoveryFile, recoveryKeysOf, recoveryPassphrase } from "./recovery_file.ts";
import { type Loaded, prepareVault, requireVault, type Vault } from "../vault.ts";

/** Makes a recovery key, in a file at `to`, else in the working folder. */
export async function createRecovery(app: App, to: string | undefined): Promise<RecoveryCreatedView> {
  const vault = await requireVault(app);
  const loaded = await prepareVault(app, vault);
  const { state } = loaded;
  const path = to ?? `cred-recovery-${vault.id.slice(0, 8)}.age`;
  const own = await openSigningKeys(app, vault, state);
  const name = freeName(state, "recovery");
  const nobody = unmade(name, "recovery");
  refuseNow(refuseToGrant(state, nobody));
  requireFirst(vault, loaded, own);
  const begun = await begunFile(app, path);
  const hints = ["name another file: --to FILE"];
  const file = begun ? path : await checkExportPlace(app, { path, overwrite: false, encrypted: true, hints });
  const { dryRun } = app.options;
  const base = { vault: vault.place.folder, name, file: path, dryRun };
  if (dryRun) {
    const { sealed } = await letIn(app, vault, state, own, nobody);
    return { ...base, sealed, left: [] };
  }
  const keys = begun ? await takeUp(app, vault, path) : await makeFile(app, vault, file);
  try {
    const done = await letIn(app, vault, state, own, newcomerOf(name, keys, "recovery"));
    return { ...base, signer: keys.signer, recipient: recipientIdOf(keys.recipient), ...done };
  } catch (error) {
    // Whether the record got in is not sure after every failure: then the file stays, for the next run.
    const isRefused = error instanceof CredError && /^(access|conflict|usage)/.test(error.code);
    if (isRefused && !begun) await app.system.files.remove(file);
    throw error;
  }
}

/** Only what the first log says makes a recovery key: there is one such log, which nobody can write twice. */
function requireFirst({ id }: Vault, { history, heads }: Loaded, { signer }: VaultKeys): void {
  if (signer === id.slice(0, 16) && continuedLog(history, heads, signer) === signer) return;
  throw new CredError(
    "access.not_first",
    "only the machine that made the vault can make its recovery key, in the log that the vault began with",
    [
      signer === id.slice(0, 16)
        ? "this machine goes on in another log, since it does not remember the end of that one"
        : "make it there: cred recovery create",
      "or let one more machine in as an owner: cred access request",
    ],
  );
}

/** Whether a run that was cut off may have left the file there: an age file, while the history knows no recovery key. */
async function begunFile(app: App, path: string): Promise<boolean> {
  const bytes = await readRecoveryFile(app, path);
  return bytes !== undefined && mayBeRecoveryFile(bytes);
}

async function takeUp(app: App, vault: Vault, path: string): Promise<VaultKeys> {
  app.report.note(`${quote(path)} is there, and not recorded yet: going on with it`);
  const bytes = (await readRecoveryFile(app, path))!;
  return await recoveryKeysOf(await openRecoveryKey(app, vault, path, bytes));
}

async function makeFile(app: App, vault: Vault, file: string): Promise<VaultKeys> {
  const { files, random } = app.system;
  const passphrase = await recoveryPassphrase(app)("make");
  const { keys, seed } = await makeVaultKeys(random);
  const key = { vaultId: vault.id, identity: keys.identity, seed };
  const building = `${file}-new-${toHex(random.bytes(4))}`;
  try {
    await files.create(building, new TextEncoder().encode(await sealRecoveryFile(key, passphrase)));
    const written = await files.read(building);
    const opened = written === undefined ? undefined : await openRecoveryFile(file, written, passphrase);
    if (opened?.identity.equals(key.identity) !== true || !opened.seed.equals(seed)) {
      throw new CredError("failed.recovery_file", `${quote(file)} did not give back what was written to it`, [
        "write it elsewhere: --to FILE",
      ]);
    }
    await files.move(building, file);
    return keys;
  } catch (error) {
    await files.remove(building).catch(() => false);
    throw error;
  }
}
