import {
  Encrypter,
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from "age-encryption";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes } from "../../src/domain/encoding.ts";
import { Secret } from "../../src/domain/secret.ts";
import { readX25519 } from "../../src/vault/open_x25519.ts";

const PIECE = 65_536;
const identity = await generateX25519Identity();
const others = await Promise.all(Array.from({ length: 3 }, generateX25519Identity));

async function sealed(content: Uint8Array, identities: readonly string[]): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  for (const each of identities) encrypter.addRecipient(await identityToRecipient(each));
  return await encrypter.encrypt(content);
}

async function open(file: Uint8Array, who: string | Secret = identity): Promise<Uint8Array | undefined> {
  return await (await readX25519(file))?.open(typeof who === "string" ? Secret.ofText(who) : who);
}

Deno.test("the short way: what age sealed to the identity comes back, wherever its stanza stands", async () => {
  const contents = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8Array({ size: "max", maxLength: 9_000 }),
  );
  await fc.assert(
    fc.asyncProperty(contents, fc.nat(others.length), async (content, at) => {
      const file = await sealed(content, others.toSpliced(at, 0, identity));
      assert.deepEqual(await open(file), content);
    }),
    { numRuns: 30 },
  );
});

Deno.test("the short way: ends where a second piece begins", async () => {
  for (const size of [0, 1, PIECE - 1, PIECE]) {
    const content = new Uint8Array(size).fill(7);
    assert.deepEqual(await open(await sealed(content, [identity])), content, `${size} bytes`);
  }
  for (const size of [PIECE + 1, 2 * PIECE]) {
    assert.equal(await open(await sealed(new Uint8Array(size), [identity])), undefined, `${size} bytes`);
  }
});

Deno.test("the short way: a file with any byte changed, gone or added does not open", async () => {
  const file = await sealed(new TextEncoder().encode("value"), [identity]);
  assert.ok(await open(file) !== undefined);
  for (let at = 0; at < file.length; at++) {
    for (const change of [1, 0x20, 0x80]) {
      const changed = file.slice();
      changed[at]! ^= change;
      assert.equal(await open(changed), undefined, `byte ${at} ^ ${change}`);
    }
    const shorter = new Uint8Array([...file.subarray(0, at), ...file.subarray(at + 1)]);
    assert.equal(await open(shorter), undefined, `without byte ${at}`);
    assert.equal(await open(file.subarray(0, at)), undefined, `${at} bytes of it`);
  }
  assert.equal(await open(new Uint8Array([...file, 0])), undefined);
  assert.equal(await open(new Uint8Array([0xef, 0xbb, 0xbf, ...file])), undefined, "a byte order mark");
});

Deno.test("the short way: what was sealed to others, or in other ways, is left to age", async () => {
  const content = new TextEncoder().encode("value");
  assert.equal(await open(await sealed(content, others)), undefined);
  const hybrid = await generateHybridIdentity();
  assert.equal(await open(await sealed(content, [hybrid]), hybrid), undefined);
  assert.equal(await open(await sealed(content, [identity, hybrid])), undefined);
  const encrypter = new Encrypter();
  encrypter.setPassphrase("passphrase");
  encrypter.setScryptWorkFactor(2);
  assert.equal(await open(await encrypter.encrypt(content)), undefined);
});

Deno.test("the short way: a header that isn't spelled in the one way is left to age", async () => {
  const encrypter = new Encrypter();
  let fileKey = new Uint8Array();
  encrypter.addRecipient({ wrapFileKey: (key) => (fileKey = key.slice(), []) });
  for (const each of [others[0]!, identity, others[1]!]) {
    encrypter.addRecipient(await identityToRecipient(each));
  }
  const file = await encrypter.encrypt("value");
  const text = new TextDecoder("latin1").decode(file), end = text.indexOf("\n---") + 4;
  const payload = file.subarray(text.indexOf("\n", end) + 1);
  // What the author of a file can do who knows how to seal its header.
  const withHeader = (header: string) => {
    const key = hkdf(sha256, fileKey, undefined, new TextEncoder().encode("header"), 32);
    const mac = btoa(String.fromCharCode(...hmac(sha256, key, new TextEncoder().encode(header))));
    return concatBytes(new TextEncoder().encode(`${header} ${mac.slice(0, -1)}\n`), payload);
  };
  const header = text.slice(0, end);
  assert.deepEqual(withHeader(header), file);
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (const { index } of header.matchAll(/.\n(?=->|---|.{43}\n)/g)) {
    if (index < 30) continue;
    const digit = DIGITS[DIGITS.indexOf(header[index]!) + 1]!;
    const changed = header.slice(0, index) + digit + header.slice(index + 1);
    assert.equal(await open(withHeader(changed)), undefined, `digit ${index}`);
  }
});

Deno.test("the short way: a point that leads to nothing opens nothing", async () => {
  const file = await sealed(new TextEncoder().encode("value"), [identity]);
  const text = new TextDecoder("latin1").decode(file);
  const changed = text.replace(/X25519 .{43}/, `X25519 ${"A".repeat(43)}`);
  assert.notEqual(changed, text);
  assert.equal(
    await open(Uint8Array.from(file, (_, i) => i < 120 ? changed.charCodeAt(i) : file[i]!)),
    undefined,
  );
});

Deno.test("the short way: what is no identity opens nothing", async () => {
  const file = await sealed(new TextEncoder().encode("value"), [identity]);
  for (
    const word of [
      "",
      "value",
      identity.toLowerCase(),
      identity.slice(0, -1),
      `${identity}\n`,
      ` ${identity}`,
    ]
  ) {
    assert.equal(await open(file, word), undefined, JSON.stringify(word.slice(0, 5)));
  }
  assert.equal(await open(file, Secret.ofBytes(Uint8Array.of(0xff))), undefined);
});
