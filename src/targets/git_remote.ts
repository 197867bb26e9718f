// Where a working folder's remote `origin` is. Git is asked rather than its files, for it knows worktrees, includes and
// rewritten addresses. A user name or password in the address is neither kept nor shown.

import type { WorkingFolder } from "./target.ts";

/** A repository's place: a host and what follows it. */
export interface GitRemote {
  readonly host: string;
  /** Without slashes around it and without `.git`. */
  readonly path: string;
  /** Whether git reaches it over SSH, where a platform's own path before the repository's is not part of it. */
  readonly overSsh: boolean;
}

/** `git@host:path`, which is no URL; a single letter before the colon is a drive of Windows. */
const SCP_LIKE = /^(?:[^\s/@:]+@)?([A-Za-z0-9.-]{2,}):(?!\/\/)\/?([^\s:]+)$/;
const SCHEME = /^(?:https?|ssh|git|git\+ssh|ssh\+git|git\+https):$/;

/** The place that an address names; undefined for what is none of git's. */
export function readGitRemote(text: string): GitRemote | undefined {
  const scp = SCP_LIKE.exec(text);
  if (scp !== null) return { host: scp[1]!.toLowerCase(), path: trimmed(scp[2]!), overSsh: true };
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  if (!SCHEME.test(url.protocol) || url.hostname === "" || url.search !== "" || url.hash !== "") {
    return undefined;
  }
  const overSsh = url.protocol.includes("ssh");
  return { host: url.hostname.toLowerCase(), path: trimmed(url.pathname), overSsh };
}

/** The place of the folder's remote `origin`; undefined where there is none. */
export async function originOf(place: WorkingFolder): Promise<GitRemote | undefined> {
  const output = await place.processes.output("git", ["remote", "get-url", "origin"], place.folder);
  if (output === undefined || output.status !== 0) return undefined;
  return readGitRemote(new TextDecoder().decode(output.stdout).trim());
}

function trimmed(path: string): string {
  return path.replace(/^\/+|\/+$/g, "").replace(/\.git$/, "");
}
