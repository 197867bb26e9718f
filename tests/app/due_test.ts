// What is due, and the policies that say so: as a person and as CI sees it.

import assert from "node:assert/strict";
import { makeWorld } from "../support/world.ts";

const DAY = 86_400_000;
const OFFLINE = {
  env: { CRED_KEYCHAIN: "system", DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere", CRED_PASSPHRASE: "" },
  fetch: () => Promise.reject(new Error("the network was asked")),
};

Deno.test("cred due lists what to do, why, and with which command, and needs no keychain", async () => {
  await using world = await makeWorld();
  assert.equal((await world.run("due", OFFLINE)).stdout, "");
  await world.json("init");
  await world.json("source add resend --token-env RESEND_API_KEY");
  await world.run("source generate resend KEY --expires 10d");
  await world.run("secret set OLD value -e prod");
  await world.run("secret set FINE value --expires 30d");
  assert.equal(
    (await world.run("policy set max-age 20d --source manual")).stdout,
    "max-age for manual is 20d\n",
  );

  const soon = await world.json("due", OFFLINE);
  assert.deepEqual(soon.due.map(({ why, command }: Record<string, string>) => [why, command]), [
    ["expiring", "cred source rotate resend KEY"],
  ]);
  assert.equal(soon.withinMs, 14 * DAY);
  assert.deepEqual((await world.json("due --within 9d", OFFLINE)).due, []);

  world.clockAheadMs = 20 * DAY + 1_000;
  const { status, stdout } = await world.run("due", OFFLINE);
  assert.equal(status, 0);
  const lines = stdout.trimEnd().split("\n").map((line) => line.replace(/^\d{4}-\S+Z\t/, ""));
  assert.deepEqual(lines.map((line) => line.split("\t")), [
    ["KEY", "expired", "cred source rotate resend KEY"],
    ["OLD (prod)", "older than 20d", "cred secret set OLD -e prod"],
    ["FINE", "older than 20d", "cred secret set FINE"],
    ["FINE", "expires", "cred secret set FINE"],
  ]);
  const prod = await world.json("due -e prod --within 0d", OFFLINE);
  assert.deepEqual(prod.due.map(({ secret, maxAgeMs }: Record<string, unknown>) => [secret, maxAgeMs]), [
    ["OLD", 20 * DAY],
  ]);
  const bad = await world.run("due --within soon");
  assert.deepEqual([bad.status, bad.stdout], [2, ""]);
  assert.match(bad.stderr, /^error: --within "soon" is no length of time\n/);
});

Deno.test("status says what is due, and --fail-on ends with 1", async () => {
  await using world = await makeWorld();
  await world.json("init");
  await world.run("secret set NAME value --expires 3d");
  const calm = await world.run("status --fail-on expired,due", OFFLINE);
  assert.deepEqual([calm.status, calm.stderr], [0, ""]);
  await world.run("policy set max-age 1d");

  world.clockAheadMs = DAY + 1_000;
  const old = await world.run("status --fail-on expired", OFFLINE);
  assert.equal(old.status, 0);
  assert.match(old.stdout, /^due {6}1 thing to do: cred due$/m);
  const due = await world.run("status --fail-on due", OFFLINE);
  assert.deepEqual([due.status, due.stderr], [1, "warning: due: NAME (old)\n"]);

  world.clockAheadMs = 3 * DAY + 1_000;
  const expired = await world.run("status --fail-on expired", OFFLINE);
  assert.deepEqual([expired.status, expired.stderr], [1, "warning: expired: NAME\n"]);
  assert.match(expired.stdout, /^expired {2}NAME at \d{4}-.*: cred secret set NAME$/m);
});

Deno.test("cred policy sets, lists and takes back, and records nothing twice", async () => {
  await using world = await makeWorld();
  await world.json("init");
  await world.json("source add resend --token-env RESEND_API_KEY");
  assert.equal((await world.run("policy list", OFFLINE)).stdout, "");
  const dry = await world.run("policy set max-age 90d --dry-run");
  assert.equal(dry.stdout, "max-age would be 90d\n");
  assert.equal((await world.run("policy set max-age 90d")).stdout, "max-age is 90d\n");
  await world.json("policy set max-age 2w --source resend");
  await world.json("policy set max-age 2w --source resend");
  const list = "max-age\t90d\tall sources\nmax-age\t14d\tresend\n";
  assert.equal((await world.run("policy list", OFFLINE)).stdout, list);
  assert.equal(
    (await world.run("policy unset max-age --source resend")).stdout,
    "max-age for resend is taken back\n",
  );
  const { policies } = await world.json("policy list");
  assert.deepEqual(policies.map(({ policy, ms }: Record<string, unknown>) => [policy, ms]), [
    ["max-age", 90 * DAY],
  ]);
  const types = (await world.json("log --type policy")).entries.map(({ data }: { data: unknown }) => data);
  assert.deepEqual(types, [
    { policy: "max-age", source: "resend" },
    { ms: 14 * DAY, policy: "max-age", source: "resend" },
    { ms: 90 * DAY, policy: "max-age" },
  ]);
  assert.match((await world.run("log --type policy")).stdout, /\tpolicy set\t\tmax-age, 90d\n/);
  for (
    const [words, status, message] of [
      ["set max-old 9d", 2, 'there is no policy "max-old"'],
      ["set max-age often", 2, '"often" is no length of time'],
      ["set max-age 0d", 2, "a secret's age is more than nothing"],
      ["set max-age 9999d", 2, "a secret's age is more than nothing"],
      ["set max-age 9d --source none", 4, 'there is no source "none"'],
      ["unset max-age --source resend", 1, 'there is no policy "max-age" for source "resend"'],
    ] as const
  ) {
    const outcome = await world.run(`policy ${words}`);
    assert.equal(outcome.status, status, `${words}: ${outcome.stderr}`);
    assert.ok(outcome.stderr.startsWith(`error: ${message}`), outcome.stderr);
  }
});
