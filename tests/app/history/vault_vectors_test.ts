// Folders of vaults that were made once: what `cred log verify` must say of each.

import assert from "node:assert/strict";
import { VAULT_MAKINGS, VAULTS, type VaultVector } from "../../log/make_vault_vectors.ts";
import { makeWorld } from "../../support/world.ts";

const INDEX: Readonly<Record<string, VaultVector>> = JSON.parse(
  await Deno.readTextFile(new URL("../vaults.json", VAULTS)),
);

for (const [name, { expected, idle, extends: older, signer }] of Object.entries(INDEX)) {
  Deno.test(`vault vector ${name}: ${expected ?? "verifies"}`, async () => {
    await using world = await makeWorld();
    const folder = new URL(name, VAULTS).pathname;
    const held = [
      ...(older === undefined ? [] : ["--extends", new URL(older, VAULTS).pathname]),
      ...(signer === undefined ? [] : ["--signer", signer]),
    ];
    for (const full of [[], ["--full"]]) {
      const { status, stderr } = await world.run([
        "log",
        "verify",
        "--vault",
        folder,
        ...held,
        ...full,
        "--json",
      ]);
      const code = status === 0 ? null : JSON.parse(stderr).error.code;
      assert.equal(code, expected, stderr);
      assert.equal(status, expected === null ? 0 : 6);
    }
    // Without what is only known elsewhere, a copy of it verifies.
    if (held.length > 0) assert.equal((await world.run(["log", "verify", "--vault", folder])).status, 0);
    if (expected !== null) return;
    const { stdout } = await world.run(["log", "export", "--format", "jsonl", "--vault", folder]);
    const rows = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(rows.filter(({ counts }) => !counts).map(({ position }) => position), idle);
  });
}

Deno.test("the vault vectors are still made as they were", async () => {
  assert.deepEqual(Object.keys(VAULT_MAKINGS), Object.keys(INDEX));
  for (const [name, make] of Object.entries(VAULT_MAKINGS)) {
    for (const [path, text] of (await make()).files) {
      assert.equal(text, await Deno.readTextFile(new URL(`${name}/${path}`, VAULTS)), `${name}/${path}`);
    }
  }
});
