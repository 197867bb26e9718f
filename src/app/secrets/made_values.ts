// The law of made values: every bit comes from the system's own cryptography, and every value of a kind is as likely as
// any other: a random byte that would favour some letters is thrown away, never folded.

import { concatBytes, toBase64, toHex } from "../../domain/encoding.ts";
import { CredError } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import type { Random } from "../../system/random.ts";
import type { ValueType } from "./value_types.ts";

/** A value that was made. Of a key pair the private key, and its public one. */
export interface MadeValue {
  readonly value: Secret;
  readonly publicKey?: PublicKey;
}

/** The public half of a pair: SPKI in PEM, and as a line of `authorized_keys`. */
export interface PublicKey {
  readonly pem: string;
  readonly ssh: string;
}

/** What `--length` counts, what it is unless said, and its bounds. */
interface Length {
  readonly unit: "characters" | "bytes" | "bits";
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

const LENGTHS: Readonly<Partial<Record<ValueType, Length>>> = {
  "password": { unit: "characters", usual: 32, least: 8, most: 1_024 },
  "hex": { unit: "bytes", usual: 32, least: 16, most: 1_024 },
  "jwt-secret": { unit: "bytes", usual: 64, least: 32, most: 1_024 },
  "rsa": { unit: "bits", usual: 3_072, least: 2_048, most: 4_096 },
};
/** The only sizes that all programs take. */
const RSA_BITS = [2_048, 3_072, 4_096];
/** Letters and digits: they need no quoting anywhere. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Whether a kind makes a pair. */
export function isPair(type: ValueType): boolean {
  return type === "ed25519" || type === "rsa";
}

/** The length that a value will have; usage.length where that can't be. */
export function lengthOf(type: ValueType, wanted: number | undefined): number {
  const rule = LENGTHS[type];
  if (rule === undefined) {
    if (wanted === undefined) return 0;
    throw new CredError("usage.length", `a value of type ${type} has one length only`, [
      "leave out --length",
    ]);
  }
  const { unit, usual, least, most } = rule;
  const length = wanted ?? usual;
  if (!Number.isInteger(length) || length < least || length > most) {
    throw new CredError("usage.length", `a value of type ${type} can't be ${length} ${unit} long`, [
      `give --length ${least} to ${most}, in ${unit}`,
    ]);
  }
  if (type === "rsa" && !RSA_BITS.includes(length)) {
    throw new CredError("usage.length", `an RSA key of ${length} bits is not what other programs take`, [
      `give --length ${RSA_BITS.join(", ")}`,
    ]);
  }
  return length;
}

/** Makes a value. `length` as `lengthOf` gives it. */
export async function makeValue(type: ValueType, length: number, random: Random): Promise<MadeValue> {
  switch (type) {
    case "password":
      return { value: Secret.ofText(lettersOf(LETTERS, length, random)) };
    case "hex":
      return { value: Secret.ofText(toHex(random.bytes(length))) };
    case "jwt-secret":
      return { value: Secret.ofText(base64Url(random.bytes(length))) };
    case "uuid":
      return { value: Secret.ofText(uuidV4(random.bytes(16))) };
    case "ed25519":
      return await pairOf({ name: "Ed25519" }, ({ x }) => sshLine("ssh-ed25519", bytesOf(x)));
    case "rsa":
      return await pairOf(
        {
          name: "RSASSA-PKCS1-v1_5",
          modulusLength: length,
          publicExponent: Uint8Array.of(1, 0, 1),
          hash: "SHA-256",
        },
        ({ e, n }) => sshLine("ssh-rsa", positive(bytesOf(e)), positive(bytesOf(n))),
      );
  }
}

/** Letters of an alphabet of at most 256, each as likely as the others. */
export function lettersOf(alphabet: string, length: number, random: Random): string {
  // Bytes from here on are more than a whole number of alphabets.
  const limit = 256 - 256 % alphabet.length;
  let text = "";
  while (text.length < length) {
    for (const byte of random.bytes(length)) {
      if (byte < limit && text.length < length) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}

/** A random UUID (RFC 9562, version 4). */
function uuidV4(bytes: Uint8Array): string {
  const own = bytes.slice();
  own[6] = own[6]! & 0x0f | 0x40;
  own[8] = own[8]! & 0x3f | 0x80;
  return toHex(own).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

async function pairOf(
  algorithm: RsaHashedKeyGenParams | { readonly name: "Ed25519" },
  ssh: (key: JsonWebKey) => string,
): Promise<MadeValue> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, true, [
    "sign",
    "verify",
  ]) as CryptoKeyPair;
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));
  const value = Secret.ofText(pem("PRIVATE KEY", pkcs8));
  pkcs8.fill(0);
  return {
    value,
    publicKey: { pem: pem("PUBLIC KEY", spki), ssh: ssh(await crypto.subtle.exportKey("jwk", publicKey)) },
  };
}

/** Without a newline at its end: `secret get` prints one. */
function pem(what: string, bytes: Uint8Array): string {
  const lines = toBase64(bytes).match(/.{1,64}/g)!.join("\n");
  return `-----BEGIN ${what}-----\n${lines}\n-----END ${what}-----`;
}

/** A public key as OpenSSH has it: its kind and its parts, each behind its length (RFC 4253, section 6.6). */
function sshLine(kind: string, ...parts: readonly Uint8Array[]): string {
  const fields = [new TextEncoder().encode(kind), ...parts].flatMap((part) => {
    const size = new Uint8Array(4);
    new DataView(size.buffer).setUint32(0, part.length);
    return [size, part];
  });
  return `${kind} ${toBase64(concatBytes(...fields))}`;
}

/** A number that would read as negative gets a zero before it (RFC 4251, mpint). */
function positive(bytes: Uint8Array): Uint8Array {
  return bytes[0]! < 0x80 ? bytes : concatBytes(Uint8Array.of(0), bytes);
}

function base64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function bytesOf(text = ""): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}
