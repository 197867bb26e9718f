// Kinds of repositories: git's other object format, a submodule, a clone of the shared branch alone.

import assert from "node:assert/strict";
import { filesBelow, makeTeam, runGit, workOf } from "../../support/team.ts";

Deno.test("sync: in repositories whose objects are named by SHA-256", async () => {
  await using team = await makeTeam();
  const { first, root } = team;
  const remote = `${root}/sha256.git`;
  runGit(root, "init", "--quiet", "--bare", "--object-format=sha256", remote);
  await first.set("ONE");
  const clones = ["one", "other"].map((name) => `${root}/${name}`);
  for (const folder of clones) {
    runGit(root, "init", "--quiet", "--object-format=sha256", folder);
    runGit(folder, "remote", "add", "origin", remote);
  }
  const [one, other] = clones as [string, string];
  Deno.renameSync(first.vault, `${one}/.cred`);
  assert.equal((await first.json("sync", { cwd: one })).pushed, true);
  assert.match(runGit(remote, "rev-parse", "cred"), /^[0-9a-f]{64}$/);
  assert.equal((await first.json("sync", { cwd: other })).made, true);
  assert.deepEqual(filesBelow(`${other}/.cred`), filesBelow(`${one}/.cred`));
  assert.equal((await first.json("log verify --full --git origin/cred", { cwd: one })).values, 2);
  assert.equal((await first.json("log verify --extends cred", { cwd: other })).extends.from, "cred");
  assert.equal((await first.json("sync", { cwd: other })).pushed, false);
});

Deno.test("sync: git's two object formats don't go together, and it says so", async () => {
  await using team = await makeTeam();
  const { first, root } = team;
  runGit(root, "init", "--quiet", "--bare", "--object-format=sha256", "sha256.git");
  const before = [filesBelow(first.vault), filesBelow(`${root}/sha256.git`)];
  const { status, stderr } = await first.run(`sync ${root}/sha256.git`);
  assert.equal(status, 3, stderr);
  assert.match(stderr, /^error: .*did not take branch "cred": .*hash algorithm/);
  assert.deepEqual([filesBelow(first.vault), filesBelow(`${root}/sha256.git`)], before);
});

Deno.test("sync: in a submodule it is the submodule's vault, and the project around it sees nothing", async () => {
  await using team = await makeTeam();
  const { first, root } = team;
  await first.json("sync");
  const outer = `${root}/outer`;
  runGit(root, "init", "--quiet", outer);
  runGit(
    outer,
    "-c",
    "protocol.file.allow=always",
    "submodule",
    "--quiet",
    "add",
    `file://${team.remote}`,
    "sub",
  );
  runGit(outer, "commit", "--quiet", "--message=sub");
  const inner = {
    ...first,
    folder: `${outer}/sub`,
    git: (...args: string[]) => runGit(`${outer}/sub`, ...args),
  };
  const around = { ...first, folder: outer, git: (...args: string[]) => runGit(outer, ...args) };
  Deno.writeTextFileSync(`${outer}/code.txt`, "code\n");
  const before = [workOf(inner), workOf(around)];
  assert.equal((await first.json("sync", { cwd: inner.folder })).made, true);
  assert.deepEqual([workOf(inner), workOf(around)], before);
  assert.deepEqual(filesBelow(`${inner.folder}/.cred`), filesBelow(first.vault));
  assert.equal(runGit(outer, "submodule", "status").startsWith(" "), true);
});

Deno.test("sync: in a shallow clone of the shared branch alone, it goes on from what is there", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.json("sync");
  await first.set("ONE");
  await first.json("sync");
  const alone = await team.clone("alone", "--depth=1", "--branch=cred", "--single-branch");
  alone.git("switch", "--quiet", "--orphan", "work");
  await alone.json("sync");
  await alone.set("TWO");
  assert.equal((await alone.json("sync")).pushed, true);
  assert.equal((await first.json("sync")).came.records, 2);
  assert.equal(runGit(team.remote, "rev-list", "--count", "cred"), "3");
  assert.equal((await first.run("log verify --full")).status, 0);
});
