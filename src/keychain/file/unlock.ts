// The law of the unlock: the identity of a file keychain, and nothing else, lies in the kernel's keyring for a time
// that somebody asked for. It is taken from there only when it is the one that items are sealed to.

import { CredError } from "../../domain/errors.ts";
import type { Secret } from "../../domain/secret.ts";
import type { FileKeychainOptions } from "./mod.ts";
import { SCRYPT_WORK_FACTOR } from "../under_passphrase.ts";
import { openIdentityStore } from "./identity_store.ts";
import type { KernelKeyring } from "../kernel_keyring.ts";

/** The identity that an unlock has left for this recipient; undefined without one. */
export function unlockedIdentity(keyring: KernelKeyring, recipient: string): Secret | undefined {
  return keyring.get(nameOf(recipient));
}

/** Opens the identity with the passphrase, and leaves it in the kernel's keyring for so many seconds. */
export async function unlockFileKeychain(
  options: FileKeychainOptions,
  keyring: KernelKeyring,
  seconds: number,
): Promise<void> {
  const { files, folder, passphrase, holder = "cred", workFactor = SCRYPT_WORK_FACTOR } = options;
  const identity = await openIdentityStore({ files, folder, passphrase, holder, workFactor }).opened();
  if (identity === undefined) {
    throw new CredError("access.keychain_missing", "there is no file keychain on this machine yet", [
      "it is made with the first secret that it keeps: cred init",
    ]);
  }
  keyring.put(nameOf(identity.recipient), identity.identity, seconds);
}

/** Takes the identity out of the kernel's keyring; whether it was there. */
export async function lockFileKeychain(
  { files, folder }: Pick<FileKeychainOptions, "files" | "folder">,
  keyring: KernelKeyring,
): Promise<boolean> {
  const recipient = await files.read(`${folder}/recipient`);
  return recipient !== undefined && keyring.remove(nameOf(new TextDecoder().decode(recipient).trimEnd()));
}

function nameOf(recipient: string): string {
  return `cred:file-keychain:${recipient}`;
}
