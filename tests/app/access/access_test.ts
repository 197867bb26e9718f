// A second machine with keys of its own: it asks, it is let in, both change the vault, and what each has no right to is
// refused before anything is done.

import assert from "node:assert/strict";
import { assertSame, newcomer, refused, sync } from "../../support/clones.ts";
import { filesUnder } from "../../support/secrets_at_rest.ts";
import { makeTeam, type Team } from "../../support/team.ts";

/** A clone that has the vault and was let in; what the grant answered. */
async function letIn(team: Team, name: string, ...flags: string[]) {
  const { first } = team;
  await first.json("sync");
  const clone = await newcomer(team, name);
  const { line, signer } = await clone.json(`access request --label ${name}`);
  const granted = await first.json(["access", "grant", line, ...flags].join(" "));
  for (const one of [first, clone]) await one.json("sync");
  return { clone, line, signer, granted };
}

Deno.test("a second machine asks, is let in, and both read and change the vault", async () => {
  await using team = await makeTeam();
  const { first, world } = team;
  await first.set("BEFORE");
  const { clone: second, signer, granted } = await letIn(team, "laptop-2");
  assert.deepEqual([granted.name, granted.signer, granted.role, granted.sealed], [
    "laptop-2",
    signer,
    "owner",
    1,
  ]);

  assert.equal((await second.json("secret get BEFORE")).value, "value of BEFORE");
  await second.set("THERE");
  world.clockAheadMs += 1_000;
  await first.set("HERE");
  await sync(first, second);
  for (const clone of [first, second]) {
    for (const name of ["BEFORE", "THERE", "HERE"]) {
      assert.equal((await clone.json(`secret get ${name}`)).value, `value of ${name}`);
    }
  }
  await assertSame(first, second);

  // Its records are in a log of its own name, which begins when it first writes.
  const logs = [...Deno.readDirSync(`${second.vault}/log`)].map(({ name }) => name);
  assert(logs.includes(`${signer}.jsonl`) && logs.length === 2, logs.join());
  const signers = (await first.json("signer list")).signers;
  assert.deepEqual(signers.map(({ label, first }: Record<string, unknown>) => [label, first]), [
    ["linux", true],
    ["laptop-2", false],
  ]);
  // What nobody needs any more is gone: one file for each value and the fingerprint key.
  for (const clone of [first, second]) assert.equal([...Deno.readDirSync(`${clone.vault}/values`)].length, 4);
});

Deno.test("both change one secret at once: the later has the name, and each can read the other's", async () => {
  await using team = await makeTeam();
  const { first, world } = team;
  const { clone: second } = await letIn(team, "laptop-2");
  await first.run("secret set NAME", { stdin: "one" });
  world.clockAheadMs += 1_000;
  await second.run("secret set NAME", { stdin: "two" });
  await sync(first, second);
  for (const clone of [first, second]) {
    assert.equal((await clone.json("secret get NAME")).value, "two");
    const { rivals: [rival] } = await clone.json("status");
    assert.equal((await clone.json(`secret get NAME --version ${rival.version}`)).value, "one");
  }
  await assertSame(first, second);
});

Deno.test("a machine that asked and was not let in can do nothing, and asks the same again", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.set("NAME");
  await first.json("sync");
  const second = await newcomer(team, "laptop-2");
  assert.match(
    await refused(second, "secret get NAME"),
    /^4 error: this machine has no access to this vault/,
  );
  const { line } = await second.json("access request");
  assert.equal((await second.json("access request")).line, line);
  assert.equal((await second.run("access request")).stdout, `${line}\n`);
  assert.match(
    await refused(second, "secret set OTHER", { stdin: "x" }),
    /^4 error: .*nobody added its signer/,
  );
  assert.match(await refused(second, "secret remove NAME --yes"), /^4 error: .*nobody added its signer/);
  assert.match(await refused(second, "secret get NAME"), /^4 error: .*was sealed to others/);
  assert.equal([...Deno.readDirSync(`${second.vault}/log`)].length, 1);
  // Nothing secret is in the line.
  assert.doesNotMatch(line, /AGE-SECRET/i);
});

