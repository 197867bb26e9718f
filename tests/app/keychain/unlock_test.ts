import assert from "node:assert/strict";
import { keyringRefusal } from "../../support/kernel_keyring.ts";
import { makeWorld } from "../../support/world.ts";

const NOBODY = { env: { CRED_PASSPHRASE: "" } };
const why = keyringRefusal();

Deno.test({
  name: `unlock: until it is locked no passphrase is needed${why === undefined ? "" : ` [skipped: ${why}]`}`,
  ignore: why !== undefined,
  async fn() {
    await using world = await makeWorld();
    const early = await world.run("unlock --json");
    assert.equal(JSON.parse(early.stderr).error.code, "access.keychain_missing");
    await world.json("secret set KEPT value");
    const wrong = await world.run("unlock --json", { env: { CRED_PASSPHRASE: "a wrong one" } });
    assert.equal(JSON.parse(wrong.stderr).error.code, "access.wrong_passphrase");
    assert.equal((await world.run("secret get KEPT", NOBODY)).status, 2);
    try {
      const { until } = await world.json("unlock --for 2m");
      const leftMs = Date.parse(until) - Date.now();
      assert.ok(leftMs > 110_000 && leftMs <= 120_000, `${leftMs} ms`);
      assert.equal((await world.json("secret get KEPT", NOBODY)).value, "value");
    } finally {
      assert.deepEqual(await world.json("lock"), { keychain: "file", wasUnlocked: true });
    }
    const locked = await world.run("secret get KEPT --json", NOBODY);
    assert.equal(JSON.parse(locked.stderr).error.code, "usage.passphrase_missing");
    assert.equal((await world.json("lock")).wasUnlocked, false);
  },
});

Deno.test("unlock: a time that is none, and another keychain, are refused", async () => {
  await using world = await makeWorld();
  for (const length of ["0m", "8d", "soon", "15"]) {
    const { status, stderr } = await world.run(["unlock", "--for", length]);
    assert.equal(status, 2);
    assert.match(stderr, /--for 15m/);
  }
  const { status, stderr } = await world.run("unlock", { env: { CRED_KEYCHAIN: "system" } });
  assert.equal(status, 2);
  assert.match(stderr, /only the file keychain is unlocked by cred/);
});
