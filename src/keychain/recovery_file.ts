// The law of a recovery file: an age file under a passphrase, as text that can be printed. In it is an identity file as
// the `age` program reads one, so that this program alone opens the vault's values with it; the access key stands in a
// comment there, with what signs. No error shows any of it.

import { CredError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";
import { type AccessKey, decodeAccessKey, encodeAccessKey } from "./access_key.ts";
import { openUnderPassphrase, sealUnderPassphrase } from "./under_passphrase.ts";

/** An access key that signs, too. */
export type RecoveryKey = Required<AccessKey>;

/** Most bytes of a recovery file. */
export const MAX_RECOVERY_BYTES = 65_536;

const ARMOR = "-----BEGIN AGE ENCRYPTED FILE-----";
const BINARY = "age-encryption.org/";

/** The text of a recovery file. Errors: usage.passphrase_invalid. */
export async function sealRecoveryFile(key: RecoveryKey, passphrase: Secret): Promise<string> {
  const { armor } = await import("age-encryption");
  const line = await encodeAccessKey(key);
  const content = line.openText((access) =>
    key.identity.openText((identity) =>
      Secret.ofText(`# recovery key of cred vault ${key.vaultId}\n# ${access}\n${identity}\n`)
    )
  );
  return armor.encode(await sealUnderPassphrase(content, passphrase));
}

/** Whether bytes look like a recovery file: an age file, in armor or not. */
export function mayBeRecoveryFile(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart();
  return text.startsWith(ARMOR) || text.startsWith(BINARY);
}

/** Opens the bytes of a recovery file. Errors: usage.recovery_file, access.wrong_passphrase, integrity.recovery_file, failed.newer. */
export async function openRecoveryFile(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  passphrase: Secret,
): Promise<RecoveryKey> {
  if (!mayBeRecoveryFile(bytes)) throw noRecoveryFile(path);
  const sealed = await unarmored(bytes);
  const text = sealed === undefined ? "damaged" : await openUnderPassphrase(sealed, passphrase);
  if (text === "damaged") throw damaged(path);
  if (text === "wrong passphrase") {
    throw new CredError("access.wrong_passphrase", `the passphrase does not open "${path}"`, [
      "give the one that the recovery file was made with",
    ]);
  }
  const line = text.openText((words) => /^# (cred-access-\S+)$/m.exec(words)?.[1]);
  if (line === undefined) throw noRecoveryFile(path);
  const key = await decodeAccessKey(Secret.ofText(line)).catch((error) => {
    throw error instanceof CredError && error.code === "access.key_newer"
      ? new CredError("failed.newer", `"${path}" was made by a newer cred`, ["install the newest cred"])
      : damaged(path);
  });
  const { seed } = key;
  if (seed === undefined) throw damaged(path);
  return { ...key, seed };
}

async function unarmored(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array | undefined> {
  const text = new TextDecoder().decode(bytes).trim();
  if (!text.startsWith(ARMOR)) return bytes;
  const { armor } = await import("age-encryption");
  try {
    return armor.decode(text);
  } catch {
    return undefined;
  }
}

function noRecoveryFile(path: string): CredError {
  return new CredError("usage.recovery_file", `"${path}" is no recovery file`, [
    "give the file that `cred recovery create` made",
  ]);
}

function damaged(path: string): CredError {
  return new CredError("integrity.recovery_file", `the recovery file is damaged: "${path}"`, [
    "take another copy of it",
  ]);
}
