// The project's repository, as far as sharing a vault needs it: where it is, its remotes, one branch here and there.

import { toHex } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";
import type { Clock } from "../system/clock.ts";
import type { Random } from "../system/random.ts";
import { type Git, gitError, withoutPassword } from "./git.ts";

/** Refs under which what was fetched is held while it is read: `<prefix><ms>-<hex>`. */
const FETCHED = "refs/cred/fetched/";
/** Longest name of a branch, and name or address of a remote: as long as a path can be. */
const MAX_ADDRESS = 4_096;
const STALE_AFTER_MS = 60 * 60 * 1_000;

/** The top folder of the work tree that git runs in. Throws usage.no_repository. */
export async function topFolder(git: Git, folder: string): Promise<string> {
  const { ok, stdout, said } = await git.run(["rev-parse", "--show-toplevel"]);
  if (ok) return new TextDecoder().decode(stdout).replace(/\n$/, "");
  if (/not a git repository|must be run in a work tree/.test(said)) {
    throw new CredError("usage.no_repository", `${quote(folder)} is in no git repository's work tree`, [
      "a vault is shared through the repository of its project: git init",
    ]);
  }
  throw gitError("look at the repository", said);
}

/** The full ref of a branch that may be written without a checkout. Throws usage.branch, conflict.checked_out. */
export async function branchRef(git: Git, branch: string): Promise<string> {
  const ref = `refs/heads/${branch}`;
  const isName = branch !== "" && !branch.startsWith("-") && !branch.includes("\0") &&
    branch.length <= MAX_ADDRESS && (await git.run(["check-ref-format", ref])).ok;
  if (!isName) throw new CredError("usage.branch", `${quote(branch)} is no name of a branch`);
  const worktrees = await git.text("list its work trees", ["worktree", "list", "--porcelain"]);
  const holder = worktrees.split("\n\n").find((one) => one.split("\n").includes(`branch ${ref}`));
  if (holder === undefined) return ref;
  const folder = /^worktree (.*)$/m.exec(holder)?.[1] ?? "";
  throw new CredError(
    "conflict.checked_out",
    `branch ${quote(branch)} is checked out at ${quote(folder)}; it is written without a checkout`,
    ["switch to another branch there: git switch -", "or share the vault on another one: --branch NAME"],
  );
}

/** Where a branch is shared. */
export interface SharedAt {
  /** A name or an address that git takes. */
  readonly remote: string;
  /** For messages, without a password. */
  readonly title: string;
  /** The branch's full ref there. */
  readonly ref: string;
}

/**
 * The remote of a branch: the one given (`asPath` makes a path that git would take from another folder absolute), else
 * the branch's upstream, else `origin`. Throws usage.no_remote.
 */
export async function remoteOf(
  git: Git,
  branch: string,
  given: string | undefined,
  asPath: (remote: string) => Promise<string>,
): Promise<SharedAt> {
  const names = (await git.maybe(["remote"]))?.split("\n") ?? [];
  const ref = `refs/heads/${branch}`;
  if (given !== undefined) {
    if (given === "" || given.startsWith("-") || given.includes("\0") || given.length > MAX_ADDRESS) {
      throw new CredError("usage.remote", `${quote(given)} is no remote`);
    }
    const remote = names.includes(given) ? given : await asPath(given);
    return { remote, title: withoutPassword(remote), ref };
  }
  const upstream = await git.maybe(["config", `branch.${branch}.remote`]);
  if (upstream !== undefined && upstream !== ".") {
    const merge = await git.maybe(["config", `branch.${branch}.merge`]);
    return { remote: upstream, title: withoutPassword(upstream), ref: merge ?? ref };
  }
  if (names.includes("origin")) return { remote: "origin", title: "origin", ref };
  throw new CredError("usage.no_remote", `it is not said where to: there is no remote "origin"`, [
    names.length > 0
      ? `name one: cred sync ${names[0]}`
      : "name one: cred sync URL, or git remote add origin URL",
    "or make the branch in this repository alone: cred sync --local",
  ]);
}

/** The commit that a ref points at; undefined when there is none. */
export async function tipOf(git: Git, ref: string): Promise<string | undefined> {
  return await git.maybe(["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
}

/**
 * Fetches the shared branch and holds it under a ref of its own while `work` reads it. Undefined stands for a remote
 * that has no such branch.
 */
export async function withFetched<T>(
  git: Git,
  system: { readonly clock: Clock; readonly random: Random },
  at: SharedAt,
  work: (tip: string | undefined) => Promise<T>,
): Promise<T> {
  const nowMs = system.clock.nowMs();
  await removeStale(git, nowMs);
  const held = `${FETCHED}${nowMs}-${toHex(system.random.bytes(4))}`;
  const { ok, said } = await git.run([
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-write-fetch-head",
    "--no-recurse-submodules",
    "--refmap=",
    at.remote,
    `+${at.ref}:${held}`,
  ]);
  if (!ok) {
    if (/couldn't find remote ref/i.test(said)) return await work(undefined);
    throw gitError(`fetch from ${quote(at.title)}`, said);
  }
  try {
    return await work(await tipOf(git, held));
  } finally {
    await git.run(["update-ref", "-d", held]);
  }
}

/** Refs that a killed process left. */
async function removeStale(git: Git, nowMs: number): Promise<void> {
  const held = await git.maybe(["for-each-ref", "--format=%(refname)", FETCHED]);
  for (const ref of held?.split("\n") ?? []) {
    const madeAtMs = Number(ref.slice(FETCHED.length).split("-")[0]);
    if (!(nowMs - madeAtMs < STALE_AFTER_MS)) await git.run(["update-ref", "-d", ref]);
  }
}

/** How a push ended; `outrun`: somebody else pushed first, or is at it; with what git said. */
export type Pushed = "pushed" | { readonly outrun: string } | { readonly refused: string };

/** Pushes a commit, never by force. */
export async function push(git: Git, at: SharedAt, commit: string): Promise<Pushed> {
  const { ok, stdout, said } = await git.run([
    "push",
    "--porcelain",
    "--no-verify",
    "--no-follow-tags",
    "--recurse-submodules=no",
    at.remote,
    `${commit}:${at.ref}`,
  ]);
  if (ok) return "pushed";
  const reason = /^!\t[^\t]*\t(.*)$/m.exec(new TextDecoder().decode(stdout))?.[1];
  const outrun =
    /fetch first|non-fast-forward|failed to update ref|lock|old value|stale info|already exists/i;
  const why = [reason, said].filter((text) => text !== undefined && text !== "").join(": ");
  return reason !== undefined && outrun.test(reason) ? { outrun: why } : { refused: why };
}
