// The law of identifiers: GitHub tells no capitals from small letters in owners and repositories, so small ones are the
// one spelling. A pasted address is read as far as owner and repository; whatever else it holds, a password too, is
// neither kept nor shown.

import { originOf, readGitRemote } from "../git_remote.ts";
import type { WorkingFolder } from "../target.ts";

const OWNER = /^[a-z0-9](?:[a-z0-9_-]{0,98}[a-z0-9_])?$/;
const REPOSITORY = /^[a-z0-9._-]{1,100}$/;

/** `owner/repo`, or the organization for the store of that name; undefined for what is neither. */
export function readIdentifier(text: string, store: string): string | undefined {
  const path = readGitRemote(text)?.path ?? text.replace(/^(?:www\.)?github\.com\//i, "");
  if (store === "org") {
    const owner = path.replace(/^orgs\//, "").toLowerCase();
    return OWNER.test(owner) ? owner : undefined;
  }
  return readRepository(path);
}

/** The repository that the remote `origin` of the folder names, if it is one of the platform at `address`. */
export async function findIdentifier(place: WorkingFolder): Promise<string | undefined> {
  const remote = await originOf(place);
  if (remote === undefined || !hostsOf(place.address).includes(remote.host)) return undefined;
  return readRepository(remote.path);
}

/** Hosts under which git reaches the platform whose API is at `address`. */
function hostsOf(address: string): readonly string[] {
  let host: string;
  try {
    host = new URL(address).hostname;
  } catch {
    return [];
  }
  if (host === "api.github.com") return ["github.com", "www.github.com", "ssh.github.com"];
  // GitHub Enterprise has its API on its own host, or, where GitHub runs it, on one that starts with `api.`.
  return host.startsWith("api.") ? [host, host.slice("api.".length)] : [host];
}

function readRepository(path: string): string | undefined {
  const [owner, name, ...rest] = path.toLowerCase().split("/");
  if (owner === undefined || name === undefined || rest.length > 0) return undefined;
  const repository = name.replace(/\.git$/, "");
  if (!OWNER.test(owner) || !REPOSITORY.test(repository) || /^\.{1,2}$/.test(repository)) return undefined;
  return `${owner}/${repository}`;
}
