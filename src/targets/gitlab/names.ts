// The law of GitLab's names: what the platform would refuse is refused here, before anything is sent. An environment of
// ours is an environment scope there, of that very name; `default` is the scope `*`, which every job sees that has no
// closer one.

import type { Refusal } from "../../domain/errors.ts";
import { DEFAULT_ENVIRONMENT, quote } from "../../domain/names.ts";
import { originOf, readGitRemote } from "../git_remote.ts";
import type { WorkingFolder } from "../target.ts";

/** Most bytes of a value. */
const MAX_VALUE = 10_000;
const MAX_NAME = 255;
const SEGMENT = /^[A-Za-z0-9_.](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_-])?$/;
/** What every GitLab masks, and what one of our days does where `$` isn't expanded. */
const MASKED_EVERYWHERE = /^[A-Za-z0-9_+=/@:.~-]{8,}$/;
const MASKED_WHERE_RAW = /^[^ \t\r\n\f\v]{8,}$/u;

/** How a value can be kept out of job logs. */
export function maskOf(value: string): "everywhere" | "where_raw" | "never" {
  if (MASKED_EVERYWHERE.test(value)) return "everywhere";
  return MASKED_WHERE_RAW.test(value) ? "where_raw" : "never";
}

/** Why GitLab would not take a variable of this name or size (bytes). */
export function refuse(
  { name, size }: { readonly name: string; readonly size: number },
): Refusal | undefined {
  if (!/^[A-Za-z0-9_]+$/.test(name) || name.length > MAX_NAME) {
    return {
      code: "usage.name",
      message: `GitLab takes no variable of the name ${quote(name)}`,
      hints: [`use letters, digits and _, at most ${MAX_NAME}`],
    };
  }
  if (size <= MAX_VALUE) return undefined;
  return {
    code: "usage.too_large",
    message: `the value of ${quote(name)} is too large for GitLab (${size} bytes, at most ${MAX_VALUE})`,
    hints: ["GitLab's secure files hold what is larger"],
  };
}

/** The environment scope of an environment. */
export function scopeOf(environment: string): string {
  return environment === DEFAULT_ENVIRONMENT ? "*" : environment;
}

/** `group/project` (with subgroups) or a number; for the store `group`, a group. Also from a pasted address. */
export function readIdentifier(text: string, store: string): string | undefined {
  const isAddress = /^[a-z+]+:\/\/|^[^/\s]+@[^/\s]+:/.test(text);
  const whole = isAddress ? readGitRemote(text)?.path : text;
  const path = whole?.replace(/\/-\/.*$/, "").replace(/^groups\//, isAddress ? "" : "groups/");
  if (path === undefined) return undefined;
  if (/^[1-9]\d{0,17}$/.test(path)) return path;
  const segments = path.split("/");
  if (segments.length < (store === "group" ? 1 : 2) || path.length > MAX_NAME) return undefined;
  return segments.every(isSegment) ? path : undefined;
}

/** The project that the remote `origin` of the folder names, where it is one at the address. */
export async function findIdentifier(place: WorkingFolder): Promise<string | undefined> {
  const remote = await originOf(place);
  if (remote === undefined) return undefined;
  const address = new URL(place.address);
  // What gitlab.com answers on port 443 over SSH has a name of its own.
  const hosts = address.hostname === "gitlab.com" ? ["gitlab.com", "altssh.gitlab.com"] : [address.hostname];
  if (!hosts.includes(remote.host)) return undefined;
  const prefix = remote.overSsh ? "" : address.pathname.slice(1).replace(/\/*$/, "/").replace(/^\/$/, "");
  if (!remote.path.startsWith(prefix)) return undefined;
  return readIdentifier(remote.path.slice(prefix.length), "project");
}

function isSegment(text: string): boolean {
  return SEGMENT.test(text) && !/\.(?:git|atom)$/.test(text) && !/^\.{1,2}$/.test(text);
}
