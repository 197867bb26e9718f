// The recovery key: made once, kept elsewhere, above every machine. With it a new machine comes back when all others are
// lost, and ends their access.

import assert from "node:assert/strict";
import { assertSame, newcomer, sync } from "../../support/clones.ts";
import { PASSPHRASE, refusedWith, withRecovery } from "../../support/recovering.ts";

Deno.test("all machines are lost: the recovery key lets a new one in, which ends the access of the others", async () => {
  const { team, file } = await withRecovery();
  await using _ = team;
  const { first, world } = team;
  await first.json(`access create ci --push`);
  const second = await newcomer(team, "laptop-2");
  await first.json(`access grant ${(await second.json("access request --label laptop-2")).line}`);
  await sync(first, second);
  await second.set("THERE");
  await sync(second, first);

  const fresh = await newcomer(team, "fresh");
  assert.match(await refusedWith(fresh, "secret get BEFORE"), /^4 error: this machine has no access/);
  const before = (await fresh.json("status")).vault.records;
  const dry = await fresh.json(`recovery use ${file} --dry-run`, PASSPHRASE);
  assert.deepEqual([dry.name, dry.dryRun, dry.signer], ["linux-2", true, undefined]);
  assert.equal((await fresh.json("status")).vault.records, before);
  const used = await fresh.json(`recovery use ${file} --label back`, PASSPHRASE);
  assert.deepEqual([used.name, used.sealed, used.left], ["back", 2, []]);
  assert.deepEqual(used.others.map((one: { name: string }) => one.name), ["linux", "ci", "laptop-2"]);
  for (const name of ["BEFORE", "THERE"]) {
    assert.equal((await fresh.json(`secret get ${name}`)).value, `value of ${name}`);
  }
  await fresh.set("BACK");
  assert.match(
    await refusedWith(fresh, `recovery use ${file}`),
    /^5 error: this machine has access already, as "back"/,
  );

  // Beside the first machine it may not end the access of that one; the recovery key may.
  assert.match(await refusedWith(fresh, "access revoke linux --yes"), /^4 error: .*\n.*\n.*--recovery FILE/);
  const revoked = await fresh.json(`access revoke linux --yes --recovery ${file}`, PASSPHRASE);
  assert.deepEqual(revoked.due.map((one: { secret: string }) => one.secret).sort(), [
    "BACK",
    "BEFORE",
    "THERE",
  ]);
  await fresh.json(`access revoke laptop-2 --yes --recovery ${file}`, PASSPHRASE);
  // Whom the first machine had let in stands below this one.
  await fresh.json("access revoke ci --yes");
  assert.deepEqual(
    (await fresh.json("access list")).access.map((
      one: { name: string; retiredAt?: string; opens: number },
    ) => [
      one.name,
      one.retiredAt !== undefined,
      one.opens,
    ]),
    [["linux", true, 0], ["recovery", false, 3], ["ci", true, 0], ["laptop-2", true, 0], ["back", false, 3]],
  );
  const due = (await fresh.json("due")).due.map((
    one: { secret: string; why: string },
  ) => [one.secret, one.why]);
  assert.deepEqual(due.sort(), ["BACK", "BEFORE", "THERE"].map((name) => [name, "reader_removed"]));

  // Whoever has the lost machines goes on with them: nothing of that counts, however old it says it is.
  world.clockAheadMs -= 3_600_000;
  await first.set("TOO_LATE");
  await second.set("TOO_LATE_2");
  const thief = await newcomer(team, "thief");
  const { line } = await thief.json("access request --label thief");
  await first.json(`access grant ${line}`);
  world.clockAheadMs += 3_600_000;
  await fresh.json("sync");
  await assertSame(fresh, first, second);
  const secrets = (await fresh.json("secret list")).secrets.map(({ secret }: { secret: string }) => secret);
  assert.deepEqual(secrets, ["BACK", "BEFORE", "THERE"]);
  assert(!(await fresh.json("access list")).access.some(({ name }: { name: string }) => name === "thief"));
  for (const lost of [first, second]) {
    assert.match(await refusedWith(lost, "secret get BACK"), /^4 error: .*sealed to others/);
    assert.match(
      await refusedWith(lost, "secret set MORE -", { stdin: "x" }),
      /^4 error: .*is retired since/,
    );
  }

  // This machine goes on in its own log, and the key can be used again.
  await fresh.set("LATER");
  const logs = [...Deno.readDirSync(`${fresh.vault}/log`)].map(({ name }) => name);
  assert.equal(logs.filter((name) => name.startsWith(used.signer)).length, 1, logs.join());
  await fresh.json("sync");
  const another = await newcomer(team, "another");
  await another.json(`recovery use ${file}`, PASSPHRASE);
  assert.equal((await another.json("secret get LATER")).value, "value of LATER");
  await assertSame(fresh, another);
});

Deno.test("a recovery key whose file is in wrong hands revokes itself, and a vault gets no other", async () => {
  const { team, file } = await withRecovery();
  await using _ = team;
  const { first } = team;
  assert.match(
    await refusedWith(first, "access revoke recovery --yes"),
    /^4 error: nobody stands above.*--recovery/s,
  );
  const revoked = await first.json(`access revoke recovery --yes --recovery ${file}`, PASSPHRASE);
  assert.deepEqual([revoked.sealed, revoked.due.length], [1, 1]);
  await first.set("AFTER");
  await first.json("sync");
  const { access, uneven } = await first.json("access list");
  assert.deepEqual(
    [uneven, ...access.map((one: { name: string; opens: number }) => [one.name, one.opens])],
    [0, ["linux", 2], ["recovery", 0]],
  );
  const fresh = await newcomer(team, "fresh");
  assert.match(
    await refusedWith(fresh, `recovery use ${file}`),
    /^4 error: this recovery key is retired since/,
  );
  assert.match(
    await refusedWith(first, "recovery create --to b.age"),
    /^5 error: .*retired since .*gets no other/,
  );
  const { checks } = await first.json("doctor --offline");
  const found = checks.find((one: { check: string }) => one.check === "recovery");
  assert.match(JSON.stringify(found), /is retired, and a vault gets no other/);
  // The value itself could be read with it: it is due until it is replaced.
  assert.deepEqual((await first.json("due")).due.map((one: { secret: string }) => one.secret), ["BEFORE"]);
  await assertSame(first, fresh);
});

Deno.test("the keychain is gone: the same machine comes back, and its old keys are revoked", async () => {
  const { team, file } = await withRecovery();
  await using _ = team;
  const { first } = team;
  Deno.removeSync(`${first.home}/keychain`, { recursive: true });
  assert.match(await refusedWith(first, "secret get BEFORE"), /^4 error: this machine has no access/);
  await first.json(`recovery use ${file}`, PASSPHRASE);
  assert.equal((await first.json("secret get BEFORE")).value, "value of BEFORE");
  await first.json(`access revoke linux --yes --recovery ${file}`, PASSPHRASE);
  await first.set("AFTER");
  await first.json("sync");
  assert.equal((await first.run("log verify --full")).status, 0);
  const { access } = await first.json("access list");
  assert.deepEqual(
    access.map((one: { name: string; retiredAt?: string }) => [one.name, one.retiredAt !== undefined]),
    [
      ["linux", true],
      ["recovery", false],
      ["linux-2", false],
    ],
  );
});
