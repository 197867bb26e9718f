import { CredError } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";

/**
 * Encrypts bytes to age recipients (`age1…`), as text that can be pasted and that the `age` program opens. Errors:
 * usage.recipient.
 */
export async function encryptToRecipients(
  bytes: Uint8Array,
  recipients: readonly string[],
): Promise<string> {
  const { armor, Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch (cause) {
      // What was pasted may be the identity that opens everything: it is not shown.
      const isPublic = recipient.startsWith("age1");
      const what = isPublic ? `${quote(recipient)} is no age recipient` : "that is no age recipient";
      throw new CredError(
        "usage.recipient",
        what,
        ["give the public key, age1…, as age-keygen -y prints it"],
        cause,
      );
    }
  }
  return armor.encode(await encrypter.encrypt(bytes));
}
