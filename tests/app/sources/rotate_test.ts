// Replacing keys: what is chosen, in which order what is done, and when an old key ends.

import assert from "node:assert/strict";
import { ANSWER, atGithub, HOUR, rotating, stages } from "../../support/rotating.ts";
import { makeWorld } from "../../support/world.ts";

Deno.test("a key is replaced: made alike, tried, switched to, sent, and the old one ends after its grace", async () => {
  await using it = await rotating(["OTHER"], ["OTHER"]);
  await it.run("source generate resend A --domain example.com -d first");
  const old = await it.value("A"), domain = it.world.server.keys[0]!.domainId;
  await it.run("push github A");
  await it.run("secret describe A second");
  const plan = await it.json("source rotate resend A --push --dry-run");
  assert.deepEqual(stages(plan), { A: "create" });
  assert.deepEqual(plan.keys[0].sendTo.map(({ identifier }: { identifier: string }) => identifier), [
    "acme/app",
  ]);
  assert.match(
    (await it.run("source rotate resend A --push --dry-run")).stdout,
    /^would rotate 1 key: 1 to create\n {2}create {2}A\n +it would be sent to github acme\/app as A\n$/,
  );
  assert.equal((await it.json("source rotate resend A --dry-run")).keys[0].sendTo, undefined);
  assert.equal(it.live().get("A")!.length, 1);

  const view = await it.json("source rotate resend A --push");
  assert.deepEqual(stages(view), { A: "wait created tested switched" });
  assert.equal(view.keys[0].next.tested, true);
  const now = await it.value("A");
  assert.notEqual(now, old);
  assert.deepEqual(it.live().get("A"), [now, old]);
  assert.equal(atGithub(it).get("A"), now);
  const made = it.world.server.keys.find(({ token }) => token === now)!;
  assert.deepEqual([made.permission, made.domainId], ["sending_access", domain]);
  const [secret] = (await it.json("secret list")).secrets.filter((one: { secret: string }) =>
    one.secret === "A"
  );
  assert.equal(secret.description, "second");

  const status = await it.json("status");
  assert.deepEqual(status.rotations.map((key: { stage: string }) => key.stage), ["wait"]);
  assert.deepEqual([status.unnamed, status.targets], [[], []]);
  assert.match(
    (await it.run("status")).stdout,
    /rotating A: the old key is kept until .*: cred source rotate resend --finish/,
  );
  assert.deepEqual(stages(await it.json("source rotate --finish")), { A: "wait" });
  it.world.clockAheadMs += 25 * HOUR;
  assert.match((await it.run("status")).stdout, /rotating A: the old key is due/);
  assert.deepEqual(stages(await it.json("source rotate --finish")), { A: "done finished" });
  assert.deepEqual(it.live().get("A"), [now]);
  assert.equal(it.live().get("OTHER")!.length, 1);
  assert.deepEqual((await it.json("status")).rotations, []);
  const log = (await it.run("log A")).stdout;
  for (const words of ["to replace the key", "tested", "switched to", "deleted at resend"]) {
    assert.ok(log.includes(words), words);
  }
  assert.deepEqual((await it.json("source rotate --finish")).keys, []);
});

Deno.test("the old key lives exactly as long as promised", async () => {
  await using it = await rotating(["A"]);
  await it.json("source rotate resend A --grace 30m");
  const events = (await it.run("log --json")).stdout;
  const switched = JSON.parse(events).entries.find((one: { type: string }) => one.type === "key.switched");
  const endMs = Date.parse(switched.time) + HOUR / 2;
  const [{ waits }] = (await it.json("source rotate resend --finish")).keys;
  assert.deepEqual(waits, [{ why: "grace", until: new Date(endMs).toISOString() }]);
  it.world.clockAheadMs += HOUR / 2 - 10 * 60_000;
  assert.deepEqual(stages(await it.json("source rotate --finish")), { A: "wait" });
  it.world.clockAheadMs += 10 * 60_000;
  assert.deepEqual(stages(await it.json("source rotate --finish")), { A: "done finished" });
  const deleted = (await it.json("log")).entries.find((one: { type: string }) => one.type === "key.deleted");
  assert.ok(Date.parse(deleted.asked.time) >= endMs);
});

