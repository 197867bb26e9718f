// The law of names: a name is refused with what is wrong in it and what was expected, never repaired. Limits are
// counted in UTF-8 bytes for names and in characters (code points) for texts.

import type { Refusal } from "./errors.ts";
import type { SecretRef } from "./events.ts";

/** The environment of a secret when none is given. */
export const DEFAULT_ENVIRONMENT = "default";

/** Most bytes of a name. */
const MAX_NAME_BYTES = 255;
/** Most characters of a signer's name. */
const MAX_LABEL = 64;
/** Most characters of a description. */
const MAX_DESCRIPTION = 1_000;
/** Most bytes of a secret's value. */
export const MAX_VALUE_BYTES = 1_048_576;

const SECRET_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const LABEL_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
/** Control characters, and those that reorder or hide text on a terminal. */
const unprintable = () =>
  // deno-lint-ignore no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Refuses a secret's name that no environment variable could have. */
export function refuseSecretName(name: string): Refusal | undefined {
  return refuseName("secret name", name, SECRET_NAME, "letters, digits and _, not starting with a digit");
}

/** Refuses an environment's name. */
export function refuseEnvironmentName(name: string): Refusal | undefined {
  return refuseName(
    "environment",
    name,
    LABEL_NAME,
    "letters, digits, '.', '_' and '-', starting with a letter or digit",
  );
}

/** Refuses a source's name. */
export function refuseSourceName(name: string): Refusal | undefined {
  return refuseName(
    "source name",
    name,
    LABEL_NAME,
    "letters, digits, '.', '_' and '-', starting with a letter or digit",
  );
}

/** Refuses a name that a signer is called by. */
export function refuseLabelName(name: string): Refusal | undefined {
  return name.length > MAX_LABEL
    ? {
      code: "usage.name",
      message: `name ${quote(name)} is too long (at most ${MAX_LABEL} characters)`,
      hints: [],
    }
    : refuseName(
      "name",
      name,
      LABEL_NAME,
      "letters, digits, '.', '_' and '-', starting with a letter or digit",
    );
}

function refuseName(what: string, name: string, rule: RegExp, expected: string): Refusal | undefined {
  if (rule.test(name) && name.length <= MAX_NAME_BYTES) return undefined;
  const wrong = name === ""
    ? "is empty"
    : name.length > MAX_NAME_BYTES
    ? `is too long (${name.length} characters, at most ${MAX_NAME_BYTES})`
    : "is not allowed";
  return { code: "usage.name", message: `${what} ${quote(name)} ${wrong}`, hints: [`use ${expected}`] };
}

/** Refuses a description that is too long, of several lines, or that would not print as it reads. */
export function refuseDescription(text: string): Refusal | undefined {
  const hints = [`use one line of at most ${MAX_DESCRIPTION} characters, without control characters`];
  if (text.length > MAX_DESCRIPTION * 2 || [...text].length > MAX_DESCRIPTION) {
    return {
      code: "usage.description",
      message: `description is too long (at most ${MAX_DESCRIPTION} characters)`,
      hints,
    };
  }
  if (unprintable().test(text) || !isWellFormed(text)) {
    return {
      code: "usage.description",
      message: `description ${quote(text)} has a character that does not print`,
      hints,
    };
  }
  return undefined;
}

/** Whether a text has no half of a surrogate pair, and so has a UTF-8 form that gives it back. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** A secret as the words of a command that name it. */
export function secretWords({ environment, name }: SecretRef): string {
  return environment === DEFAULT_ENVIRONMENT ? name : `${name} -e ${environment}`;
}

/** The command that takes a name away from where it was sent. */
export function pruneCommand(
  { target, environment = DEFAULT_ENVIRONMENT, remoteName }: {
    readonly target: string;
    readonly environment?: string | undefined;
    readonly remoteName: string;
  },
): string {
  return `cred prune ${target} ${secretWords({ environment, name: remoteName })}`;
}

/** A user's value in an error: in double quotes, on one line, at most 64 characters, nothing unprintable. */
export function quote(text: string): string {
  const short = text.length > 64 ? `${text.slice(0, 63).replace(/[\ud800-\udbff]$/, "")}…` : text;
  return JSON.stringify(short).replace(
    unprintable(),
    (c) => c.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
}

/** A word that may be a secret in the wrong place: no more of it than tells which one it is. */
export function quoteStart(text: string): string {
  return quote(text.length > 16 ? `${text.slice(0, 12)}…` : text);
}
