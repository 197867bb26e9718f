import { sha256 } from "@noble/hashes/sha2.js";

/** SHA-256 of one byte string. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** SHA-256 without a `node:` module, which would cost a start-up more than it saves a short log. */
export const lightSha256: Sha256 = sha256;

/** The value of each hex digit, by its character. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => parseInt(String.fromCharCode(code), 16) || 0);

/** From this many bytes on, loading `node:crypto` costs less than it saves. */
const LONG = 1_500_000;

/** The faster implementation for this much hashing. */
export async function sha256For(bytes: number): Promise<Sha256> {
  if (bytes < LONG) return lightSha256;
  const { createHash } = await import("node:crypto");
  // Its hex is had for half the price of its bytes, which come as a Buffer.
  return (data) => fromHex(createHash("sha256").update(data).digest("hex"));
}

function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (DIGITS[text.charCodeAt(2 * i)]! << 4) | DIGITS[text.charCodeAt(2 * i + 1)]!;
  }
  return bytes;
}
