// What `--env` limits and what ends with an access, also of what is set later, set elsewhere meanwhile, or was sealed to
// somebody whose access ended.

import assert from "node:assert/strict";
import { ciJob } from "../../support/ci_job.ts";
import { assertSame, newcomer, opens, refused, set } from "../../support/clones.ts";
import { makeTeam } from "../../support/team.ts";

Deno.test("with --env only values of these environments are sealed to it, whoever sets them and whenever", async () => {
  await using team = await makeTeam();
  const { first, world } = team;
  await set(first, "URL", "staging");
  await set(first, "URL", "production");
  await first.json("sync");
  const second = await newcomer(team, "laptop-2");
  const { line } = await second.json("access request --label laptop-2");
  const granted = await first.json(`access grant ${line} -e staging`);
  assert.deepEqual([granted.role, granted.environments, granted.sealed], ["writer", ["staging"], 1]);
  const { accessKey, sealed } = await first.json("access create ci --read-only --env staging,test");
  assert.equal(sealed, 1);
  await first.json("sync");
  await second.json("sync");
  const ci = await ciJob(team, "job", accessKey);
  for (const limited of [second, ci]) {
    assert.equal(await opens(limited, "URL", "staging"), "URL in staging");
    assert.equal(await opens(limited, "URL", "production"), undefined);
  }

  // What is set later, by whomever, goes to those who may open it. A writer sets what it can't open, too.
  await set(first, "LATER", "staging");
  await set(first, "LATER", "production");
  await set(first, "LATER", "test");
  world.clockAheadMs += 1_000;
  await set(second, "THERE", "staging");
  await set(second, "THERE", "production");
  await assertSame(first, second, ci);
  for (const name of ["LATER", "THERE"]) {
    assert.equal(await opens(first, name, "production"), `${name} in production`);
    for (const limited of [second, ci]) {
      assert.equal(await opens(limited, name, "staging"), `${name} in staging`);
      assert.equal(await opens(limited, name, "production"), undefined);
    }
  }
  assert.deepEqual([await opens(ci, "LATER", "test"), await opens(second, "LATER", "test")], [
    "LATER in test",
    undefined,
  ]);
  // Copied to another environment, a value is that environment's.
  await first.json("env copy staging production --overwrite");
  assert.equal((await first.json("access list")).uneven, 0);
  await assertSame(first, ci);
  assert.equal(await opens(ci, "URL", "production"), undefined);

  const { checks } = await ci.json("doctor --offline");
  const found = checks.find((one: { check: string }) => one.check === "access");
  assert.match(JSON.stringify(found), /this machine opens values of staging, test, and changes nothing/);

  // A reader of some environments has no key of fingerprints: with it, it could guess at the others.
  const replayed = JSON.parse((await first.run("replay --json")).stdout);
  const { to } = replayed.fingerprintKeys[replayed.fingerprintKey];
  const rows = (await first.json("access list")).access;
  const holds = Object.fromEntries(
    rows.map((row: { name: string; recipients: string[] }) => [row.name, to.includes(row.recipients[0]!)]),
  );
  assert.deepEqual(holds, { linux: true, "laptop-2": true, ci: false });
  assert.deepEqual(rows.map((row: { environments?: string[] }) => row.environments), [
    undefined,
    ["staging"],
    ["staging", "test"],
  ]);
  assert.match(
    (await first.run("log")).stdout,
    /recipient added\t\tci [0-9a-f]{16}, opens staging, test alone$/m,
  );
  assert.match(
    await refused(first, `access grant ${line} -e production`),
    /^5 error: access to staging was given to "laptop-2" already/,
  );
  assert.match(
    await refused(first, `access grant ${line} --role owner -e staging`),
    /^2 error: an owner decides/,
  );
  assert.match(
    (await first.run("access create other --read-only -e prodution")).stderr,
    /warning: there is no environment "prodution" yet/,
  );
});

Deno.test("the same machine is let in again by who did not hear that it was revoked: it stays so", async () => {
  await using team = await makeTeam();
  const { first, world } = team;
  await set(first, "URL");
  await first.json("sync");
  const [second, other] = [await newcomer(team, "laptop-2"), await newcomer(team, "other")];
  const own = await second.json("access request --label laptop-2");
  await first.json(`access grant ${own.line}`);
  await first.json("sync");
  await second.json("sync");
  const { line } = await other.json("access request --label other");
  await first.json(`access grant ${line}`);
  await first.json("access revoke other --yes");
  world.clockAheadMs += 1_000;
  await second.json(`access grant ${line}`);
  await set(second, "MEANWHILE");
  await assertSame(first, second);
  const { uneven, access } = await first.json("access list");
  assert.deepEqual(access.map((row: { retiredAt?: string }) => row.retiredAt !== undefined), [
    false,
    false,
    true,
  ]);
  assert.equal(uneven, 2);
  const { checks } = await first.json("doctor --offline");
  assert.match(
    JSON.stringify(checks),
    /2 values can be opened by others than who may","mend":\["cred access seal"\]/,
  );
  assert.match(
    (await first.run("access list")).stderr,
    /2 values can be opened by others .*: cred access seal/,
  );
  await first.json("sync");
  await other.json("sync");
  assert.equal(await opens(other, "MEANWHILE"), "MEANWHILE in default");
  const due = (await first.json("due")).due.map((row: { secret: string; why: string }) => row.why);
  assert.deepEqual(new Set(due), new Set(["reader_removed"]));

  assert.equal((await first.json("access seal --dry-run")).sealed, 2);
  assert.equal((await first.json("access seal")).sealed, 2);
  assert.equal((await first.json("access seal")).sealed, 0);
  assert.equal((await first.json("access list")).uneven, 0);
  await assertSame(first, second);
  await other.json("sync --pull");
  assert.equal(await opens(other, "MEANWHILE"), undefined);
  for (const clone of [first, second]) assert.equal(await opens(clone, "MEANWHILE"), "MEANWHILE in default");
});

