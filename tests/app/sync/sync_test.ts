import assert from "node:assert/strict";
import { type Clone, filesBelow, makeTeam } from "../../support/team.ts";

async function digest(clone: Clone): Promise<string> {
  const { status, stdout, stderr } = await clone.run("replay");
  assert.equal(status, 0, stderr);
  assert.equal((await clone.run("log verify --full")).status, 0);
  return stdout;
}

async function names(clone: Clone): Promise<string[]> {
  const { secrets } = await clone.json("secret list");
  return secrets.map(({ secret }: { secret: string }) => secret).sort();
}

Deno.test("sync: two clones exchange what each has, and replay to one digest", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.set("ONE");
  const sent = await first.json("sync");
  assert.deepEqual([sent.pushed, sent.made, sent.remote, sent.branch], [true, false, "origin", "cred"]);
  assert.deepEqual([sent.came, sent.went], [{ records: 0, values: 0 }, { records: 4, values: 2 }]);

  const second = await team.clone("second");
  const made = await second.json("sync");
  assert.deepEqual([made.made, made.pushed, made.id], [true, false, sent.id]);
  assert.deepEqual([made.came, made.went], [{ records: 4, values: 2 }, { records: 0, values: 0 }]);
  assert.equal(await digest(second), await digest(first));
  assert.equal((await second.run("secret get ONE")).stdout, "value of ONE\n");
  assert.equal(Deno.statSync(second.vault).mode! & 0o777, 0o700);
  assert.equal(Deno.readTextFileSync(`${second.vault}/.gitignore`), "*\n");

  // The second machine remembers nothing that it signed, so it opens a further log.
  await second.set("TWO");
  await first.set("THREE");
  await first.run("secret remove ONE --yes");
  const went = await second.json("sync");
  const further = went.logs.find(({ log }: { log: string }) => log.includes("."));
  assert.deepEqual([further.here, further.there, further.now, further.label], [2, 0, 2, "linux"]);
  const both = await first.json("sync");
  assert.deepEqual([both.came, both.went], [{ records: 2, values: 1 }, { records: 2, values: 1 }]);
  const last = await second.json("sync");
  assert.deepEqual([last.came, last.removedValues], [{ records: 2, values: 1 }, 1]);

  assert.equal(await digest(second), await digest(first));
  assert.deepEqual(await names(second), ["THREE", "TWO"]);
  assert.deepEqual(filesBelow(first.vault), filesBelow(second.vault));
  // What is dead is not on the branch any more, and everything else is, to the byte.
  const shared = first.git("ls-tree", "-r", "--name-only", "cred").split("\n").sort();
  const own = Object.keys(filesBelow(first.vault)).map((path) => path.slice(1));
  assert.deepEqual(shared, [...own.filter((path) => path !== ".gitignore"), ".gitattributes"].sort());
  assert.equal(first.git("show", "cred:.gitattributes"), "* -text");
  assert.equal(first.git("rev-parse", "cred"), second.git("rev-parse", "cred"));
  assert.equal(first.git("for-each-ref", "refs/cred"), "");
});

Deno.test("sync: again has nothing to do, and says so", async () => {
  await using team = await makeTeam();
  await team.first.json("sync");
  const commit = team.first.git("rev-parse", "cred");
  const { status, stdout, stderr } = await team.first.run("sync");
  assert.deepEqual([status, stdout], [
    0,
    'nothing came or went: branch "cred" of origin has what is here\n',
  ]);
  assert.equal(stderr, `vault: ${team.first.vault}\n`);
  assert.equal(team.first.git("rev-parse", "cred"), commit);
});

Deno.test("sync: what people read", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const log = (await first.json("log")).entries[0].log;
  assert.equal(
    (await first.run("sync")).stdout,
    `went  ${log}  linux  0 → 3 records\nsealed values: 1 went\npushed to branch "cred" of origin\n`,
  );
  const second = await team.clone("second");
  assert.equal(
    (await second.run("sync --dry-run")).stdout,
    `came  ${log}  linux  0 → 3 records\nsealed values: 1 came\n` +
      `nothing was done: this is what a sync with branch "cred" of origin would do\n`,
  );
  assert.equal(
    (await second.run("sync --pull")).stdout,
    `made ${second.vault} from branch "cred" of origin\ncame  ${log}  linux  0 → 3 records\n` +
      `sealed values: 1 came\ntaken from branch "cred" of origin\n`,
  );
  const message = team.first.git("log", "-1", "--format=%an <%ae>%n%cn <%ce>%n%B", "cred");
  assert.equal(
    message,
    `cred <cred@cred.local>\ncred <cred@cred.local>\ncred sync: 3 records, 1 values\n\nlog ${log}: 0 to 3\n`,
  );
});

