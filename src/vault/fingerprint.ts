// The law of fingerprints: the log holds no hash of a secret that anybody could test guesses against. A fingerprint
// is an HMAC under a key that is itself a sealed value; equal ones are equal values for those who can open it.

import { toBase64 } from "../domain/encoding.ts";
import type { SecretRef } from "../domain/events.ts";
import { Secret } from "../domain/secret.ts";

/** Makes fingerprints `<key id>:<base64 HMAC-SHA-256>`. */
export class Fingerprinter {
  readonly #id: string;
  readonly #key: Secret;

  constructor(id: string, key: Secret) {
    this.#id = id;
    this.#key = key;
  }

  /** Of a secret's value, bound to its place. */
  value(ref: SecretRef, value: Secret): Promise<string> {
    return this.#of(`cred/value/1\0${ref.environment}\0${ref.name}\0`, value);
  }

  /** Of a master token, bound to its platform. */
  token(platform: string, token: Secret): Promise<string> {
    return this.#of(`cred/token/1\0${platform}\0`, token);
  }

  /** Of what a platform tells a value by, which may be a plain hash of it. */
  mark(mark: string): Promise<string> {
    return this.#of("cred/mark/1\0", Secret.ofText(mark));
  }

  /** Whether a fingerprint was made with this key. */
  made(fingerprint: string): boolean {
    return fingerprint.startsWith(`${this.#id}:`);
  }

  async #of(context: string, secret: Secret): Promise<string> {
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const key = await this.#key.open((bytes) =>
      crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"])
    );
    const head = new TextEncoder().encode(context);
    const mac = await secret.open((bytes) => {
      const message = new Uint8Array(head.length + bytes.length);
      message.set(head);
      message.set(bytes, head.length);
      return crypto.subtle.sign("HMAC", key, message);
    });
    return `${this.#id}:${toBase64(new Uint8Array(mac))}`;
  }
}
