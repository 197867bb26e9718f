import assert from "node:assert/strict";
import { makeWorld } from "../../support/world.ts";

Deno.test("the documented commands, one after the other", async () => {
  await using world = await makeWorld();
  const { masterKey } = world.server;
  assert.equal((await world.run(["source", "add", "resend", "--token", masterKey])).status, 0);
  const made = await world.json("source generate resend RESEND_EMAIL_KEY --permission sending_access");
  assert.equal(made.permission, "sending_access");
  const { keys } = await world.json("source keys resend");
  assert.deepEqual(keys.map((key: { class: string }) => key.class).sort(), ["foreign", "managed"]);
  const value = (await world.run("secret get RESEND_EMAIL_KEY")).stdout.trimEnd();
  assert.match(value, /^re_/);
  assert.equal((await world.run("source delete resend RESEND_EMAIL_KEY --yes")).status, 0);
  assert.equal((await world.json("source list")).sources[0].liveKeys, 0);
  const revoked = await world.json("source revoke resend --yes");
  assert.equal(revoked.revoked, true);
  assert.equal((await world.run("log verify --full")).status, 0);
});
