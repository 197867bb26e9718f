// The vault and the code leave each other alone: nothing that is done to the code touches the vault, and a sync changes
// neither HEAD nor index nor work tree.

import assert from "node:assert/strict";
import { denoProcesses } from "../../../src/system/deno/processes.ts";
import type { Processes } from "../../../src/system/processes.ts";
import { type Clone, filesBelow, makeTeam, runGit, workOf } from "../../support/team.ts";

/** Runs a command that must not touch the code. */
async function untouched(clone: Clone, command: string): Promise<void> {
  const before = workOf(clone);
  await clone.json(command);
  assert.deepEqual(workOf(clone), before, command);
}

const DONE_TO_THE_CODE: readonly (readonly [name: string, steps: readonly string[]])[] = [
  ["a branch switch", ["switch --quiet -c other", "switch --quiet main"]],
  ["a switch to a branch without a common commit", ["switch --quiet --orphan bare", "switch --quiet main"]],
  ["git stash -u", ["stash push --quiet --include-untracked", "stash pop --quiet"]],
  ["git reset --hard", ["reset --quiet --hard HEAD"]],
  ["git clean -fd", ["clean --quiet -fd"]],
  ["a work tree made and removed", ["worktree add --quiet ../tree", "worktree remove ../tree"]],
  ["a merge", [
    "switch --quiet -c topic",
    "commit --quiet --allow-empty -m topic",
    "switch --quiet main",
    "merge --quiet --no-ff -m merge topic",
  ]],
  ["git gc", ["gc --quiet --prune=now"]],
];

Deno.test("sync: what is done to the code never touches the vault", async (t) => {
  await using team = await makeTeam();
  const { first } = team;
  await first.set("ONE");
  await first.json("sync");
  for (const [name, steps] of DONE_TO_THE_CODE) {
    await t.step(name, async () => {
      if (name.startsWith("git")) {
        Deno.writeTextFileSync(`${first.folder}/code.txt`, "changed\n");
        Deno.writeTextFileSync(`${first.folder}/untracked.txt`, "untracked\n");
      }
      const before = filesBelow(first.vault);
      for (const step of steps) {
        first.git(...step.split(" "));
        assert.deepEqual(filesBelow(first.vault), before, step);
      }
      await untouched(first, "sync");
      assert.equal((await first.run("log verify")).status, 0);
      first.git("reset", "--quiet", "--hard", "origin/main");
    });
  }
});

Deno.test("sync: git clean -x removes the vault, and sync brings it back as it was", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.set("ONE");
  await first.json("sync");
  const before = filesBelow(first.vault);
  first.git("clean", "--quiet", "-fdx");
  assert.throws(() => Deno.statSync(first.vault), Deno.errors.NotFound);
  assert.equal((await first.json("sync")).made, true);
  assert.deepEqual(filesBelow(first.vault), before);
  // This machine still remembers what it signed, so it goes on with the same log.
  await first.set("TWO");
  assert.equal((await first.json("log verify")).logs.length, 1);
});

Deno.test("sync: what was never shared is missed after git clean -x, and told", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.json("sync");
  await first.set("ONE");
  await first.set("TWO");
  first.git("clean", "--quiet", "-fdx");
  const view = await first.json("sync");
  assert.match(
    view.warnings[0],
    /neither this vault nor the branch has all of log .*: 3 records, .* seen 5$/,
  );
  assert.equal((await first.run("secret set THREE", { stdin: "3" })).status, 6);
});

Deno.test("sync: with changes staged, unstaged and untracked, nothing of the code is touched", async () => {
  await using team = await makeTeam();
  const { first } = team;
  Deno.writeTextFileSync(`${first.folder}/staged.txt`, "staged\n");
  first.git("add", "staged.txt");
  Deno.writeTextFileSync(`${first.folder}/code.txt`, "changed\n");
  Deno.writeTextFileSync(`${first.folder}/untracked.txt`, "untracked\n");
  await untouched(first, "sync");
  await first.set("ONE");
  await untouched(first, "sync");
  const second = await team.clone("second");
  await untouched(second, "sync");
  await second.set("TWO");
  await untouched(second, "sync");
  await untouched(first, "sync");
  assert.deepEqual(
    first.git("status", "--porcelain").split("\n"),
    [
      " M code.txt",
      "A  staged.txt",
      "?? untracked.txt",
    ],
  );
});

