import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "../domain/encoding.ts";

/** SHA-256 of one byte string. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** SHA-256 without a `node:` module, which would cost a start-up more than it saves a short log. */
export const lightSha256: Sha256 = sha256;

const HASH_SIZE = 32;
/** The value of each hex digit, by its character. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => parseInt(String.fromCharCode(code), 16) || 0);

/** From this many bytes on, loading `node:crypto` costs less than it saves. */
const LONG = 1_500_000;

/** The faster implementation for this much hashing. What it gives may be overwritten by its next call. */
export async function sha256For(bytes: number): Promise<Sha256> {
  if (bytes < LONG) return lightSha256;
  const { createHash } = await import("node:crypto");
  const fromHex = hexReader();
  const empty = createHash("sha256");
  // A copy needn't look for the algorithm again. Hex is had for half the price of bytes, which come as a Buffer.
  return (data) => fromHex(empty.copy().update(data).digest("hex"));
}

/** The hex SHA-256 of a text that comes in pieces, `bytes` long or so. */
export async function sha256OfPieces(pieces: Iterable<string>, bytes: number): Promise<string> {
  const utf8 = new TextEncoder();
  if (bytes < LONG) {
    const hash = sha256.create();
    for (const piece of pieces) hash.update(utf8.encode(piece));
    return toHex(hash.digest());
  }
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece, "utf8");
  return hash.digest("hex");
}

/** Bytes that can be set from hex: not on all versions of Deno. */
interface FromHex {
  setFromHex?(hex: string): unknown;
}

/** Makes hashes from hex: one and the same buffer each time, for one of its own costs more than the hashing. */
function hexReader(): (text: string) => Uint8Array {
  const bytes: Uint8Array & FromHex = new Uint8Array(HASH_SIZE);
  if (bytes.setFromHex !== undefined) {
    return (text) => {
      bytes.setFromHex!(text);
      return bytes;
    };
  }
  return (text) => {
    for (let i = 0; i < HASH_SIZE; i++) {
      bytes[i] = (DIGITS[text.charCodeAt(2 * i)]! << 4) | DIGITS[text.charCodeAt(2 * i + 1)]!;
    }
    return bytes;
  };
}