Deno.test("two let somebody in at once: what the later sealed without the other's is sealed again", async () => {
  await using team = await makeTeam();
  const { first, world } = team;
  await set(first, "URL");
  await first.json("sync");
  const second = await newcomer(team, "laptop-2");
  await first.json(`access grant ${(await second.json("access request --label laptop-2")).line}`);
  await first.json("sync");
  await second.json("sync");
  const one = (await first.json("access create one --read-only")).accessKey;
  world.clockAheadMs += 1_000;
  const two = (await second.json("access create two --read-only")).accessKey;
  await assertSame(first, second);
  assert.equal((await second.json("access seal")).sealed, 1);
  await assertSame(first, second);
  for (const key of [one, two]) {
    const job = await ciJob(team, `job-${key.slice(-4)}`, key);
    assert.equal(await opens(job, "URL"), "URL in default");
  }
});

Deno.test("a revoked key opens nothing that is sealed later, and what it could read is due", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await set(first, "URL", "staging");
  await set(first, "TOKEN", "staging");
  await set(first, "URL", "production");
  const keys = {
    reader: (await first.json("access create reader --read-only -e staging")).accessKey,
    pusher: (await first.json("access create pusher --push")).accessKey,
  };
  await first.json("sync");
  const [reader, pusher] = [await ciJob(team, "job-1", keys.reader), await ciJob(team, "job-2", keys.pusher)];

  const before = JSON.parse((await first.run("replay --json")).stdout).fingerprintKey;
  const dry = await first.json("access revoke reader --dry-run");
  assert.deepEqual([dry.sealed, dry.due.length, dry.signer], [2, 2, undefined]);
  const revoked = await first.json("access revoke reader --yes");
  assert.deepEqual([revoked.sealed, revoked.recipients.length], [2, 1]);
  const named = ({ secret, environment }: { secret: string; environment: string }) =>
    `${environment}/${secret}`;
  assert.deepEqual(revoked.due.map(named).sort(), ["staging/TOKEN", "staging/URL"]);
  assert.notEqual(JSON.parse((await first.run("replay --json")).stdout).fingerprintKey, before);
  const due = async () => (await first.json("due")).due.map(named).sort();
  assert.deepEqual(await due(), ["staging/TOKEN", "staging/URL"]);
  const [row] = (await first.json("due")).due;
  assert.deepEqual(row.readers, [{ recipient: revoked.recipients[0], name: "reader" }]);
  assert.equal(row.about, revoked.recipients[0]);
  assert.match((await first.run("due")).stdout, /\treader was removed and could read it\t/);
  await assertSame(first, pusher);
  await reader.json("sync --pull");
  assert.equal(await opens(reader, "URL", "staging"), undefined);
  assert.equal(await opens(pusher, "URL", "staging"), "URL in staging");

  assert.equal((await first.json("access revoke pusher --yes")).due.length, 3);
  assert.deepEqual(await due(), ["production/URL", "staging/TOKEN", "staging/URL"]);
  await first.json("sync");
  // The job has not heard of it: what it signs is in the history, and counts for nothing.
  await set(pusher, "TOO_LATE");
  await assertSame(first, pusher);
  assert.match(await refused(first, "secret get TOO_LATE"), /^1 error: there is no secret/);
  assert.match(await refused(pusher, "secret set MORE", { stdin: "x" }), /^4 error: .*is retired since/);
  // A value that is set anew is due no more.
  await set(first, "URL", "production");
  assert.deepEqual(await due(), ["staging/TOKEN", "staging/URL"]);
  const both = /\tTOKEN \(staging\)\treader and pusher were removed and could read it\t/;
  assert.match((await first.run("due")).stdout, both);
  // The names are free again. Then a name alone says no more who it was.
  await first.json("access create reader --read-only");
  const [again] = (await first.json("due")).due[0].readers;
  assert.deepEqual(again, { recipient: revoked.recipients[0], name: "reader", nameIsShared: true });
  const { stdout } = await first.run("due");
  assert.ok(
    stdout.includes(`\treader (${again.recipient}) and pusher were removed and could read it\t`),
    stdout,
  );
  await first.json("access revoke reader --yes");
  assert.match(
    await refused(first, "access revoke reader --yes"),
    /^1 error: nobody who has access is called/,
  );
});
