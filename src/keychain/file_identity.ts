// The law of the identity: whoever holds the passphrase opens `identity.age`, and what it holds opens every
// item. It is made once, whole and under a lock; `recipient` is derived from it and can be derived again.
// The errors of the age library may quote what it was given, so none of them is kept, not even as a cause.

import { CredError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";
import { AGE_IDENTITY_PREFIX } from "./passphrase.ts";

/** The key pair of a file keychain; the recipient is public. */
export interface FileIdentity {
  readonly identity: Secret;
  readonly recipient: string;
}

/** Work of age's scrypt, as a power of two; 18 is what the `age` program uses. */
export const SCRYPT_WORK_FACTOR = 18;

const IDENTITY = /^AGE-SECRET-KEY-1[0-9A-Z]{58}$/;

/** A new identity and the file that keeps it. Errors: usage.passphrase_invalid. */
export async function makeIdentity(
  passphrase: Secret,
  workFactor: number,
): Promise<FileIdentity & { readonly sealed: Uint8Array }> {
  const age = await import("age-encryption");
  const text = await age.generateX25519Identity();
  const sealed = await sealIdentity(Secret.ofText(text), passphrase, workFactor);
  return { identity: Secret.ofText(text), recipient: await age.identityToRecipient(text), sealed };
}

/** The bytes of `identity.age` under a passphrase. Errors: usage.passphrase_invalid. */
export async function sealIdentity(
  identity: Secret,
  passphrase: Secret,
  workFactor: number,
): Promise<Uint8Array> {
  const age = await import("age-encryption");
  const encrypter = new age.Encrypter();
  const keeper = await ownRecipient(passphrase);
  if (keeper !== undefined) {
    encrypter.addRecipient(keeper);
  } else {
    passphrase.openText((words) => encrypter.setPassphrase(words));
    encrypter.setScryptWorkFactor(workFactor);
  }
  return await encrypter.encrypt(identity.openText((text) => `${text}\n`));
}

/** Opens the bytes of `identity.age`. Errors: access.wrong_passphrase, integrity.keychain_item. */
export async function openIdentity(
  path: string,
  sealed: Uint8Array,
  passphrase: Secret,
): Promise<FileIdentity> {
  const age = await import("age-encryption");
  const keeper = await ownRecipient(passphrase);
  const decrypter = new age.Decrypter();
  passphrase.openText((words) => {
    if (keeper === undefined) decrypter.addPassphrase(words);
    else decrypter.addIdentity(words);
  });
  let text: string;
  try {
    text = (await decrypter.decrypt(sealed, "text")).trimEnd();
  } catch (error) {
    if (isNoMatch(error)) throw wrongPassphrase(path);
    throw damaged(path);
  }
  if (!IDENTITY.test(text)) throw damaged(path);
  return { identity: Secret.ofText(text), recipient: await age.identityToRecipient(text) };
}

/** An identity as such; undefined for what is none. */
export async function identityOf(identity: Secret): Promise<FileIdentity | undefined> {
  const age = await import("age-encryption");
  try {
    return { identity, recipient: await identity.openText((text) => age.identityToRecipient(text)) };
  } catch {
    return undefined;
  }
}

/** What a damaged file of the keychain is: integrity.keychain_item, naming the path. */
export function damaged(path: string, hint = "restore the file from a backup"): CredError {
  return new CredError("integrity.keychain_item", `the keychain's file is damaged: "${path}"`, [hint]);
}

/** Whether age says that the key it was given opens nothing, which is no damage. */
export function isNoMatch(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("no identity matched");
}

/** The recipient of a passphrase that is itself an age identity: nothing is stretched for it. */
async function ownRecipient(passphrase: Secret): Promise<string | undefined> {
  const words = passphrase.openText((text) => text);
  if (!words.startsWith(AGE_IDENTITY_PREFIX)) return undefined;
  const age = await import("age-encryption");
  try {
    return await age.identityToRecipient(words);
  } catch {
    throw new CredError(
      "usage.passphrase_invalid",
      `the passphrase starts with ${AGE_IDENTITY_PREFIX} but is no age identity`,
    );
  }
}

function wrongPassphrase(path: string): CredError {
  return new CredError("access.wrong_passphrase", `the passphrase does not open "${path}"`, [
    "set CRED_PASSPHRASE or CRED_PASSPHRASE_FILE to the one the file keychain was made with",
  ]);
}
