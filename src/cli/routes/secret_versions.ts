import { type CliContext, lazily } from "../context.ts";
import {
  CHANGE_ALIASES,
  CHANGE_FLAGS,
  COMMON_FLAGS,
  type CommonFlags,
  optionalWord,
  textFlag,
  word,
} from "../flags.ts";
import { buildCommand } from "../route.ts";
import type { SecretFlags } from "./source.ts";

const KEY = word("Name of the secret", "KEY");
const ENVIRONMENT = textFlag("Environment of the secret (default: default)", "NAME");

/** Flags of `secret history` and `secret diff`. */
export interface VersionFlags extends CommonFlags {
  readonly env?: string;
}

/** `cred secret history` */
export const history = buildCommand<VersionFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/secret_history.ts")),
  parameters: {
    flags: { ...COMMON_FLAGS, env: ENVIRONMENT },
    aliases: { e: "env" },
    positional: { kind: "tuple", parameters: [KEY] },
  },
  docs: {
    brief: "List the versions of a secret, without their values",
    help: {
      about:
        "Lists every version that a secret had, newest first: its short id, when it was made, by whom and how, and what\n" +
        "became of it. The current one has a star. Needs no keychain.",
      examples: [
        "cred secret history DATABASE_URL",
        "cred secret history DATABASE_URL -e production --json",
        "cred secret get DATABASE_URL --version 4b1f22c9",
      ],
      statuses: ["0  listed", "1  there was never such a secret", "4  there is no vault"],
    },
  },
}));

/** Flags of `secret rollback`. */
export interface RollBackFlags extends SecretFlags {
  readonly to?: string;
}

/** `cred secret rollback` */
export const rollback = buildCommand<RollBackFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/secret_rollback.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      env: ENVIRONMENT,
      to: textFlag("The version to go back to (default: the one before)", "VERSION"),
    },
    aliases: { ...CHANGE_ALIASES, e: "env" },
    positional: { kind: "tuple", parameters: [KEY] },
  },
  docs: {
    brief: "Make an older version of a secret the current one",
    help: {
      about:
        "Makes an older version the current one again; without --to the one that was current before, so that doing it\n" +
        "twice changes nothing. A key is the same key then, with its id at the platform. A version whose key was deleted\n" +
        "at its platform has no value any more. Targets get it with the next `cred push`.",
      examples: ["cred secret rollback DATABASE_URL", "cred secret rollback DATABASE_URL --to 4b1f22c9"],
      statuses: [
        "0  it is the current version now",
        "1  there is no such secret or version, or its value is gone",
        "2  no id of a version, or one of several",
        "4  no keychain, or no access",
        "5  there is no older version, or its key is gone at the platform",
      ],
    },
  },
}));

/** `cred secret diff` */
export const diff = buildCommand<VersionFlags, [string, string?, string?], CliContext>(() => ({
  loader: lazily(() => import("../commands/secret_diff.ts")),
  parameters: {
    flags: { ...COMMON_FLAGS, env: ENVIRONMENT },
    aliases: { e: "env" },
    positional: {
      kind: "tuple",
      parameters: [
        KEY,
        optionalWord("A version (default: the one before the current one)", "A"),
        optionalWord("Another one (default: the current one)", "B"),
      ],
    },
  },
  docs: {
    brief: "Compare two versions of a secret, without their values",
    help: {
      about:
        "Says whether two versions have the same value, by their fingerprints, and in what else they differ. No value is\n" +
        "shown: `cred secret get KEY --version A` does that. The keychain is asked only where the fingerprints were made\n" +
        "with two keys, because a recipient was removed in between.",
      examples: ["cred secret diff DATABASE_URL", "cred secret diff DATABASE_URL 4b1f22c9 e81a04d7"],
      statuses: [
        "0  compared, whatever came of it",
        "1  there is no such secret or version, or its value is gone",
        "2  no id of a version, or one of several",
        "5  there is no older version",
      ],
    },
  },
}));