Deno.test("sync: a dry run changes neither vault, memory, branch nor remote", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const second = await team.synced("second");
  await second.set("TWO");
  await second.json("sync");
  await first.set("THREE");
  const state = () => [filesBelow(first.vault), filesBelow(first.home), filesBelow(team.remote)];
  const refs = first.git("for-each-ref");
  const before = state();
  const view = await first.json("sync --dry-run");
  assert.deepEqual([view.dryRun, view.pushed, view.commit], [true, false, undefined]);
  assert.deepEqual([view.came.records, view.went.records], [2, 1]);
  assert.deepEqual(state(), before);
  assert.equal(first.git("for-each-ref"), refs);
});

Deno.test("sync: --pull only takes", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.json("sync");
  const second = await team.clone("second");
  await second.json("sync --pull");
  assert.equal(second.git("branch", "--list", "cred"), "");
  await second.set("TWO");
  await first.set("THREE");
  await first.json("sync");
  const remote = filesBelow(team.remote);
  const view = await second.json("sync --pull");
  assert.deepEqual([view.came, view.went, view.pushed], [
    { records: 1, values: 1 },
    { records: 0, values: 0 },
    false,
  ]);
  assert.deepEqual(filesBelow(team.remote), remote);
  assert.deepEqual(await names(second), ["THREE", "TWO"]);
});

Deno.test("sync: --local shares through the repository alone, also with its other work trees", async () => {
  await using team = await makeTeam();
  const { first, root } = team;
  await first.set("ONE");
  const view = await first.json("sync --local");
  assert.deepEqual([view.remote, view.pushed, view.went.records], [undefined, false, 4]);
  assert.equal(Object.keys(filesBelow(`${team.remote}/refs`)).some((path) => path.includes("cred")), false);
  first.git("worktree", "add", "--quiet", `${root}/tree`);
  const cwd = `${root}/tree`;
  const taken = await first.json("sync --local", { cwd });
  assert.deepEqual([taken.made, taken.vault], [true, `${root}/tree/.cred`]);
  assert.equal((await first.run("secret get ONE", { cwd })).stdout, "value of ONE\n");
  for (const name of ["TWO", "FOUR"]) {
    assert.equal((await first.run(`secret set ${name}`, { cwd, stdin: name })).status, 0);
  }
  // One machine continues one log, so the other copy is behind until it is synced.
  const behind = await first.run("secret set THREE", { stdin: "3" });
  assert.equal(behind.status, 6, behind.stderr);
  await first.json("sync --local", { cwd });
  await first.json("sync --local");
  await first.set("THREE");
  assert.deepEqual(await names(first), ["FOUR", "ONE", "THREE", "TWO"]);
  assert.equal((await first.json("sync")).went.records, 7);
});

Deno.test("sync: clones that sync at once all end with everything", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.json("sync");
  const clones = [first];
  for (const name of ["second", "third", "fourth"]) {
    const clone = await team.clone(name);
    await clone.json("sync");
    clones.push(clone);
  }
  await Promise.all(clones.map(async (clone, n) => {
    for (let i = 0; i < 3; i++) {
      await clone.set(`SECRET_${n}_${i}`);
      await clone.json("sync");
    }
  }));
  for (const clone of clones) await clone.json("sync");
  const digests = await Promise.all(clones.map(digest));
  assert.equal(new Set(digests).size, 1);
  assert.equal((await names(first)).length, 12);
});

Deno.test("sync: two first syncs at once make one branch", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.json("sync --local");
  const second = await team.clone("second");
  second.git("fetch", "--quiet", first.folder, "cred:cred");
  await second.json("sync --local");
  await second.set("TWO");
  await first.set("ONE");
  await Promise.all([first.json("sync"), second.json("sync")]);
  await first.json("sync");
  await second.json("sync");
  assert.equal(await digest(first), await digest(second));
  assert.deepEqual(await names(first), ["ONE", "TWO"]);
});
