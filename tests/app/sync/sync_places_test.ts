import assert from "node:assert/strict";
import { type Clone, filesBelow, makeTeam, runGit } from "../../support/team.ts";

async function fails(
  clone: Pick<Clone, "run">,
  command: string,
  status: number,
  code: string,
  options: Parameters<Clone["run"]>[1] = {},
): Promise<{ readonly message: string; readonly hints: readonly string[] }> {
  const outcome = await clone.run(`${command} --json`, options);
  assert.deepEqual([outcome.status, outcome.stdout], [status, ""], outcome.stderr);
  const { error } = JSON.parse(outcome.stderr);
  assert.equal(error.code, code, error.message);
  return error;
}

Deno.test("sync: another vault on the branch is a conflict that names both", async () => {
  await using team = await makeTeam();
  await team.first.json("sync");
  const second = await team.clone("second");
  const { id } = await second.json("init");
  const own = filesBelow(second.vault);
  const { message, hints } = await fails(second, "sync", 5, "conflict.other_vault");
  const there = (await team.first.json("status")).vault.id;
  assert.match(message, new RegExp(`vault ${id}, .* is vault ${there}$`));
  assert(hints.some((hint) => hint.includes("--branch")));
  assert.deepEqual(filesBelow(second.vault), own);
  // Each vault may have a branch of its own.
  assert.equal((await second.json("sync --branch vaults/second")).pushed, true);
  assert.equal((await second.json("sync origin --branch vaults/second --pull")).came.records, 0);
  assert.match(second.git("ls-remote", "origin"), /refs\/heads\/vaults\/second$/m);
});

Deno.test("sync: a branch of something else, or one that is checked out, is left alone", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await fails(first, "sync --branch main", 5, "conflict.checked_out");
  first.git("branch", "topic");
  first.git("push", "--quiet", "origin", "topic");
  await fails(first, "sync --branch topic", 5, "conflict.branch");
  await first.json("sync");
  first.git("worktree", "add", "--quiet", `${team.root}/tree`, "cred");
  const { message } = await fails(first, "sync", 5, "conflict.checked_out");
  assert(message.includes(`${team.root}/tree`), message);
  await fails(first, "sync --branch a..b", 2, "usage.branch");
  await fails(first, "sync --branch=-d", 2, "usage.branch");
});

Deno.test("sync: without a repository, a remote or a project's vault it says what to do", async () => {
  await using team = await makeTeam();
  const { first, root } = team;
  const outside = `${root}/outside`;
  Deno.mkdirSync(outside);
  await fails(first, "sync", 2, "usage.no_repository", { cwd: outside });
  await first.json("source add resend --token-env RESEND_API_KEY --vault personal");
  await fails(first, "sync", 2, "usage.personal", { cwd: outside });
  await fails(first, "sync --vault personal", 2, "usage.personal");
  await fails(first, "sync", 2, "usage.personal", { env: { CRED_VAULT: "personal" } });
  await fails(first, `sync origin --local`, 2, "usage.input");

  runGit(outside, "init", "--quiet");
  const lonely = await fails(first, "sync", 2, "usage.no_remote", { cwd: outside });
  assert(lonely.hints.some((hint) => hint.includes("--local")));
  await fails(first, "sync --local", 4, "access.no_vault", { cwd: outside });
  await fails(first, `sync ${team.remote}`, 4, "access.no_vault", { cwd: outside });
  await fails(first, "sync --pull", 4, "access.no_vault");
  assert.equal(Object.keys(filesBelow(outside)).some((path) => path.includes(".cred")), false);
});

Deno.test("sync: a remote by name, by address, by a path from a folder below, or the branch's upstream", async () => {
  await using team = await makeTeam();
  const { first, root } = team;
  runGit(root, "init", "--quiet", "--bare", "other.git");
  Deno.mkdirSync(`${first.folder}/src`);
  const view = await first.json("sync ../../other.git", { cwd: `${first.folder}/src` });
  assert.deepEqual([view.pushed, view.remote], [true, `${first.folder}/src/../../other.git`]);
  assert.equal(view.vault, first.vault);
  assert.equal((await first.json(`sync file://${root}/other.git`)).pushed, false);
  first.git("remote", "add", "other", `${root}/other.git`);
  first.git("config", "branch.cred.remote", "other");
  first.git("config", "branch.cred.merge", "refs/heads/elsewhere");
  const upstream = await first.json("sync");
  assert.deepEqual([upstream.remote, upstream.pushed], ["other", true]);
  assert.equal(runGit(`${root}/other.git`, "rev-parse", "cred", "elsewhere").split("\n").length, 2);
  assert.equal(first.git("ls-remote", "origin", "cred"), "");
});

Deno.test("sync: a remote that can't be reached fails before anything is written, without its password", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const before = [filesBelow(first.vault), first.git("for-each-ref")];
  const gone = await fails(first, `sync ${team.root}/none.git`, 1, "failed.git");
  assert.match(gone.message, /^git could not fetch from ".*": .*does not appear to be a git repository/);
  const hidden = await fails(first, "sync http://user:hunter2@127.0.0.1:9/x.git", 1, "failed.git");
  assert.doesNotMatch(JSON.stringify(hidden), /hunter2|user/);
  assert.deepEqual([filesBelow(first.vault), first.git("for-each-ref")], before);
});

Deno.test("sync: a remote that takes nothing leaves what came, and says so with 3", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const second = await team.synced("second");
  await second.set("TWO");
  await first.set("ONE");
  await first.json("sync");
  Deno.writeTextFileSync(`${team.remote}/hooks/pre-receive`, "#!/bin/sh\necho not today >&2\nexit 1\n", {
    mode: 0o755,
  });
  const { message } = await fails(second, "sync", 3, "partial.not_pushed");
  assert.match(message, /did not take branch "cred": .*pre-receive hook declined.*not today/);
  assert.equal((await second.run("secret get ONE")).stdout, "value of ONE\n");
  await Deno.remove(`${team.remote}/hooks/pre-receive`);
  assert.equal((await second.json("sync")).pushed, true);
});
