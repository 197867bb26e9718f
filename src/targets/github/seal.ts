// The law of sealing: a value leaves this machine only as an X25519 sealed box for the public key that the place had a
// moment ago. GitHub opens it with libsodium; what makes it is loaded when it is needed.

import { fromBase64, toBase64 } from "../../domain/encoding.ts";
import type { Secret } from "../../domain/secret.ts";

/** Bytes of a public key. */
const KEY_SIZE = 32;

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
  if (publicKey?.length !== KEY_SIZE) return undefined;
  const { cryptoBoxSeal } = await import("@serenity-kit/noble-sodium");
  const box = (message: Uint8Array) => cryptoBoxSeal({ message, publicKey });
  try {
    // Some points are no keys, which is found out by sealing.
    box(new Uint8Array());
  } catch {
    return undefined;
  }
  return { keyId, seal: (value) => value.open((bytes) => toBase64(box(bytes))) };
}
