import assert from "node:assert/strict";
import { generateX25519Identity } from "age-encryption";
import { Secret } from "../../src/domain/secret.ts";
import { type AccessKey, decodeAccessKey, encodeAccessKey } from "../../src/keychain/access_key.ts";
import { openEnvKeychain } from "../../src/keychain/env.ts";
import { openVaultKeys } from "../../src/vault/vault_keys.ts";
import { assertRefused, textOf } from "./contract.ts";

const VAULT = "0123456789abcdef0123456789abcdef";
const IDENTITY = await generateX25519Identity();
const SEED = crypto.getRandomValues(new Uint8Array(32));
const READS: AccessKey = { vaultId: VAULT, identity: Secret.ofText(IDENTITY) };
const SIGNS: AccessKey = { ...READS, seed: Secret.ofBytes(SEED) };

/** The one line, as text. */
async function lineOf(access: AccessKey): Promise<string> {
  return (await encodeAccessKey(access)).openText((text) => text);
}

/** A line with another body and an end that matches it. */
async function forged(body: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
  const end = btoa(String.fromCharCode(...new Uint8Array(hash, 0, 6))).replaceAll("+", "-").replaceAll(
    "/",
    "_",
  );
  return `${body}.${end}`;
}

function jsonBody(value: unknown, version = 1): string {
  return `cred-access-${version}-${btoa(JSON.stringify(value)).replaceAll("=", "")}`;
}

/** Refused, and nothing of the line is shown. */
async function assertInvalid(line: string, code = "access.key_invalid"): Promise<void> {
  const error = await assertRefused(() => decodeAccessKey(Secret.ofText(line)), code);
  const shown = [error.message, error.stack, String(error.cause), ...error.hints].join("\n");
  const parts = line.split(/[-.]/).filter((part) => part.length > 8);
  for (const part of parts) assert.ok(!shown.includes(part), "an error shows a part of the key");
}

for (const [name, access] of [["one that reads", READS], ["one that signs", SIGNS]] as const) {
  Deno.test(`access key: ${name} comes back whole, also with white space around it`, async () => {
    const line = await lineOf(access);
    assert.match(line, /^cred-access-1-[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{8}$/);
    for (const text of [line, ` ${line}\r\n`]) {
      const back = await decodeAccessKey(Secret.ofText(text));
      assert.equal(back.vaultId, VAULT);
      assert.ok(back.identity.equals(access.identity));
      assert.equal(back.seed?.equals(SIGNS.seed!), access.seed && true);
    }
  });

  Deno.test(`access key: ${name} is refused when it is cut off anywhere or changed anywhere`, async () => {
    const line = await lineOf(access);
    for (let at = 0; at < line.length; at++) {
      await assertInvalid(line.slice(0, at));
      const other = line[at] === "A" ? "B" : "A";
      await assertInvalid(line.slice(0, at) + other + line.slice(at + 1));
    }
    await assertInvalid(`${line}A`);
    await assertInvalid(line.replace(".", "\n."));
  });
}

Deno.test("access key: one of a newer cred says so", async () => {
  await assertInvalid(await forged(jsonBody({ all: "new" }, 2)), "access.key_newer");
});

for (
  const content of [
    "no object",
    null,
    {},
    { vault: VAULT },
    { vault: "short", identity: IDENTITY },
    { vault: VAULT, identity: "AGE-SECRET-KEY-1" },
    { vault: VAULT, identity: IDENTITY, seed: "" },
    { vault: VAULT, identity: IDENTITY, seed: "AAAA" },
    { vault: VAULT, identity: IDENTITY, seed: 1 },
  ]
) {
  Deno.test(`access key: wrong content is refused: ${JSON.stringify(content)?.slice(0, 20)}`, async () => {
    await assertInvalid(await forged(jsonBody(content)));
  });
}

Deno.test("env keychain: it holds one vault's keys, which sign where the access key does", async () => {
  const keychain = openEnvKeychain(await encodeAccessKey(SIGNS));
  assert.deepEqual(await keychain.list(), [`vault-${VAULT}`]);
  assert.equal(await keychain.has(`vault-${VAULT}`), true);
  const keys = await openVaultKeys((await keychain.get(`vault-${VAULT}`))!);
  assert.ok(keys.identity.equals(READS.identity));
  assert.equal((await keys.sign(new Uint8Array(1))).length, 64);
  for (const item of [`vault-${VAULT.replace("0", "1")}`, "token-1"]) {
    assert.equal(await textOf(keychain, item), undefined);
    assert.equal(await keychain.has(item), false);
    assert.equal(await keychain.delete(item), false);
  }
});

Deno.test("env keychain: keys that only read sign nothing", async () => {
  const keychain = openEnvKeychain(await encodeAccessKey(READS));
  const keys = await openVaultKeys((await keychain.get(`vault-${VAULT}`))!);
  assert.equal(keys.signer, "");
  await assertRefused(() => keys.sign(new Uint8Array(1)), "access.read_only");
});

Deno.test("env keychain: nothing is stored or deleted", async () => {
  const keychain = openEnvKeychain(await encodeAccessKey(SIGNS));
  const item = `vault-${VAULT}`;
  await assertRefused(() => keychain.set(item, Secret.ofText("x"), "label"), "usage.read_only_keychain");
  await assertRefused(() => keychain.delete(item), "usage.read_only_keychain");
  for (const name of ["Upper", ""]) {
    await assertRefused(() => keychain.get(name), "failed.keychain");
    await assertRefused(() => keychain.set(name, Secret.ofText("x"), "label"), "failed.keychain");
  }
});

Deno.test("env keychain: a line that is none is refused at every call", async () => {
  const keychain = openEnvKeychain(Secret.ofText("cred-access-1-abc"));
  const calls = [
    () => keychain.get("a"),
    () => keychain.has("a"),
    () => keychain.delete("a"),
    () => keychain.list(),
  ];
  for (const call of calls) await assertRefused(call, "access.key_invalid");
});
