// Puts a verified union on its branch. A commit is made only for what no branch has yet; a branch whose commits hold
// nothing else gives way to the other, so that two machines don't merge each other's merges for ever.

import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { Git } from "../../vault/git.ts";
import type { SharedVault } from "../../vault/shared_branch.ts";
import {
  isTreeOf,
  moveBranch,
  type SharedContent,
  writeCommit,
  writeObjects,
} from "../../vault/shared_commit.ts";
import { recordsIn } from "./sync_plan.ts";

/** The branch as it was found: here, and at the remote where there is one. */
export interface Branches {
  readonly ref: string;
  readonly local: SharedVault | undefined;
  readonly remote: SharedVault | undefined;
}

/** Where the branch of this repository is now; or why it isn't there: somebody else moved it, or is at it. */
export type Published = { readonly tip: string } | { readonly outrun: string };

/** Moves the branch of this repository to the union. */
export async function publish(
  git: Git,
  { ref, local, remote }: Branches,
  content: SharedContent & { readonly logs: ReadonlyMap<string, Uint8Array<ArrayBuffer>> },
): Promise<Published> {
  const known = [remote, local].filter((one) => one !== undefined);
  const objects = await writeObjects(git, content, known);
  const includes = async (one: SharedVault, other: SharedVault) =>
    (await git.run(["merge-base", "--is-ancestor", other.commit, one.commit])).ok;
  let tip: string;
  if (remote !== undefined && isTreeOf(objects, remote)) tip = remote.commit;
  else {
    const isAhead = local !== undefined && (remote === undefined || await includes(local, remote));
    if (isAhead && isTreeOf(objects, local)) tip = local.commit;
    else {
      const parents = isAhead
        ? [local]
        : local === undefined || (remote !== undefined && await includes(remote, local))
        ? [remote].filter((one) => one !== undefined)
        : known;
      const message = messageOf(content, remote ?? local);
      tip = await writeCommit(git, objects, parents.map(({ commit }) => commit), message);
    }
  }
  if (tip === local?.commit) return { tip };
  const outrun = await moveBranch(git, ref, tip, local?.commit);
  return outrun === undefined ? { tip } : { outrun };
}

/** What a commit brings, in numbers and names of logs. */
function messageOf(content: Parameters<typeof publish>[2], before: SharedVault | undefined): string {
  const grown = [...content.logs.keys()].map((log) => ({
    log,
    from: recordsIn(before, log),
    to: recordsIn({ title: "", logs: content.logs }, log),
  })).filter(({ from, to }) => from !== to);
  const records = grown.reduce((sum, { from, to }) => sum + to - from, 0);
  const values = [...content.values.keys()].filter((value) => !before?.values.has(value)).length;
  const lines = grown.map(({ log, from, to }) => `log ${log}: ${from} to ${to}\n`);
  return `cred sync: ${records} records, ${values} values\n${lines.length > 0 ? `\n${lines.join("")}` : ""}`;
}

/** Nothing else can be done about a branch that others move faster, or that a git which died has left locked. */
export function outrunError(branch: string, why: string): CredError {
  return /\.lock'|cannot lock/i.test(why)
    ? new CredError(
      "partial.outrun",
      `branch ${quote(branch)} was locked each time; it was not written: ${why}`,
      [
        "where no git is at work, one that died left the lock: remove it, then run it again",
      ],
    )
    : new CredError(
      "partial.outrun",
      `branch ${quote(branch)} was moved by others each time; it was not written`,
      ["run it again: what came is here"],
    );
}