Deno.test("the same command goes on and makes no third key; when all is over, it begins anew", async () => {
  await using it = await rotating(["A", "B"]);
  await it.json("source rotate resend A");
  const before = it.live();
  assert.deepEqual(stages(await it.json("source rotate resend A")), { A: "wait" });
  assert.deepEqual(it.live(), before);
  const all = await it.json("source rotate resend --all --grace 0 --yes");
  assert.deepEqual(stages(all), { A: "wait", B: "done created tested switched finished" });
  // What a run has just done is not done again by its repetition, but by name.
  assert.deepEqual(stages(await it.json("source rotate resend --all --yes")), { A: "wait" });
  assert.deepEqual(stages(await it.json("source rotate resend B --grace 0")), {
    B: "done created tested switched finished",
  });
  it.world.clockAheadMs += 25 * HOUR;
  assert.deepEqual(stages(await it.json("source rotate resend A")), { A: "done finished" });
  assert.deepEqual(stages(await it.json("source rotate resend --all")), {
    A: "wait created tested switched",
    B: "wait created tested switched",
  });
});

Deno.test("an old key stays while a target holds it, and while it is used; --force waits for nothing", async () => {
  await using it = await rotating(["A", "B", "C"], ["A"]);
  await it.json("source rotate resend A B C --grace 1h");
  it.world.clockAheadMs += 2 * HOUR;
  // The old B is used at the platform after the switch.
  const oldB = it.world.server.keys.filter(({ name }) => name.startsWith("B ")).at(-1)!;
  oldB.lastUsedAt = new Date(Date.now() + HOUR).toISOString();
  const view = await it.json("source rotate resend --finish");
  assert.deepEqual(stages(view), { A: "wait", B: "wait", C: "done finished" });
  assert.deepEqual(view.keys.map(({ waits }: { waits: { why: string }[] }) => waits.map(({ why }) => why)), [
    ["held"],
    ["used"],
    [],
  ]);
  const text = await it.run("source rotate resend --finish");
  assert.match(text.stdout, /A\n +the old key is still at github acme\/app as A/);
  assert.match(text.stdout, /B\n +the old key was used at .*, after the switch: it is kept until/);
  assert.match(text.stderr, /next: cred push github A/);
  await it.run("push github A");
  // Its grace begins when the target got the new one.
  assert.deepEqual(stages(await it.json("source rotate resend --finish")), { A: "wait", B: "wait" });
  it.world.clockAheadMs += 2 * HOUR;
  assert.deepEqual(stages(await it.json("source rotate resend --finish")), { A: "done finished", B: "wait" });
  assert.equal((await it.run("source rotate resend --finish --force")).status, 2);
  assert.deepEqual(stages(await it.json("source rotate resend --finish --force --yes")), {
    B: "done finished",
  });
});

Deno.test("a key that was used while its grace ran ends when it was quiet for a day", async () => {
  await using it = await rotating(["A"]);
  await it.json("source rotate resend A --grace 1h");
  it.world.server.keys.at(-2)!.lastUsedAt = new Date(Date.now() + HOUR / 2).toISOString();
  it.world.clockAheadMs += 2 * HOUR;
  assert.deepEqual(stages(await it.json("source rotate resend --finish")), { A: "wait" });
  it.world.clockAheadMs += 24 * HOUR;
  assert.deepEqual(stages(await it.json("source rotate resend --finish")), { A: "done finished" });
});

