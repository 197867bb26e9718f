import assert from "node:assert/strict";
import fc from "fast-check";
import { fromBase64, toHex } from "../../src/domain/encoding.ts";
import {
  checkOf,
  formatSignature,
  formatVerifierKey,
  keyIdAt,
  noteKeyId,
  parseSignature,
  parseVerifierKey,
  signerOf,
} from "../../src/log/note.ts";
import {
  checkpointText,
  isLogName,
  originOf,
  signerIdOf,
  signerOfLog,
  vaultIdOf,
  verifierKeyOf,
} from "../../src/log/origin.ts";

const utf8 = new TextEncoder();

/** Notes that others published: the example of c2sp.org/signed-note, and that of Go's sumdb/note. */
const PUBLISHED = [
  {
    verifierKey: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    text: "This is an example message.\n",
    signature: "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=",
  },
  {
    verifierKey: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    text:
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
    signature: "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=",
    secret: "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
  },
];

for (const { verifierKey, text, signature, secret } of PUBLISHED) {
  Deno.test(`a published note holds: ${verifierKey.split("+")[0]}`, async () => {
    const { name, publicKey } = parseVerifierKey(verifierKey)!;
    assert.equal(formatVerifierKey(name, publicKey), verifierKey);
    const keyId = noteKeyId(name, publicKey);
    const bytes = parseSignature(signature, keyId)!;
    const check = await checkOf(publicKey);
    assert.ok(await check(utf8.encode(text), bytes));
    assert.ok(!await check(utf8.encode(text.replace("a", "b")), bytes));
    assert.equal(formatSignature(keyId, bytes), signature);
    if (secret === undefined) return;
    const signer = await signerOf(fromBase64(secret)!.slice(1));
    assert.deepEqual(signer.publicKey, publicKey);
    assert.equal(formatSignature(keyId, await signer.sign(utf8.encode(text))), signature);
  });
}

Deno.test("a verifier key is read back, whatever its base64 holds", () => {
  const anyKey = fc.oneof(
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.constantFrom(
      new Uint8Array(32).fill(0xfb),
      new Uint8Array(32).fill(0xff),
      new Uint8Array(32).fill(0xbe),
    ),
  );
  let withPlus = 0;
  fc.assert(fc.property(anyKey, fc.stringMatching(/^[a-z0-9./-]{1,60}$/), (publicKey, name) => {
    const text = formatVerifierKey(name, publicKey);
    if (text.split("+").length > 3) withPlus++;
    assert.deepEqual(parseVerifierKey(text), { name, publicKey: Uint8Array.from(publicKey) });
  }));
  assert.ok(withPlus > 0);
});

Deno.test("a verifier key that is cut, longer, of another type, name or id is none", () => {
  const good = PUBLISHED[0]!.verifierKey;
  for (let i = 0; i < good.length; i++) assert.equal(parseVerifierKey(good.slice(0, i)), undefined);
  for (let i = 0; i < good.length; i++) {
    const other = good[i] === "A" ? "B" : "A";
    assert.equal(parseVerifierKey(good.slice(0, i) + other + good.slice(i + 1)), undefined, `at ${i}`);
  }
  for (
    const bad of [
      `${good}A`,
      `${good}====`,
      ` ${good}`,
      good.replace("+A", "+ A"),
      good.toUpperCase(),
      "",
      "++",
      "a b+530d903a+x",
    ]
  ) {
    assert.equal(parseVerifierKey(bad), undefined, bad);
  }
  const key = parseVerifierKey(good)!.publicKey;
  for (const name of ["", "a b", "a\n"]) {
    assert.equal(parseVerifierKey(formatVerifierKey(name, key)), undefined);
  }
});

Deno.test("a signature counts only in its one form and under its key id", () => {
  const { verifierKey, signature } = PUBLISHED[0]!;
  const { name, publicKey } = parseVerifierKey(verifierKey)!;
  const keyId = noteKeyId(name, publicKey);
  assert.equal(parseSignature(signature, keyId)?.length, 64);
  assert.equal(signature.length, 92);
  const bad = [
    signature.slice(0, -1),
    signature.replace("=", ""),
    `${signature}=`,
    signature.replace("QM=", "QN="),
    signature.replaceAll("+", "-").replaceAll("/", "_").replace("Uw2Q", "Uw2-"),
    ` ${signature}`,
    `${signature}\n`,
    "",
    signature.slice(4),
    `AAAA${signature}`,
    signature.replace("Uw2Q", "Vw2Q"),
  ];
  for (const text of bad) assert.equal(parseSignature(text, keyId), undefined, text);
  const otherwise = bad.slice(0, -1).filter(({ length }) => length === 92);
  assert.equal(otherwise.length, 2);
  for (const text of otherwise) assert.equal(keyIdAt(utf8.encode(text), 0), undefined, text);
  assert.equal(keyIdAt(utf8.encode(`s":"${signature}`), 4), 0x530d903a);
  assert.equal(parseSignature(signature, noteKeyId(`${name}x`, publicKey)), undefined);
});

Deno.test("names hang on the public key", async () => {
  const { publicKey } = await signerOf(new Uint8Array(32).fill(7));
  const [signer, vault] = [signerIdOf(publicKey), vaultIdOf(publicKey)];
  assert.ok(vault.startsWith(signer) && signer.length === 16 && vault.length === 32);
  assert.equal(originOf(vault, signer), `cred.local/${vault}/${signer}`);
  assert.deepEqual(parseVerifierKey(verifierKeyOf(vault, signer, publicKey)), {
    name: originOf(vault, signer),
    publicKey,
  });
  assert.equal(checkpointText("o", 3, new Uint8Array(32)), `o\n3\n${"A".repeat(43)}=\n`);
  assert.notEqual(
    toHex(noteKeyId(originOf(vault, signer), publicKey)),
    toHex(noteKeyId(originOf(vault, `${signer}.00000001`), publicKey)),
  );
});

Deno.test("a log's name is hex, and nothing that a path could be made of", () => {
  const name = "0123456789abcdef";
  assert.ok(isLogName(name) && isLogName(`${name}.00000001`));
  assert.equal(signerOfLog(`${name}.00000001`), name);
  const bad = [
    "",
    "..",
    "../0123456789abcd",
    name.toUpperCase(),
    `${name}.`,
    `${name}.0000000`,
    `${name}.000000010`,
    `${name}\n`,
    ` ${name}`,
    `${name}/x`,
    `${name}\0`,
    `${name}.0000000g`,
    "__proto__",
    `${name}.jsonl`,
  ];
  for (const text of bad) assert.ok(!isLogName(text), text);
});
