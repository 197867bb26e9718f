// The law of Vercel's places: an environment of ours goes to one environment there, and no two of ours share a variable.
// `default` is development, because nothing of it is deployed: what goes into production is asked for by that name. Names
// that Vercel doesn't know itself are a project's custom environments.

import type { Refusal } from "../../domain/errors.ts";
import { DEFAULT_ENVIRONMENT, quote } from "../../domain/names.ts";
import type { WorkingFolder } from "../target.ts";

/** Vercel's own environments. */
export const TARGETS = ["production", "preview", "development"] as const;
/** All variables of a deployment together, so no single one can be larger: 64 KB. */
const MAX_VALUE = 65_536;

const PROJECT = /^(?:prj_[A-Za-z0-9]{1,64}|[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9_])?)$/;
const TEAM = /^(?:team_[A-Za-z0-9]{1,64}|[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?)$/;

/** A project, and its team where it has one. */
export interface VercelProject {
  /** Its name, or its id (`prj_…`). */
  readonly project: string;
  /** Its slug, or its id (`team_…`). */
  readonly team: string | undefined;
}

/** Vercel's environment for one of ours; what is none of its three is a custom one's slug. */
export function scopeOf(environment: string): string | Refusal {
  if (environment === DEFAULT_ENVIRONMENT || environment === "dev") return "development";
  if (/^[a-z0-9][a-z0-9-]{0,31}$/.test(environment)) return environment;
  return {
    code: "usage.environment",
    message: `no environment at Vercel can have the name ${quote(environment)}`,
    hints: [`use ${TARGETS.join(", ")}, or a custom one's slug: small letters, digits and -`],
  };
}

/** `project`, or `team/project`; also from a pasted address. */
export function readIdentifier(text: string): string | undefined {
  const [, address] = /^https:\/\/(?:www\.)?vercel\.com\/([^/?#]+\/[^/?#]+)(?:[/?#].*)?$/.exec(text) ?? [];
  const parts = (address ?? text).split("/");
  const [team, project] = parts.length === 1 ? [undefined, parts[0]!] : parts;
  if (parts.length > 2 || project === undefined || !PROJECT.test(project)) return undefined;
  if (team === undefined) return project;
  return TEAM.test(team) ? `${team}/${project}` : undefined;
}

/** The parts of an identifier. */
export function splitIdentifier(identifier: string): VercelProject {
  const slash = identifier.indexOf("/");
  if (slash < 0) return { project: identifier, team: undefined };
  return { project: identifier.slice(slash + 1), team: identifier.slice(0, slash) };
}

/** The project that `vercel link` noted in the folder. */
export async function findIdentifier({ files, folder }: WorkingFolder): Promise<string | undefined> {
  const bytes = await files.readInput(`${folder}/.vercel/project.json`, 65_536);
  if (bytes === undefined) return undefined;
  let link: unknown;
  try {
    link = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  if (typeof link !== "object" || link === null) return undefined;
  const { projectId, orgId } = link as { readonly projectId?: unknown; readonly orgId?: unknown };
  if (typeof projectId !== "string") return undefined;
  // A person's own account is no team.
  const isTeam = typeof orgId === "string" && orgId.startsWith("team_");
  return readIdentifier(isTeam ? `${orgId}/${projectId}` : projectId);
}

/** Why Vercel would not take a variable of this name or size (bytes). */
export function refuse(
  { name, size }: { readonly name: string; readonly size: number },
): Refusal | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,255}$/.test(name)) {
    return {
      code: "usage.name",
      message: `Vercel takes no variable of the name ${quote(name)}`,
      hints: ["use letters, digits and _, not starting with a digit, at most 256"],
    };
  }
  if (size <= MAX_VALUE) return undefined;
  return {
    code: "usage.too_large",
    message: `the value of ${quote(name)} is too large for Vercel (${size} bytes, at most ${MAX_VALUE})`,
    hints: ["all variables of a deployment have 64 KB together"],
  };
}