Deno.test("giving up: the new key is deleted, the old one stays", async () => {
  await using it = await rotating(["A", "B"]);
  const old = await it.value("A");
  for (let i = 0; i < 4; i++) {
    it.world.server.misbehave({ method: "GET", path: "/api-keys" }, { ...ANSWER, status: 500, body: "no" });
  }
  await it.json("source rotate resend A", 3);
  assert.equal((await it.run("source rotate resend --abandon")).status, 2);
  assert.deepEqual(stages(await it.json("source rotate resend --abandon --yes")), { A: "create discarded" });
  assert.deepEqual(it.live().get("A"), [old]);
  // A name that went back to the old key: finishing waits for a choice, giving up is one.
  const oldB = await it.value("B");
  await it.json("source rotate resend B");
  await it.run("secret rollback B");
  it.world.clockAheadMs += 25 * HOUR;
  const waiting = await it.run("source rotate --finish --force --yes");
  assert.match(waiting.stdout, /the name went back to the old key/);
  assert.match(waiting.stderr, /next: cred source rotate resend B --abandon/);
  assert.deepEqual(stages(await it.json("source rotate resend B --abandon --yes")), {
    B: "create discarded",
  });
  assert.deepEqual(it.live().get("B"), [oldB]);
  assert.equal(await it.value("B"), oldB);
});

Deno.test("deleting and revoking end all keys of a rotation", async () => {
  await using it = await rotating(["A", "B"], ["A"]);
  await it.json("source rotate resend A B");
  const planned = await it.json("source delete resend A --dry-run");
  assert.equal(planned.beside.length, 1);
  const deleted = await it.run("source delete resend A --yes");
  assert.equal(deleted.status, 0, deleted.stderr);
  assert.match(deleted.stderr, /its value is still at github/);
  assert.equal(it.live().get("A"), undefined);
  assert.deepEqual((await it.json("status")).unnamed, []);
  const revoked = await it.json("source revoke resend --yes");
  assert.equal(revoked.deleted.length, 2);
  assert.equal(it.live().size, 0);
});

