// Opens sealed boxes with libsodium, as GitHub does: the program makes them with something else.

import sodium from "libsodium-wrappers";

await sodium.ready;

/** A key pair of a place for secrets. */
export interface BoxKey {
  /** What GitHub calls it: digits. */
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

/** A new key pair. */
export function makeBoxKey(): BoxKey {
  const { publicKey, privateKey } = sodium.crypto_box_keypair();
  const id = Array.from(crypto.getRandomValues(new Uint8Array(18)), (byte) => byte % 10).join("");
  return { id: `1${id.slice(1)}`, publicKey, secretKey: privateKey };
}

/** The message of a sealed box; undefined when it was not made for the key, or is no box. */
export function openBox(box: Uint8Array, key: BoxKey): Uint8Array | undefined {
  try {
    return sodium.crypto_box_seal_open(box, key.publicKey, key.secretKey);
  } catch {
    return undefined;
  }
}
