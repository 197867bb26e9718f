import { sha256 } from "@noble/hashes/sha2.js";

/** SHA-256 of one byte string. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** SHA-256 without a `node:` module, which would cost a start-up more than it saves a short log. */
export const lightSha256: Sha256 = sha256;

/** From this many bytes on, loading `node:crypto` costs less than it saves. */
const LONG = 4_000_000;

/** The faster implementation for this much hashing. */
export async function sha256For(bytes: number): Promise<Sha256> {
  if (bytes < LONG) return lightSha256;
  const { hash } = await import("node:crypto");
  return (data) => hash("sha256", data, "buffer");
}
