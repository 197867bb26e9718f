// Access keys for jobs without a keychain, and what `--env` limits: what each opens and signs, what it can't, also of
// what is set later, set elsewhere meanwhile, or was sealed to somebody whose access ended.

import assert from "node:assert/strict";
import { startGithub } from "../../servers/github.ts";
import { ciJob } from "../../support/ci_job.ts";
import { type Clone, filesBelow, makeTeam } from "../../support/team.ts";

async function refused(clone: Clone, command: string, stdin?: string): Promise<string> {
  const { status, stderr, stdout } = await clone.run(command, stdin === undefined ? {} : { stdin });
  assert.equal(stdout, "");
  return `${status} ${stderr}`;
}

async function set(clone: Clone, name: string, environment = "default"): Promise<void> {
  const { status, stderr } = await clone.run(`secret set ${name} -e ${environment}`, {
    stdin: `${name} in ${environment}`,
  });
  assert.equal(status, 0, stderr);
}

/** The value that somebody opens; undefined where it was sealed to others. */
async function opens(clone: Clone, name: string, environment = "default"): Promise<string | undefined> {
  const { status, stdout, stderr } = await clone.run(`secret get ${name} -e ${environment}`);
  if (status === 0) return stdout.trimEnd();
  assert.match(stderr, /sealed to others/);
  return undefined;
}

/** The same verified history everywhere, by its digest. */
async function assertSame(...clones: Clone[]): Promise<void> {
  const digests = new Set<string>();
  for (const clone of clones) {
    await clone.json("sync");
    await clone.json("sync");
  }
  for (const clone of clones) {
    await clone.json("sync --pull");
    assert.equal((await clone.run("log verify --full")).status, 0);
    digests.add((await clone.run("replay")).stdout);
  }
  assert.equal(digests.size, 1);
}

Deno.test("a key that reads opens values, and changes nothing", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await set(first, "URL");
  const { status, stdout: line, stderr } = await first.run("access create ci --read-only");
  assert.equal(status, 0, stderr);
  assert.match(line, /^cred-access-1-[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\n$/);
  assert.match(stderr, /^ci can open every value, and change nothing; 1 value was sealed again for it$/m);
  assert.match(stderr, /shown this once/);
  await first.json("sync");
  const ci = await ciJob(team, "job", line);
  assert.equal(await opens(ci, "URL"), "URL in default");
  assert.match(
    await refused(ci, "secret set OTHER", "x"),
    /^4 error: .*may read this vault, and not change it/,
  );
  assert.match(await refused(ci, "access create more --read-only"), /^4 error: .*may read this vault/);
  await set(first, "LATER");
  await assertSame(first, ci);
  assert.equal(await opens(ci, "LATER"), "LATER in default");

  const { access } = await first.json("access list");
  const [, { recipients: [recipient], addedAt, ...row }] = access;
  assert.match(`${recipient} ${addedAt}`, /^[0-9a-f]{16} 20/);
  assert.deepEqual(row, { name: "ci", role: "reader", opens: 2 });
  assert.match((await first.run("access list")).stdout, /^ci\t\treader\t\S+\t\t2 of 2\t$/m);
});

Deno.test("a key is shown once, and is in no other answer and no file", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const { accessKey, ...view } = await first.json("access create ci --push");
  assert.match(accessKey, /^cred-access-1-/);
  assert.equal(view.use, "push");
  const { identity, seed } = JSON.parse(atob(
    accessKey.slice("cred-access-1-".length).split(".")[0].replaceAll("-", "+").replaceAll("_", "/"),
  ));
  await first.json("sync");
  const told = await Promise.all(
    [
      "access list",
      "access list --json",
      "log --json",
      "replay --json",
      "status --json",
      "signer list --json",
    ]
      .map(async (command) => (await first.run(command)).stdout),
  );
  const kept = Object.values(filesBelow(team.root));
  for (const secret of [accessKey, accessKey.slice(20, 60), identity, seed]) {
    for (const text of [JSON.stringify(view), ...told, ...kept]) assert(!text.includes(secret));
  }
  assert.match(
    await refused(first, "access create ci --push"),
    /^5 error: another machine is called "ci" already.*\n.*cred access revoke/,
  );
  const dry = await first.run("access create other --push --dry-run");
  assert.match(dry.stdout, /^other could open every value, and change and push secrets; 0 values would be/);
  assert.doesNotMatch(dry.stdout + dry.stderr, /cred-access-1-/);
  assert.match(await refused(first, "access create other"), /^2 error: .*--read-only\n.*--push\n/s);
  assert.match(await refused(first, "access create other --push --read-only"), /^2 error: /);
  assert.equal((await first.json("access list")).access.length, 2);
});

Deno.test("a job with a key that pushes does that, with the target's token from its environment", async () => {
  await using team = await makeTeam();
  await using github = await startGithub();
  const { first } = team;
  const there = { GITHUB_API_URL: github.url, GITHUB_TOKEN: github.token };
  await set(first, "URL");
  await set(first, "SECRET", "development");
  assert.equal((await first.run("target add github acme/app", { env: there })).status, 0);
  const { accessKey } = await first.json("access create deploy --push -e default");
  await first.json("sync");

  const job = await ciJob(team, "job-1", accessKey, there);
  assert.equal((await job.json("push github --yes")).secrets[0].action, "create");
  assert.equal(github.repository.stores.actions.texts().get("URL"), "URL in default");
  assert.match(
    await refused(job, "push github SECRET -e development --create-environment --yes"),
    /^4 error: .*sealed to others/,
  );
  assert.match(await refused(job, "access create more --read-only"), /^4 error: .*is a writer/);
  await job.json("sync");
  // The next job remembers nothing of this one, and goes on in a log of its own.
  const next = await ciJob(team, "job-2", accessKey, there);
  assert.equal((await next.json("push github --yes")).secrets[0].action, "unchanged");
  await first.json("sync");
  await first.run("secret set URL", { stdin: "another" });
  await first.json("sync");
  await next.json("sync");
  assert.equal((await next.json("push github --yes")).secrets[0].action, "update");
  await assertSame(first, next);
  assert.deepEqual((await first.json("status --fail-on unsettled,behind")).behind ?? [], []);

  // Without the token, the job is told where it comes from.
  const lost = await ciJob(team, "job-3", accessKey, { GITHUB_API_URL: github.url });
  assert.match(
    await refused(lost, "push github --yes"),
    /^4 error: there is no token for GitHub\nhint: GH_TOKEN=/,
  );
});

Deno.test("with --env only values of these environments are sealed to it, whoever sets them and whenever", async () => {
  await using team = await makeTeam();
  const { first, world } = team;
  await set(first, "URL", "staging");
  await set(first, "URL", "production");
  await first.json("sync");
  const second = team.newcomer("laptop-2");
  await second.json("sync");
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
  const [second, other] = [team.newcomer("laptop-2"), team.newcomer("other")];
  for (const clone of [second, other]) await clone.json("sync");
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
  const second = team.newcomer("laptop-2");
  await second.json("sync");
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
  assert.match(await refused(pusher, "secret set MORE", "x"), /^4 error: .*is retired since/);
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
