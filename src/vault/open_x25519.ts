// The law of the short way: a file as cred seals it (to X25519 recipients alone, at most one piece of 64 KiB) is opened by
// the few parts of age that it takes. To load all of age and run it for the first time costs a command as much as all else
// that it does. What comes out is proven by the file's own seals: the stanza's, the header's, the payload's. Whatever isn't
// such a file, or doesn't open, is nothing here: age itself then opens it or fails, so what opens is the same.

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, fromBase64, sameBytes } from "../domain/encoding.ts";
import type { Secret } from "../domain/secret.ts";

/** 32 bytes in the one way that age takes: the bits that are left over are 0. */
const WORD = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]";
/** A header: what its MAC is of, and the MAC. */
const HEADER = new RegExp(
  `^(age-encryption\\.org/v1\n(?:-> X25519 ${WORD}\n${WORD}\n)+---) (${WORD})\n`,
);
/** In a header: a point that was made for one recipient, and the file key as sealed to that one. */
const STANZA = /-> X25519 (.{43})\n(.{43})\n/g;
/** An identity's key, and its checksum: what the key opens proves it better. */
const IDENTITY = /^AGE-SECRET-KEY-1([02-9AC-HJ-NP-Z]{52})[02-9AC-HJ-NP-Z]{6}$/;
/** Bech32's 32 digits. */
const DIGITS = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

const KEY_SIZE = 32;
const NONCE_SIZE = 16;
const TAG_SIZE = 16;
const PIECE_SIZE = 65_536;
/** More than the headers of hundreds of recipients. */
const MAX_HEADER_SIZE = 65_536;

/** What PKCS #8 has before an X25519 key. */
const PKCS8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20);
const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(KEY_SIZE - 1));
const FILE_KEY_NONCE = new Uint8Array(12);
/** Of a piece: the first has number 0, the last is marked. */
const ONLY_PIECE_NONCE = Uint8Array.of(...new Uint8Array(11), 1);

const utf8 = new TextEncoder();

/** A file that may be opened the short way, and all that this takes but the key. */
export interface X25519File {
  /** What the file holds, if it was sealed to the identity; undefined where age is to be asked. */
  open(identity: Secret): Promise<Uint8Array | undefined>;
}

/** Reads a file, for whoever still waits for the key; undefined where age is to be asked. */
export async function readX25519(file: Uint8Array): Promise<X25519File | undefined> {
  const header = HEADER.exec(new TextDecoder("latin1").decode(file.subarray(0, MAX_HEADER_SIZE)));
  if (header === null) return undefined;
  const [whole, signed, mac] = header as unknown as readonly [string, string, string];
  const nonce = file.subarray(whole.length, whole.length + NONCE_SIZE);
  const piece = file.subarray(whole.length + NONCE_SIZE);
  if (piece.length < TAG_SIZE || piece.length > PIECE_SIZE + TAG_SIZE) return undefined;
  const base = await importPoint(BASE_POINT);
  return {
    open: async (identity) => {
      try {
        const fileKey = await fileKeyIn(signed, identity, base);
        if (fileKey === undefined) return undefined;
        const macKey = hkdf(sha256, fileKey, undefined, utf8.encode("header"), KEY_SIZE);
        if (!sameBytes(hmac(sha256, macKey, utf8.encode(signed)), bytesOf(mac))) return undefined;
        const key = hkdf(sha256, fileKey, nonce, utf8.encode("payload"), KEY_SIZE);
        return chacha20poly1305(key, ONLY_PIECE_NONCE).decrypt(piece);
      } catch {
        return undefined;
      }
    },
  };
}

/** The file key, out of the stanza that was made for the identity; undefined where there is none. */
async function fileKeyIn(header: string, identity: Secret, base: CryptoKey): Promise<Uint8Array | undefined> {
  const secret = identity.openText(keyOf), pkcs8 = concatBytes(PKCS8, secret);
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, "X25519", false, ["deriveBits"])
    .finally(() => [secret, pkcs8].forEach((bytes) => bytes.fill(0)));
  const recipient = await multiply(key, base);
  for (const [, share, sealed] of header.matchAll(STANZA)) {
    const point = bytesOf(share!);
    const salt = concatBytes(point, recipient);
    const info = utf8.encode("age-encryption.org/v1/X25519");
    const wrapKey = hkdf(sha256, await multiply(key, await importPoint(point)), salt, info, KEY_SIZE);
    try {
      return chacha20poly1305(wrapKey, FILE_KEY_NONCE).decrypt(bytesOf(sealed!));
    } catch {
      // Made for another.
    }
  }
  return undefined;
}

async function importPoint(point: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return await crypto.subtle.importKey("raw", point, "X25519", false, []);
}

/** X25519; a point that leads to nothing is an error. */
async function multiply(key: CryptoKey, point: CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: "X25519", public: point }, key, 8 * KEY_SIZE),
  );
}

/** The key in an identity. */
function keyOf(identity: string): Uint8Array {
  const key = new Uint8Array(KEY_SIZE);
  let bits = 0, held = 0, at = 0;
  for (const digit of IDENTITY.exec(identity)?.[1] ?? "") {
    held = (held << 5 | DIGITS.indexOf(digit)) & 0xfff;
    bits += 5;
    if (bits >= 8) key[at++] = held >> (bits -= 8);
  }
  if (at !== KEY_SIZE) throw new Error("no identity");
  return key;
}

/** The bytes of base64 without its padding. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64(`${base64}=`);
  if (bytes === undefined) throw new Error("no base64");
  return bytes;
}
