// Opens libsodium's sealed boxes without libsodium: X25519, HSalsa20, XSalsa20-Poly1305, and BLAKE2b for the nonce. What
// seals and what opens have no line of code in common, so a box that opens is one that GitHub could open.

import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { blake2b } from "@noble/hashes/blake2.js";

/** A key pair of a place for secrets. */
export interface BoxKey {
  /** What GitHub calls it: digits. */
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

/** Bytes that a box has more than its message. */
export const OVERHEAD = 48;
const SIGMA = Uint32Array.of(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574);

/** A new key pair. */
export function makeBoxKey(): BoxKey {
  const { secretKey, publicKey } = x25519.keygen();
  const id = Array.from(crypto.getRandomValues(new Uint8Array(18)), (byte) => byte % 10).join("");
  return { id: `1${id.slice(1)}`, secretKey, publicKey };
}

/** The message of a sealed box; undefined when it was not made for the key, or is no box. */
export function openBox(box: Uint8Array, key: BoxKey): Uint8Array | undefined {
  if (box.length < OVERHEAD) return undefined;
  const sender = box.subarray(0, 32);
  const nonce = blake2b.create({ dkLen: 24 }).update(sender).update(key.publicKey).digest();
  try {
    const shared = x25519.getSharedSecret(key.secretKey, sender);
    const cipherKey = new Uint32Array(8);
    hsalsa(SIGMA, words(shared), new Uint32Array(4), cipherKey);
    return xsalsa20poly1305(new Uint8Array(cipherKey.buffer), nonce).decrypt(box.subarray(32));
  } catch {
    return undefined;
  }
}

function words(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(i * 4, true));
}
