// What a sync brings back to a copy of the vault that lacks something, and what it leaves as it is.

import assert from "node:assert/strict";
import { copyFolder } from "../support/saved_world.ts";
import { type Clone, filesBelow, makeTeam } from "../support/team.ts";

async function logOf(clone: Clone): Promise<string> {
  return (await clone.json("log")).entries[0].log;
}

Deno.test("sync: an old copy of the vault gets the rest, and its log goes on", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.set("ONE");
  copyFolder(first.vault, `${team.root}/old`);
  await first.set("TWO");
  await first.set("THREE");
  await first.json("sync");
  const newest = filesBelow(first.vault);
  Deno.removeSync(first.vault, { recursive: true });
  copyFolder(`${team.root}/old`, first.vault);
  assert.equal((await first.run("secret set FOUR", { stdin: "4" })).status, 6);
  assert.equal((await first.json("sync")).came.records, 2);
  assert.deepEqual(filesBelow(first.vault), newest);
  await first.set("FOUR");
  assert.equal((await first.json("log verify --full")).logs.length, 1);
});

Deno.test("sync: records that were signed and remembered, but not written, are written and sent", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.json("sync");
  const path = `${first.vault}/log/${await logOf(first)}.jsonl`;
  const before = Deno.readFileSync(path);
  await first.set("ONE");
  const after = Deno.readFileSync(path);
  Deno.writeFileSync(path, after.subarray(0, before.length + 40));
  const { status, stderr } = await first.run("sync");
  assert.equal(status, 0, stderr);
  assert.match(stderr, /the log ended in 40 bytes of a write that was cut off/);
  assert.match(stderr, /1 record that an interrupted command had signed was added/);
  assert.deepEqual(Deno.readFileSync(path), after);
  const second = await team.clone("second");
  await second.json("sync");
  assert.equal((await second.run("secret get ONE")).stdout, "value of ONE\n");
});

Deno.test("sync: a missing value or log comes back, a value that was changed is refused", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.set("ONE");
  const second = await team.synced("second");
  await second.set("TWO");
  await second.json("sync");
  await first.json("sync");
  await first.set("THREE");
  const whole = filesBelow(first.vault);
  for (const path of Object.keys(whole).filter((path) => /^\/(?:values|log\/.*\.[0-9a-f]{8}\.)/.test(path))) {
    // What the branch doesn't have yet can't come from there.
    const isShared = Object.hasOwn(filesBelow(second.vault), path);
    if (!isShared) continue;
    Deno.removeSync(`${first.vault}${path}`);
    const { status, stderr } = await first.run("sync --pull");
    assert.equal(status, 0, stderr);
    assert.deepEqual(filesBelow(first.vault), whole, path);
  }
  const value = Object.keys(whole).find((path) => path.startsWith("/values/"))!;
  Deno.writeTextFileSync(`${first.vault}${value}`, "other");
  const refused = await first.run("sync");
  assert.equal(refused.status, 6);
  assert.match(refused.stderr, /is another one\nhint: move ".*" away, and cred sync brings the right one/);
});

Deno.test("sync: a value that nobody has any more keeps the vault from being sent", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.json("sync");
  const before = filesBelow(`${first.vault}/values`);
  await first.set("ONE");
  const [path] = Object.keys(filesBelow(`${first.vault}/values`)).filter((one) =>
    !Object.hasOwn(before, one)
  );
  Deno.removeSync(`${first.vault}/values${path}`);
  const remote = filesBelow(team.remote);
  const { status, stderr } = await first.run("sync");
  assert.equal(status, 6);
  assert.match(stderr, /the sealed value of "ONE" in .* is neither in this vault nor on the branch/);
  assert.match(stderr, /hint: if nobody has one, give it up: cred secret remove ONE\n/);
  assert.deepEqual(filesBelow(team.remote), remote);
  await first.json("secret remove ONE --yes");
  assert.equal((await first.json("sync")).pushed, true);
  assert.equal((await first.run("log verify --full")).status, 0);
});

Deno.test("sync: what a pull left torn in another's log makes room, and is kept", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const second = await team.synced("second");
  await second.set("TWO");
  await second.json("sync");
  await first.json("sync");
  await second.set("THREE");
  await second.json("sync");
  const [further] = Object.keys(filesBelow(`${first.vault}/log`)).filter((path) =>
    path.split(".").length === 3
  );
  const torn = new Uint8Array(100);
  Deno.writeFileSync(`${first.vault}/log${further}`, torn, { append: true });
  assert.equal((await first.json("sync")).came.records, 1);
  assert.deepEqual(filesBelow(first.vault), filesBelow(second.vault));
  const memory = filesBelow(`${first.home}/vaults`);
  const kept = Object.keys(memory).filter((path) => path.includes("/torn/"));
  assert.deepEqual(kept.map((path) => memory[path]), ["\0".repeat(100)]);
});

Deno.test("sync: a ref that a killed sync left goes after an hour", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const old = `refs/cred/fetched/${Date.now() - 3_700_000}-0a0b0c0d`;
  const young = `refs/cred/fetched/${Date.now()}-0a0b0c0d`;
  for (const ref of [old, young, "refs/cred/fetched/odd"]) first.git("update-ref", ref, "HEAD");
  await first.json("sync");
  assert.equal(first.git("for-each-ref", "--format=%(refname)", "refs/cred"), young);
});

Deno.test("sync: interrupted while git works, it ends with 130 and the vault as it was", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const before = filesBelow(first.vault);
  const controller = new AbortController();
  const outcome = await first.run("sync", {
    interrupt: controller.signal,
    processes: (inner) => ({
      ...inner,
      output: (command, args, ...rest) => {
        if (args.includes("fetch")) controller.abort(new Error("interrupted"));
        return inner.output(command, args, ...rest);
      },
    }),
  });
  assert.equal(outcome.status, 130, outcome.stderr);
  assert.deepEqual(filesBelow(first.vault), before);
});
