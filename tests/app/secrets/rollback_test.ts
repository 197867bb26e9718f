// The versions of a name: listed, compared, and made current again.

import assert from "node:assert/strict";
import { makeWorld, type World } from "../../support/world.ts";

async function withTwo(world: World): Promise<readonly [old: string, now: string]> {
  await world.json("init");
  await world.run("secret set NAME", { stdin: "one" });
  const old = (await world.json("secret get NAME")).version;
  await world.run("secret set NAME", { stdin: "two" });
  return [old, (await world.json("secret get NAME")).version];
}

Deno.test("secret history lists the versions, newest first, without values", async () => {
  await using world = await makeWorld();
  const [old, now] = await withTwo(world);
  const offline = { env: { CRED_KEYCHAIN: "system", DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere" } };
  const { versions, vault } = await world.json("secret history NAME", offline);
  assert.equal(vault, `${world.folder}/.cred`);
  const rows = versions.map((
    { version, made, current, status }: Record<string, unknown>,
  ) => [version, made, current, status]);
  assert.deepEqual(rows, [[now, "set", true, "kept"], [old, "set", false, "kept"]]);
  const { stdout } = await world.run("secret history NAME", offline);
  assert.match(
    stdout,
    new RegExp(
      `^\\*\t${now.slice(-8)}\t[-0-9:.TZ]{24}\t.*\tset\t\tkept\n\t${old.slice(-8)}\t.*\tset\t\tkept\n$`,
    ),
  );
  const { status, stderr } = await world.run("secret history NONE");
  assert.equal(status, 1);
  assert.match(stderr, /^error: there is no secret "NONE"/);
});

Deno.test("secret history of what is gone says what became of it", async () => {
  await using world = await makeWorld();
  await withTwo(world);
  await world.json("secret remove NAME --yes");
  const manual = (await world.json("secret history NAME")).versions;
  assert.deepEqual(manual.map(({ status, current }: Record<string, unknown>) => [status, current]), [
    ["removed", false],
    ["removed", false],
  ]);
  await world.json("source add resend --token-env RESEND_API_KEY");
  const { remoteId } = await world.json("source generate resend KEY");
  await world.json("source delete resend KEY --yes");
  const [key] = (await world.json("secret history KEY")).versions;
  assert.deepEqual([key.made, key.status, key.source, key.remoteId], [
    "generated",
    "deleted",
    "resend",
    remoteId,
  ]);
});

Deno.test("secret rollback makes an older value current, and doing it twice changes nothing", async () => {
  await using world = await makeWorld();
  const [old, now] = await withTwo(world);
  const dry = await world.run("secret rollback NAME --dry-run");
  assert.equal(dry.stdout, `NAME would go back at version ${old.slice(-8)}, from ${now.slice(-8)}\n`);
  assert.equal((await world.run("secret get NAME")).stdout, "two\n");

  const view = await world.json("secret rollback NAME");
  assert.deepEqual([view.version, view.from, view.dryRun, view.left], [old, now, false, undefined]);
  assert.equal((await world.run("secret get NAME")).stdout, "one\n");
  const { versions } = await world.json("secret history NAME");
  assert.deepEqual(versions.map(({ current }: { current: boolean }) => current), [false, true]);
  assert.ok(versions[1].rolledBackAt !== undefined && versions[0].rolledBackAt === undefined);

  assert.equal((await world.json("secret rollback NAME")).version, now);
  const again = await world.run(`secret rollback NAME --to ${now.slice(-8)}`);
  assert.deepEqual([again.status, again.stdout], [0, `NAME has version ${now.slice(-8)} already\n`]);
  const { entries } = await world.json("log NAME");
  assert.deepEqual(entries.map(({ type }: { type: string }) => type), [
    "secret.rolled_back",
    "secret.rolled_back",
    "secret.set",
    "secret.set",
  ]);
  assert.match((await world.run("log NAME")).stdout, /\trolled back\tto version [0-9a-f]{8}\n/);
});

Deno.test("secret rollback refuses what it can't do", async () => {
  await using world = await makeWorld();
  await world.json("init");
  await world.run("secret set ONE", { stdin: "one" });
  const told = async (words: string) => {
    const { status, stdout, stderr } = await world.run(`secret rollback ${words}`);
    assert.equal(stdout, "");
    return `${status} ${stderr.split("\n")[0]}`;
  };
  assert.equal(await told("ONE"), '5 error: secret "ONE" has no version before the current one');
  assert.match(await told("ONE --to abcdef12"), /^1 error: secret "ONE" has no version "abcdef12"$/);
  assert.match(await told("ONE --to 2"), /^2 error: version "2" is not the id of a version$/);
  assert.match(await told("NONE"), /^1 error: there is no secret "NONE"/);
});

Deno.test("a value that was rolled back is behind at its target until it is pushed", async () => {
  await using world = await makeWorld();
  const [, now] = await withTwo(world);
  const file = `${world.folder}/.env`;
  assert.equal((await world.run(`target add dotenv ${file} --as here --yes`)).status, 0);
  assert.equal((await world.run("push here --yes")).status, 0);
  await world.json("secret rollback NAME");
  assert.deepEqual((await world.json("status")).targets.map(({ why }: { why: string }) => why), ["behind"]);
  assert.equal((await world.run("push here --yes")).status, 0);
  assert.match(await Deno.readTextFile(file), /NAME=.?one/);
  assert.notEqual((await world.json("secret get NAME")).version, now);
});

Deno.test("secret diff compares by fingerprint, and asks no keychain", async () => {
  await using world = await makeWorld();
  const [old, now] = await withTwo(world);
  const offline = { env: { CRED_KEYCHAIN: "system", DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere" } };
  const other = await world.json("secret diff NAME", offline);
  assert.deepEqual([other.before.version, other.after.version, other.sameValue], [old, now, false]);
  await world.run("secret set NAME", { stdin: "one" });
  assert.equal((await world.json(`secret diff NAME ${old}`, offline)).sameValue, true);
  assert.equal((await world.json(`secret diff NAME ${old} ${now}`, offline)).sameValue, false);
  const { stdout } = await world.run(`secret diff NAME ${old.slice(-8)}`, offline);
  assert.match(stdout, /^version\t[0-9a-f]{8}\t[0-9a-f]{8}\nvalue\tthe same\tthe same\n/);
  assert(!stdout.includes("one"));
  assert.equal(
    (await world.run(`secret diff NAME ${now} ${now}`)).stdout,
    `it is one version: ${now.slice(-8)}\n`,
  );
});
