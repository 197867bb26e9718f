// Values that are not the current ones.

import assert from "node:assert/strict";
import { makeWorld } from "../../support/world.ts";

Deno.test("secret get --version reads a value that was replaced", async () => {
  await using world = await makeWorld();
  await world.json("init");
  await world.run("secret set NAME", { stdin: "one" });
  const before = await world.json("secret get NAME");
  await world.run("secret set NAME", { stdin: "two" });

  const now = await world.json("secret get NAME");
  assert.deepEqual([now.value, now.current, now.versions], ["two", true, 2]);
  assert.notEqual(now.version, before.version);
  const short = before.version.slice(-8);
  const old = await world.json(`secret get NAME --version ${short}`);
  assert.deepEqual([old.value, old.current, old.version], ["one", false, before.version]);
  assert.equal((await world.run(`secret get NAME --version ${before.version}`)).stdout, "one\n");
  assert.equal((await world.json(`secret get NAME --version ${now.version}`)).current, true);
});

Deno.test("secret get --version says what is wrong with a version", async () => {
  await using world = await makeWorld();
  await world.json("init");
  await world.run("secret set NAME", { stdin: "one" });
  await world.run("secret set OTHER", { stdin: "other" });
  const other = (await world.json("secret get OTHER")).version;
  const told = async (words: string) => {
    const { status, stdout, stderr } = await world.run(`secret get ${words}`);
    assert.equal(stdout, "");
    return `${status} ${stderr.split("\n")[0]}`;
  };
  assert.match(await told(`NAME --version ${other}`), /^1 error: secret "NAME" has no version "/);
  assert.match(await told("NAME --version 2"), /^2 error: version "2" is not the id of a version$/);
  assert.match(await told("NONE --version abcdef12"), /^1 error: there is no secret "NONE"/);
  assert.match(
    await told(`OTHER -e production --version ${other}`),
    /^1 error: there is no secret "OTHER" in/,
  );
});

Deno.test("the version of a deleted key is gone", async () => {
  await using world = await makeWorld();
  await world.json("source add resend --token-env RESEND_API_KEY");
  await world.json("source generate resend KEY");
  const { version } = await world.json("secret get KEY");
  await world.json("source delete resend KEY --yes");
  const { status, stderr } = await world.run(`secret get KEY --version ${version}`);
  assert.equal(status, 1);
  assert.match(stderr, /error: the value of version [0-9a-f]{8} is gone: its key was deleted/);
});
