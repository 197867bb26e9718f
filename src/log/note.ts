// The law of notes: C2SP signed-note with Ed25519 and nothing else. A key signs only under its own name; the text
// that it signs ends in a newline; a signature that is not canonical is none.

import { concatBytes, fromBase64, sameBytes, toBase64, toHex } from "../domain/encoding.ts";
import { lightSha256 } from "./hash.ts";

const ED25519 = 0x01;
/** DER head of a PKCS#8 Ed25519 private key; the 32-byte seed follows. */
const PKCS8_HEAD = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32);

/** Signs bytes with one Ed25519 key: 64 bytes. */
export type Sign = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>;

/** Checks an Ed25519 signature of one key. */
export type Check = (bytes: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>) => Promise<boolean>;

/** The 4-byte key id of a name and a 32-byte public key. */
export function noteKeyId(name: string, publicKey: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(`${name}\n`);
  return lightSha256(concatBytes(head, Uint8Array.of(ED25519), publicKey)).slice(0, 4);
}

/** The verifier key `<name>+<key id>+<base64>`. */
export function formatVerifierKey(name: string, publicKey: Uint8Array): string {
  const key = toBase64(concatBytes(Uint8Array.of(ED25519), publicKey));
  return `${name}+${toHex(noteKeyId(name, publicKey))}+${key}`;
}

/** The name and 32-byte public key of a verifier key; undefined when it isn't one of Ed25519 with the right id. */
export function parseVerifierKey(text: string): { name: string; publicKey: Uint8Array } | undefined {
  const [name, id, ...rest] = text.split("+");
  const bytes = fromBase64(rest.join("+"));
  if (name === undefined || !/^\S+$/u.test(name)) return undefined;
  if (bytes === undefined || bytes.length !== 33 || bytes[0] !== ED25519) return undefined;
  const publicKey = bytes.slice(1);
  return toHex(noteKeyId(name, publicKey)) === id ? { name, publicKey } : undefined;
}

/** The base64 of a note's signature line: key id, then signature. 92 characters. */
export function formatSignature(keyId: Uint8Array, signature: Uint8Array): string {
  return toBase64(concatBytes(keyId, signature));
}

/** The 64 signature bytes, when the text is canonical and of this key id. */
export function parseSignature(text: string, keyId: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const bytes = fromBase64(text);
  if (bytes === undefined || bytes.length !== 68 || !sameBytes(bytes.subarray(0, 4), keyId)) return undefined;
  return bytes.slice(4);
}

const SIGNATURE_LENGTH = 92;

const BASE64 = new Uint8Array(256).fill(0xff);
[..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].forEach((char, value) =>
  BASE64[char.charCodeAt(0)] = value
);

/** The key id (as a number) in the 92 bytes of a signature's text from an offset on; undefined unless canonical. */
export function keyIdAt(bytes: Uint8Array, from: number): number | undefined {
  const last = from + SIGNATURE_LENGTH - 1;
  if (bytes[last] !== 0x3d || BASE64[bytes[last - 1]!]! & 0b11) return undefined;
  for (let i = from; i < last; i++) if (BASE64[bytes[i]!] === 0xff) return undefined;
  let id = 0;
  for (let i = from; i < from + 5; i++) id = id * 64 + BASE64[bytes[i]!]!;
  return id * 4 + (BASE64[bytes[from + 5]!]! >> 4);
}

/** Makes the signing function and public key of a 32-byte seed. */
export async function signerOf(
  seed: Uint8Array,
): Promise<{ sign: Sign; publicKey: Uint8Array<ArrayBuffer> }> {
  const pkcs8 = concatBytes(PKCS8_HEAD, seed);
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  pkcs8.fill(0);
  const { x } = await crypto.subtle.exportKey("jwk", key);
  const publicKey = Uint8Array.from(
    atob(x!.replaceAll("-", "+").replaceAll("_", "/")),
    (c) => c.charCodeAt(0),
  );
  return {
    publicKey,
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign("Ed25519", key, bytes)),
  };
}

/** Makes the checking function of a 32-byte public key. */
export async function checkOf(publicKey: Uint8Array): Promise<Check> {
  const key = await crypto.subtle.importKey("raw", new Uint8Array(publicKey), "Ed25519", false, ["verify"]);
  return (bytes, signature) => crypto.subtle.verify("Ed25519", key, signature, bytes);
}
