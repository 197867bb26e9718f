// The law of what lies under a passphrase: an age file by age's own scrypt, or sealed to the recipient of a passphrase
// that is itself an age identity, for which nothing is stretched. The errors of the age library may quote what it was
// given, so none of them is kept, not even as a cause.

import { CredError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";
import { AGE_IDENTITY_PREFIX } from "./passphrase.ts";

/** Work of age's scrypt, as a power of two; 18 is what the `age` program uses. */
export const SCRYPT_WORK_FACTOR = 18;

/** Seals a text. Errors: usage.passphrase_invalid. */
export async function sealUnderPassphrase(
  text: Secret,
  passphrase: Secret,
  workFactor: number = SCRYPT_WORK_FACTOR,
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
  return await encrypter.encrypt(text.openText((words) => words));
}

/** Opens what was sealed: its text, or why not. Errors: usage.passphrase_invalid. */
export async function openUnderPassphrase(
  sealed: Uint8Array,
  passphrase: Secret,
): Promise<Secret | "wrong passphrase" | "damaged"> {
  const age = await import("age-encryption");
  const keeper = await ownRecipient(passphrase);
  const decrypter = new age.Decrypter();
  passphrase.openText((words) => {
    if (keeper === undefined) decrypter.addPassphrase(words);
    else decrypter.addIdentity(words);
  });
  try {
    return Secret.ofText(await decrypter.decrypt(sealed, "text"));
  } catch (error) {
    return isNoMatch(error) ? "wrong passphrase" : "damaged";
  }
}

/** Whether age says that the key it was given opens nothing, which is no damage. */
export function isNoMatch(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("no identity matched");
}

/** The recipient of a passphrase that is itself an age identity. */
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
