import { type CliContext, lazily } from "../context.ts";
import {
  CHANGE_ALIASES,
  CHANGE_FLAGS,
  type ChangeFlags,
  COMMON_FLAGS,
  type CommonFlags,
  textFlag,
} from "../flags.ts";
import { buildCommand } from "../route.ts";

/** `cred init` */
export const init = buildCommand<ChangeFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/init.ts")),
  parameters: { flags: CHANGE_FLAGS, aliases: CHANGE_ALIASES },
  docs: {
    brief: "Make a vault for the project in this folder",
    help: {
      about:
        "Makes `.cred/` here. Commands in this folder and below then use it; elsewhere they use your personal vault,\n" +
        "which needs no init.",
      examples: ["cred init", "cred init --dry-run"],
      statuses: ["0  made", "4  no keychain", "5  there is one already"],
    },
  },
}));

/** Flags of `status`. */
export interface StatusFlags extends CommonFlags {
  readonly failOn?: string;
}

/** `cred status` */
export const status = buildCommand<StatusFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/status.ts")),
  parameters: {
    flags: {
      ...COMMON_FLAGS,
      failOn: textFlag("End with 1 where there is any of these: unsettled, behind, …", "WORD,WORD"),
    },
  },
  docs: {
    brief: "Show the vault on one page",
    help: {
      about:
        "Shows which vault this is, its secrets and sources, and what is unsettled. Needs neither keychain nor network.\n" +
        "--fail-on is for CI. Its words: unsettled (asked for, the outcome is not known), behind (a target holds an older\n" +
        "version, or this copy of the vault lacks records), orphaned (a target holds what is no longer here), vanished\n" +
        "(a key is gone at its platform), unnamed (a live key lost its name to a later one), claimed (a signer without\n" +
        "the right to it says that it made a key), rival (a value lost its name to a change on another machine), expired,\n" +
        "due (there is something in `cred due --within 0d`).",
      examples: [
        "cred status",
        "cred status --vault personal --json",
        "cred status --fail-on unsettled,behind",
      ],
      statuses: [
        "0  shown, also without a vault",
        "1  there is something of what --fail-on names",
        "2  --fail-on has another word",
        "4  --fail-on, and there is no vault",
        "6  the history does not verify",
      ],
    },
  },
}));

/** Flags of `replay`. */
export interface ReplayFlags extends CommonFlags {
  readonly at?: string;
  readonly expect?: string;
}

/** `cred replay` */
export const replay = buildCommand<ReplayFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/replay.ts")),
  parameters: {
    flags: {
      ...COMMON_FLAGS,
      at: textFlag("The state as of a position or a time", "POSITION|TIME"),
      expect: textFlag("Fail unless this is the digest", "DIGEST"),
    },
  },
  docs: {
    brief: "Rebuild the state from the history, and its digest",
    help: {
      about:
        "Rebuilds the vault's state from nothing but its history and prints the digest of the replay document. The same\n" +
        "history gives the same digest on every machine, without any secret.",
      examples: [
        "cred replay",
        "cred replay --at 2026-11-23",
        "cred replay --json",
        'cred replay --expect "$DIGEST"',
      ],
      statuses: [
        "0  replayed",
        "2  no such position or time",
        "4  there is no vault",
        "6  another digest, or the history does not verify",
      ],
    },
  },
}));