Deno.test("sync: with a detached HEAD, before the first commit, in a shallow or partial clone", async () => {
  await using team = await makeTeam();
  const { first, root } = team;
  first.git("switch", "--quiet", "--detach");
  await untouched(first, "sync");
  const shallow = await team.clone("shallow", "--depth=1");
  await untouched(shallow, "sync");
  await shallow.set("SHALLOW");
  await untouched(shallow, "sync");
  const partial = await team.clone("partial", "--filter=blob:none");
  await untouched(partial, "sync");
  Deno.mkdirSync(`${root}/empty`);
  runGit(`${root}/empty`, "init", "--quiet");
  const view = await first.json(`sync ${team.remote}`, { cwd: `${root}/empty` });
  assert.equal(view.made, true);
  assert.equal(runGit(`${root}/empty`, "status", "--porcelain"), "");
  for (const clone of [shallow, partial]) assert.equal((await clone.run("log verify --full")).status, 0);
});

Deno.test("sync: line ends are what they are, whatever git is set to convert", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const second = await team.clone("second");
  for (const { git } of [first, second]) {
    git("config", "core.autocrlf", "true");
    git("config", "core.eol", "crlf");
    git("config", "core.safecrlf", "true");
    Deno.writeTextFileSync(`${git("rev-parse", "--absolute-git-dir")}/info/attributes`, "* text eol=crlf\n");
  }
  await first.json("sync");
  await second.json("sync");
  assert.deepEqual(filesBelow(second.vault), filesBelow(first.vault));
  // Also for whoever does check it out: our own attributes forbid it, once the others are gone.
  Deno.removeSync(`${second.folder}/.git/info/attributes`);
  second.git("worktree", "add", "--quiet", "--detach", `${team.root}/tree`, "cred");
  const { "/.git": _git, "/.gitattributes": _attributes, ...files } = filesBelow(`${team.root}/tree`);
  const { "/.gitignore": _ignore, ...own } = filesBelow(first.vault);
  assert.deepEqual(files, own);
});

Deno.test("sync: no hook runs, and no variable of git's leads elsewhere", async () => {
  await using team = await makeTeam();
  const { first, root } = team;
  const ran = `${root}/ran`;
  for (const hook of ["pre-push", "reference-transaction", "post-checkout", "pre-commit", "post-merge"]) {
    const script = `#!/bin/sh\necho ${hook} >>'${ran}'\nexit 1\n`;
    Deno.writeTextFileSync(`${first.folder}/.git/hooks/${hook}`, script, { mode: 0o755 });
  }
  const leaked = { GIT_DIR: `${root}/none`, GIT_INDEX_FILE: `${root}/index`, GIT_WORK_TREE: root };
  const processes = (inner: Processes): Processes => ({
    ...inner,
    // As if a hook's process had left them to us; a variable of this process would be one of other tests, too.
    output: (command, args, cwd, options) =>
      inner.output(command, args, cwd, { ...options, env: { ...leaked, ...options?.env } }),
  });
  assert.equal((await first.json("sync", { processes })).pushed, true);
  assert.throws(() => Deno.statSync(ran), Deno.errors.NotFound);
  assert.throws(() => Deno.statSync(`${root}/index`), Deno.errors.NotFound);
});

Deno.test("sync: only the git commands that can't touch a work tree are run, and with no secret", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.set("ONE");
  const seen = new Set<string>();
  const said: string[] = [];
  const { output } = denoProcesses();
  const processes = (inner: Processes): Processes => ({
    ...inner,
    output: (command, args, cwd, options) => {
      said.push([command, ...args].join(" "));
      seen.add(args.find((arg, n) => !arg.startsWith("-") && args[n - 1] !== "-c")!);
      return output(command, args, cwd, options);
    },
  });
  await first.json("sync", { processes });
  const second = await team.clone("second");
  await second.json("sync", { processes });
  await second.set("TWO");
  await first.set("THREE");
  await second.json("sync", { processes });
  await first.json("sync", { processes });
  assert.deepEqual([...seen].sort(), [
    "cat-file",
    "check-ref-format",
    "commit-tree",
    "config",
    "fetch",
    "for-each-ref",
    "hash-object",
    "ls-tree",
    "merge-base",
    "mktree",
    "push",
    "remote",
    "rev-parse",
    "update-ref",
    "worktree",
  ]);
  assert.equal(said.some((line) => /value of|AGE-SECRET/.test(line)), false);
});
