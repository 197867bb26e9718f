// The law of sealing: a value leaves this machine only as an X25519 sealed box for the public key that the place had a
// moment ago. libsodium makes the box, because GitHub opens it with libsodium; it is loaded when one is made.

import { fromBase64, toBase64 } from "../../domain/encoding.ts";
import type { Secret } from "../../domain/secret.ts";

/** Seals values for one public key. */
export interface Sealer {
  /** The key's id, to be sent along. */
  readonly keyId: string;
  /** Standard base64 of the sealed box. */
  seal(value: Secret): string;
}

/** A sealer for a key in base64; undefined when that is no public key. */
export async function openSealer(keyId: string, key: string): Promise<Sealer | undefined> {
  const publicKey = fromBase64(key);
  const { default: sodium } = await import("libsodium-wrappers");
  await sodium.ready;
  if (publicKey?.length !== sodium.crypto_box_PUBLICKEYBYTES) return undefined;
  try {
    // Some points are no keys, which is found out by sealing.
    sodium.crypto_box_seal(new Uint8Array(), publicKey);
  } catch {
    return undefined;
  }
  return {
    keyId,
    seal: (value) => value.open((bytes) => toBase64(sodium.crypto_box_seal(bytes, publicKey))),
  };
}