Deno.test("a line that was cut, changed, or is for another vault is told", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.json("sync");
  const second = await newcomer(team, "laptop-2");
  const { line } = await second.json("access request");
  const { records } = (await first.json("status")).vault;
  const changed = line.replace(/:linux:/, ":linus:");
  for (const bad of [line.slice(0, -1), line.slice(0, 90), changed, `${line}0`]) {
    assert.match(
      await refused(first, `access grant ${bad}`),
      /^2 error: this request for access was cut or changed/,
    );
  }
  assert.match(await refused(first, "access grant hello"), /^2 error: this is no request for access/);
  assert.match(
    await refused(first, `access grant ${line.replace("-1:", "-2:")}`),
    /^2 .*another version of cred/,
  );
  assert.match(
    await refused(first, `access grant ${line}`),
    /^5 error: another machine is called "linux" already/,
  );
  assert.match(
    await refused(first, `access grant ${line} --name a/b`),
    /^2 error: name "a\/b" is not allowed/,
  );
  assert.match(
    await refused(first, `access grant ${line} --name b --role king`),
    /^2 error: --role can't be "king"/,
  );
  await second.run("init", { cwd: team.root });
  assert.match(
    await refused(first, `access grant ${line} --vault ${team.root}/.cred`),
    /^2 error: this request is for vault [0-9a-f]{8}, and this is vault [0-9a-f]{8}/,
  );
  const { dryRun, sealed } = await first.json(`access grant ${line} --name b --dry-run`);
  assert.deepEqual([dryRun, sealed], [true, 0]);
  assert.equal((await first.json("status")).vault.records, records);
});

Deno.test("a grant that is repeated does nothing, but seals what the other can't open yet", async () => {
  await using team = await makeTeam();
  const { first, world } = team;
  await first.set("BEFORE");
  const { clone: second, line } = await letIn(team, "laptop-2");
  const { records } = (await first.json("status")).vault;
  const again = await first.json(`access grant ${line}`);
  assert.deepEqual([again.already, again.sealed], [true, 0]);
  assert.equal((await first.json("status")).vault.records, records);

  // A third machine, with the first one's keys, sets a value before it hears of the second.
  const third = await team.clone("third");
  await third.json("sync");
  const fourth = await newcomer(team, "laptop-4");
  const request = (await fourth.json("access request --label laptop-4")).line;
  await third.set("MEANWHILE");
  world.clockAheadMs += 1_000;
  await first.json(`access grant ${request}`);
  await sync(third, first, fourth, second);
  assert.match(await refused(fourth, "secret get MEANWHILE"), /^4 error: .*was sealed to others/);
  assert.equal((await first.json(`access grant ${request}`)).sealed, 1);
  await sync(first, fourth, second);
  for (const clone of [first, second, fourth]) {
    assert.equal((await clone.json("secret get MEANWHILE")).value, "value of MEANWHILE");
  }
  await assertSame(first, second, fourth);
});

Deno.test("a writer changes secrets, and has no say in who has access", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const { clone: writer } = await letIn(team, "ci", "--role", "writer");
  await writer.set("BY_WRITER");
  const third = team.newcomer("third");
  await writer.json("sync");
  await third.json("sync");
  const { line } = await third.json("access request --label third");
  const values = [...filesUnder(`${writer.vault}/values`)].sort();
  assert.match(await refused(writer, `access grant ${line}`), /^4 error: signer "ci" is a writer/);
  assert.deepEqual([...filesUnder(`${writer.vault}/values`)].sort(), values);
  await sync(writer, first);
  assert.equal((await first.json("secret get BY_WRITER")).value, "value of BY_WRITER");
  await assertSame(first, writer);
});

