import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "../domain/encoding.ts";

/** SHA-256 of a byte string. */
export interface Sha256 {
  (bytes: Uint8Array): Uint8Array;
  /** SHA-256 of byte strings that begin with one and the same byte. */
  after(first: number): HashInto;
}

/** Hashes the rest of a byte string; the 32 bytes go where they are wanted. */
export type HashInto = (rest: Uint8Array, to: Uint8Array, at: number) => void;

/** SHA-256 without a `node:` module, which would cost a start-up more than it saves a short log. */
export const lightSha256: Sha256 = Object.assign((bytes: Uint8Array) => sha256(bytes), {
  after(first: number): HashInto {
    const begun = sha256.create().update(Uint8Array.of(first));
    return (rest, to, at) => to.set(begun.clone().update(rest).digest(), at);
  },
});

const HASH_SIZE = 32;
/** The value of each hex digit, by its character. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => parseInt(String.fromCharCode(code), 16) || 0);

/** From this many bytes on, loading `node:crypto` costs less than it saves. */
const LONG = 1_500_000;

/** The faster implementation for this much hashing. */
export async function sha256For(bytes: number): Promise<Sha256> {
  if (bytes < LONG) return lightSha256;
  const { createHash } = await import("node:crypto");
  // A copy needn't look for the algorithm again. Hex is had for half the price of bytes, which come as a Buffer.
  const begunWith = (beginning: Uint8Array): HashInto => {
    const begun = createHash("sha256").update(beginning);
    return (rest, to, at) => putHex(begun.copy().update(rest).digest("hex"), to, at);
  };
  const whole = begunWith(new Uint8Array());
  return Object.assign((bytes: Uint8Array) => {
    const hash = new Uint8Array(HASH_SIZE);
    whole(bytes, hash, 0);
    return hash;
  }, { after: (first: number) => begunWith(Uint8Array.of(first)) });
}

/** Puts a hash that is told in hex to its place. By hand: not all versions of Deno read hex themselves. */
function putHex(hex: string, to: Uint8Array, at: number): void {
  for (let i = 0; i < HASH_SIZE; i++) {
    to[at + i] = (DIGITS[hex.charCodeAt(2 * i)]! << 4) | DIGITS[hex.charCodeAt(2 * i + 1)]!;
  }
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
