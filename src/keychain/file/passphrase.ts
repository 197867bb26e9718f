// The law of changing the passphrase: the identity stays and is sealed again, under a lock, in place of the old file at
// once, and opened with the new one before that. Items stay as they are. A copy of the old file still opens with the old passphrase.
//
// System calls of changing it:
//   keychain/lock openat flock ftruncate write
//   keychain/identity.age.<hex>.tmp openat write fsync rename→identity.age
//   keychain fsync

import { CredError } from "../../domain/errors.ts";
import type { FileKeychainOptions } from "./mod.ts";
import { openIdentity, sealIdentity } from "./identity.ts";
import { SCRYPT_WORK_FACTOR } from "../under_passphrase.ts";

const LOCK_WAIT_MS = 30_000;

/**
 * Seals the identity to another passphrase: the one that `passphrase("change")` gives. Errors: access.keychain_missing where
 * there is no identity, access.wrong_passphrase, usage.passphrase_*.
 */
export async function changePassphrase(
  { files, folder, passphrase, holder = "cred", workFactor = SCRYPT_WORK_FACTOR }: FileKeychainOptions,
): Promise<void> {
  const path = `${folder}/identity.age`;
  const read = async () => {
    const sealed = await files.read(path);
    if (sealed !== undefined) return sealed;
    throw new CredError("access.keychain_missing", "there is no file keychain on this machine", [
      "it is made with the first secret that it keeps: cred keychain use file",
    ]);
  };
  await read();
  const lock = await files.lock(`${folder}/lock`, holder, LOCK_WAIT_MS);
  try {
    const old = await openIdentity(path, await read(), await passphrase("open"));
    const words = await passphrase("change");
    const sealed = await sealIdentity(old.identity, words, workFactor);
    const opened = await openIdentity(path, sealed, words);
    if (!opened.identity.equals(old.identity)) {
      throw new CredError("failed.keychain", "the identity could not be sealed again; nothing was changed");
    }
    await files.replace(path, sealed);
  } finally {
    lock.release();
  }
}