Deno.test("keys are chosen by name, age or all; what is chosen by nothing, or by two ways, is an error", async () => {
  await using it = await rotating(["OLD"]);
  it.world.clockAheadMs += 100 * 24 * HOUR;
  await it.run("source generate resend NEW");
  await it.run("source generate resend PROD -e prod");
  await it.run("secret set MANUAL x");
  const planned = async (flags: string) =>
    Object.keys(stages(await it.json(`source rotate resend ${flags} --dry-run`)));
  assert.deepEqual(await planned("--all"), ["OLD", "NEW", "PROD"]);
  assert.deepEqual(await planned("--all -e prod"), ["PROD"]);
  assert.deepEqual(await planned("--older-than 90d"), ["OLD"]);
  assert.deepEqual(await planned("--older-than 200d"), []);
  assert.deepEqual(await planned("PROD -e prod"), ["PROD"]);
  const refused = async (words: string, status: number, message: RegExp) => {
    const outcome = await it.run(`source rotate ${words}`.trim());
    assert.equal(outcome.status, status, words);
    assert.match(outcome.stderr, message);
  };
  await refused("resend", 2, /keys of resend: OLD, NEW, PROD/);
  await refused("", 2, /the source is missing/);
  await refused("nowhere --all", 4, /no source "nowhere"/);
  await refused("resend OLD --all", 2, /not both/);
  await refused("resend OLD --finish --abandon", 2, /two different things/);
  await refused("resend --finish --all", 2, /under way/);
  await refused("resend MANUAL", 5, /set by hand/);
  await refused("resend GONE", 1, /no secret "GONE"/);
  await refused("resend OLD --grace soon", 2, /--grace can't be "soon"/);
  await refused("resend OLD --grace 9999w", 2, /at most ten years/);
  assert.equal((await it.run("source rotate resend --all --older-than 90d --dry-run")).status, 0);
});

Deno.test("a person is asked about more than a few keys, and may say no", async () => {
  await using it = await rotating(["A", "B", "C", "D"]);
  const no = await it.run("source rotate resend A B C D", { answers: ["n"] });
  assert.equal(no.status, 2);
  assert.match(no.stderr, /Rotate 4 keys: 4 to create\? \[y\/N\]/);
  assert.equal(it.world.server.keys.length, 5);
  const yes = await it.run("source rotate resend --all --grace 0", { answers: ["y"] });
  assert.equal(yes.status, 0, yes.stderr);
  assert.match(yes.stderr, /resend: 4 keys: 4 to create\n/);
  assert.equal((await it.run("source rotate resend A", { answers: [] })).status, 0);
});

Deno.test("a leaked value of a rotation is ended by that rotation, not with its source", async () => {
  await using it = await rotating(["A"]);
  const old = await it.value("A");
  await it.json("source rotate resend A");
  const [found] = JSON.parse((await it.run("secret identify --json", { stdin: old })).stdout).secrets;
  assert.deepEqual([found.current, found.end], [false, "cred source rotate resend A --finish --force"]);
  assert.equal((await it.run(`${found.end.slice(5)} --yes`)).status, 0);
  assert.equal(it.live().get("A")!.includes(old), false);
});

Deno.test("an old key that lies where no target leads any more waits to be told to end, and for no push", async () => {
  await using it = await rotating(["A", "B"], ["A", "B"]);
  assert.equal((await it.run("target remove github --yes")).status, 0);
  const rotated = await it.json("source rotate resend A --grace 0 --push");
  assert.deepEqual([rotated.pushes, rotated.keys[0].waits.map(({ why }: { why: string }) => why)], [[], [
    "out_of_reach",
  ]]);
  const command = "source rotate resend A --finish --force";
  assert.match((await it.run("source rotate --finish")).stderr, new RegExp(`next: cred ${command}\n`));
  assert.match(
    (await it.run("status")).stdout,
    /rotating A: .*, where no target leads any more: cred source rot/,
  );
  assert.deepEqual((await it.json("status")).targets, [], "what can't be reached can't catch up");
  const { due } = await it.json("due");
  assert.deepEqual(due.map(({ command }: { command: string }) => command), [
    `cred ${command}`,
    "cred source rotate resend B",
  ]);
  assert.equal((await it.run(`${command} --yes`)).status, 0);
  assert.deepEqual((await it.json("due")).due.length, 1);
  assert.equal(it.live().get("A")!.length, 1);
});

Deno.test("a rotation whose name went back to the old key is told once, with what gives the new key up", async () => {
  await using it = await rotating(["A"]);
  const old = await it.value("A");
  await it.json("source rotate resend A");
  await it.run("secret rollback A");
  const status = await it.json("status");
  assert.deepEqual([status.unnamed, status.rotations.length], [[], 1]);
  assert.equal((await it.run("source rotate resend A --abandon --yes")).status, 0);
  assert.deepEqual(it.live().get("A"), [old]);
  assert.deepEqual((await it.json("status")).rotations, []);
});

Deno.test("the overlap is as long as promised, by a clock that all but stands still", async () => {
  // In the few seconds that this takes it goes on by less than a millisecond.
  await using world = await makeWorld({ haste: 1e-4 });
  for (const command of ["source add resend --token-env RESEND_API_KEY", "source generate resend A"]) {
    assert.equal((await world.run(command)).status, 0);
  }
  const before = world.server.keys.length;
  for (const [grace, ms] of [["30m", HOUR / 2], ["24h", 24 * HOUR], ["1w", 7 * 24 * HOUR]] as const) {
    const beganMs = world.clockAheadMs;
    await world.json(`source rotate resend A --grace ${grace}`);
    world.clockAheadMs = beganMs + ms - 2;
    assert.deepEqual(stages(await world.json("source rotate --finish")), { A: "wait" });
    assert.equal(world.server.keys.length, before + 1);
    world.clockAheadMs = beganMs + ms + 2;
    assert.deepEqual(stages(await world.json("source rotate --finish")), { A: "done finished" });
    assert.equal(world.server.keys.length, before);
  }
});
