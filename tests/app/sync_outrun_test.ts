// Somebody else pushes between a sync's fetch and its push: it merges again, and nothing is ever forced.

import assert from "node:assert/strict";
import type { Processes } from "../../src/system/processes.ts";
import { makeTeam, runGit } from "../support/team.ts";

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

Deno.test("sync: what somebody pushed meanwhile is merged, and stays in the branch's history", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.json("sync");
  const second = await team.clone("second");
  await second.json("sync");
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
