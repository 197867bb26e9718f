// Somebody else pushes between a sync's fetch and its push: it merges again, and nothing is ever forced.

import assert from "node:assert/strict";
import type { Processes } from "../../../src/system/processes.ts";
import { makeTeam, runGit } from "../../support/team.ts";

/** Does something once, right before the first push. */
function beforePush(act: () => Promise<unknown>): (inner: Processes) => Processes {
  let done = false;
  return (inner) => ({
    ...inner,
    output: async (command, args, ...rest) => {
      if (args.includes("push") && !done) {
        done = true;
        await act();
      }
      return await inner.output(command, args, ...rest);
    },
  });
}

/** Git answers so when it is given one of its commands. */
function answering(command: string, status: number, stdout: string, stderr: string) {
  return (inner: Processes): Processes => ({
    ...inner,
    output: async (program, args, ...rest) => {
      if (!args.includes(command)) return await inner.output(program, args, ...rest);
      const [out, err] = [stdout, stderr].map((text) => new TextEncoder().encode(text));
      return { status, stdout: out!, stderr: err! };
    },
  });
}

Deno.test("sync: where others are always faster it gives up with 3, and what came is here", async () => {
  await using team = await makeTeam(100);
  const { first } = team;
  const second = await team.synced("second");
  await second.set("TWO");
  await second.json("sync");
  await first.set("ONE");
  const remote = runGit(team.remote, "rev-parse", "cred");
  const rejected = "!\tcred:refs/heads/cred\t[rejected] (fetch first)\nDone\n";
  const processes = answering("push", 1, rejected, "error: failed to push some refs\n");
  const { status, stderr } = await first.run("sync --json", { processes });
  assert.deepEqual([status, JSON.parse(stderr).error.code], [3, "partial.outrun"], stderr);
  assert.equal(runGit(team.remote, "rev-parse", "cred"), remote);
  assert.equal((await first.run("secret get TWO")).stdout, "value of TWO\n");
  assert.equal((await first.json("sync")).pushed, true);
});

Deno.test("sync: a lock that a git which died has left, here or there, is named", async () => {
  await using team = await makeTeam(100);
  const { first } = team;
  await first.json("sync");
  for (const git of [`${first.folder}/.git`, team.remote]) {
    await first.set("ONE");
    const lock = `${git}/refs/heads/cred.lock`;
    Deno.writeTextFileSync(lock, "");
    const { status, stderr } = await first.run("sync --json");
    const { error } = JSON.parse(stderr);
    assert.deepEqual([status, error.code], [3, "partial.outrun"], stderr);
    assert.match(error.message, /^branch "cred" was locked each time; .*cred\.lock/);
    assert.match(error.hints[0], /remove it/);
    Deno.removeSync(lock);
    assert.equal((await first.json("sync")).pushed, true);
  }
});

Deno.test("sync: a remote that lets nobody in is no access; without git it says so", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const said = "fatal: Authentication failed for 'https://user:hunter2@example.com/x.git/'\n";
  const denied = await first.run("sync --json", { processes: answering("fetch", 128, "", said) });
  assert.deepEqual([denied.status, JSON.parse(denied.stderr).error.code], [4, "access.git"], denied.stderr);
  assert.doesNotMatch(denied.stderr, /hunter2/);
  const processes = (inner: Processes): Processes => ({ ...inner, output: () => Promise.resolve(undefined) });
  for (const command of ["sync", "sync --local", "log verify --git cred", "log verify --extends cred"]) {
    const { status, stderr } = await first.run(`${command} --json`, { processes });
    assert.deepEqual([status, JSON.parse(stderr).error.code], [1, "failed.no_git"], command);
  }
  // What needs no git works without it.
  Deno.writeTextFileSync(`${first.folder}/last.checkpoint`, (await first.run("log checkpoint")).stdout);
  for (const command of ["log verify --extends last.checkpoint", "log diff 1 2", "status"]) {
    assert.equal((await first.run(command, { processes })).status, 0, command);
  }
});

Deno.test("sync: what somebody pushed meanwhile is merged, and stays in the branch's history", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const second = await team.synced("second");
  await first.set("ONE");
  await second.set("TWO");
  let theirs = "";
  const processes = beforePush(async () => {
    await second.json("sync");
    theirs = runGit(team.remote, "rev-parse", "cred");
  });
  const view = await first.json("sync", { processes });
  assert.deepEqual([view.pushed, view.came.records, view.went.records], [true, 2, 1]);
  runGit(team.remote, "merge-base", "--is-ancestor", theirs, "cred");
  assert.equal((await first.run("secret get TWO")).stdout, "value of TWO\n");
  await second.json("sync");
  assert.equal((await second.run("secret get ONE")).stdout, "value of ONE\n");
});

Deno.test("sync: a branch that somebody made anew meanwhile is not overwritten", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.json("sync");
  await first.set("ONE");
  const outsider = `${team.root}/outsider`;
  runGit(team.root, "clone", "--quiet", team.remote, outsider);
  let theirs = "";
  const processes = beforePush(async () => {
    runGit(outsider, "push", "--quiet", "--force", "origin", "main:cred");
    theirs = runGit(team.remote, "rev-parse", "cred");
    await Promise.resolve();
  });
  const { status, stderr } = await first.run("sync --json", { processes });
  assert.deepEqual([status, JSON.parse(stderr).error.code], [5, "conflict.branch"], stderr);
  assert.equal(runGit(team.remote, "rev-parse", "cred"), theirs);
});
