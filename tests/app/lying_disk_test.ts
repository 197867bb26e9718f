// A disk that keeps other bytes than it was given, without an error: no value is told as kept that can't be read back.

import assert from "node:assert/strict";
import type { Files } from "../../src/system/files.ts";
import { makeWorld } from "../support/world.ts";

/** Sealed values lose their last byte on the way. */
function lying(inner: Files): Files {
  return {
    ...inner,
    create: (path, bytes) =>
      inner.create(path, /\/values\/[0-9a-f]{64}/.test(path) ? bytes.slice(0, -1) : bytes),
  };
}

Deno.test("a value that was not kept as it was written is not told as kept", async () => {
  await using world = await makeWorld();
  assert.equal((await world.run("source add resend --token-env RESEND_API_KEY")).status, 0);
  const before = (await world.run("log --json")).stdout;
  const set = await world.run("secret set NAME value", { files: lying });
  assert.deepEqual([set.status, set.stdout], [6, ""], set.stderr);
  assert.match(set.stderr, /^error: the sealed value [0-9a-f]{16}… is not the one that was recorded$/m);
  assert.equal((await world.run("log --json")).stdout, before);

  const generated = await world.run("source generate resend KEY", { files: lying });
  assert.equal(generated.status, 6, generated.stderr);
  assert.equal(generated.stdout, "");
  assert.deepEqual(world.server.keys.filter(({ name }) => name.includes(" cred-")), []);
  assert.deepEqual((await world.json("status")).unsettled, []);
  assert.equal((await world.run("log verify --full")).status, 0);
  assert.equal((await world.run("source generate resend KEY")).status, 0);
});
