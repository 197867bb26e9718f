// Who reads a vault's folder and has an idea of a value can't find out whether it is the one: no hash of it stands there
// that could be made without the vault's own key.

import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { toBase64, toHex } from "../../src/domain/encoding.ts";
import { filesUnder } from "../support/secrets_at_rest.ts";
import { makeWorld } from "../support/world.ts";

const GUESSED = "hunter2";

/** Every way to write a hash down. */
function spellings(hash: Uint8Array): string[] {
  const base64 = toBase64(hash).replace(/=+$/, "");
  return [toHex(hash), base64, base64.replaceAll("+", "-").replaceAll("/", "_")];
}

Deno.test("guessing: no hash of a value or a token is in the vault's folder or this machine's memory of it", async () => {
  await using world = await makeWorld();
  const { id } = await world.json("init");
  await world.run(["secret", "set", "PASSWORD", GUESSED]);
  await world.run(["secret", "set", "PASSWORD", GUESSED, "-e", "staging"]);
  await world.json("source add resend --token-env RESEND_API_KEY");
  const folders = [`${world.folder}/.cred`, `${world.home}/vaults`];
  const text = folders.flatMap((folder) => [...filesUnder(folder)])
    .map((path) => path + new TextDecoder("latin1").decode(Deno.readFileSync(path))).join("\n");
  const { signer } = JSON.parse(Deno.readTextFileSync(`${world.folder}/.cred/vault.json`));
  for (const secret of [GUESSED, world.server.masterKey]) {
    const messages = [
      "",
      "PASSWORD",
      "default\0PASSWORD\0",
      "cred/value/1\0default\0PASSWORD\0",
      "cred/token/1\0resend\0",
    ]
      .flatMap((before) => [`${before}${secret}`, `${before}${secret}\n`]);
    for (const message of messages) {
      for (const algorithm of ["md5", "sha1", "sha256", "sha384", "sha512"]) {
        const hashes = [
          createHash(algorithm).update(message).digest(),
          ...[id, signer, "cred", ""].map((key) => createHmac(algorithm, key).update(message).digest()),
        ];
        for (const hash of hashes) {
          for (const word of spellings(hash)) assert.ok(!text.includes(word), `${algorithm} of ${message}`);
        }
      }
    }
  }
});

Deno.test("guessing: one value has another fingerprint under each name and in each vault", async () => {
  const found: string[] = [];
  for (let n = 0; n < 2; n++) {
    await using world = await makeWorld();
    await world.json("init");
    for (const name of ["PASSWORD", "OTHER"]) await world.run(["secret", "set", name, GUESSED]);
    const [log] = filesUnder(`${world.folder}/.cred/log`);
    found.push(
      ...Array.from(Deno.readTextFileSync(log!).matchAll(/"fingerprint":"([^"]+)"/g), ([, one]) => one!),
    );
  }
  assert.equal(found.length, 4);
  assert.equal(new Set(found.map((one) => one.split(":")[1])).size, 4);
});