Deno.test("a revoked machine's later records count for nothing, and it is told", async () => {
  await using team = await makeTeam();
  const { first, world } = team;
  await first.set("BEFORE");
  const { clone: second, line, signer } = await letIn(team, "laptop-2");
  await second.set("IN_TIME");
  await sync(second, first);
  const keys = () => Object.keys(JSON.parse(replayed).fingerprintKeys);
  let replayed = (await first.run("replay --json")).stdout;
  const [oldKey] = keys();

  const dry = await first.json("access revoke laptop-2 --dry-run");
  assert.deepEqual([dry.dryRun, dry.sealed, dry.due.length], [true, 2, 2]);
  assert.match(await refused(first, "access revoke laptop-2"), /^2 error: this needs to be confirmed/);
  const revoked = await first.json("access revoke laptop-2 --yes");
  assert.equal(revoked.sealed, 2);
  assert.deepEqual(revoked.due.map(({ secret }: { secret: string }) => secret), ["BEFORE", "IN_TIME"]);
  replayed = (await first.run("replay --json")).stdout;
  assert.equal(keys().length, 2);
  assert.notEqual(JSON.parse(replayed).fingerprintKey, oldKey);

  // It hasn't heard of that, and goes on.
  world.clockAheadMs -= 3_600_000;
  await second.set("TOO_LATE");
  world.clockAheadMs += 3_600_000;
  await first.set("AFTER");
  await sync(first, second);
  for (const clone of [first, second]) {
    assert.deepEqual(
      (await clone.json("secret list")).secrets.map(({ secret }: { secret: string }) => secret),
      [
        "AFTER",
        "BEFORE",
        "IN_TIME",
      ],
    );
  }
  await assertSame(first, second);
  assert.match((await first.run("log")).stdout, /\(does not count\) set\tTOO_LATE/);
  const why =
    /^4 error: this machine may no longer change this vault: its signer "laptop-2" .* is retired since /;
  assert.match(await refused(second, "secret set MORE", { stdin: "x" }), why);
  assert.match(await refused(second, "secret remove BEFORE --yes"), why);
  for (const name of ["BEFORE", "IN_TIME", "AFTER"]) {
    assert.match(await refused(second, `secret get ${name}`), /^4 error: .*was sealed to others/);
    assert.equal((await first.json(`secret get ${name}`)).value, `value of ${name}`);
  }

  // Its key never counts again; with new ones it may be let in again.
  assert.match(
    await refused(first, `access grant ${line}`),
    /^5 error: the access of "laptop-2" was revoked/,
  );
  assert.match(await refused(first, "access revoke laptop-2 --yes"), /^5 error: .*was revoked already/);
  const again = await second.json("access request --label laptop-2");
  assert.notEqual(again.signer, signer);
  await first.json(`access grant ${again.line}`);
  await sync(first, second);
  assert.equal((await second.json("secret get AFTER")).value, "value of AFTER");
  await second.set("BACK");
  await sync(second, first);
  assert.equal((await first.json("secret get BACK")).value, "value of BACK");
  await assertSame(first, second);
});

Deno.test("nobody revokes its own access, nor that of who let it in", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const { clone: second, signer } = await letIn(team, "laptop-2");
  const [{ signer: root }] = (await first.json("signer list")).signers;
  assert.match(
    await refused(first, "access revoke linux --yes"),
    /^5 error: this machine can't revoke its own/,
  );
  assert.match(
    await refused(second, "access revoke laptop-2 --yes"),
    /^5 error: this machine can't revoke its own/,
  );
  assert.match(await refused(second, `access revoke ${root} --yes`), /^4 error: .*not let in below this one/);
  assert.match(
    await refused(first, "access revoke nobody --yes"),
    /^1 error: nobody who has access is called/,
  );
  assert.equal((await first.json(`access revoke ${signer} --yes`)).name, "laptop-2");
  const { access } = await first.json("access list");
  assert.deepEqual(
    access.map(({ name, retiredAt }: Record<string, unknown>) => [name, retiredAt !== undefined]),
    [
      ["linux", false],
      ["laptop-2", true],
    ],
  );
});

Deno.test("access list says what each machine can open", async () => {
  await using team = await makeTeam();
  const { first } = team;
  assert.equal((await first.run("access list")).stdout.split("\n").length, 2);
  await first.set("BEFORE");
  const { clone: second } = await letIn(team, "laptop-2", "--role", "writer");
  const { values, access } = await second.json("access list");
  assert.equal(values, 1);
  assert.deepEqual(access.map(({ name, role, opens }: Record<string, unknown>) => [name, role, opens]), [
    ["linux", "owner", 1],
    ["laptop-2", "writer", 1],
  ]);
});
