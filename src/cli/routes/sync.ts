import { type CliContext, lazily } from "../context.ts";
import {
  CHANGE_ALIASES,
  CHANGE_FLAGS,
  type ChangeFlags,
  optionalWord,
  switchFlag,
  textFlag,
} from "../flags.ts";
import { buildCommand } from "../route.ts";

/** Flags of `sync`. */
export interface SyncFlags extends ChangeFlags {
  readonly branch?: string;
  readonly pull: boolean;
  readonly local: boolean;
}

/** `cred sync` */
export const sync = buildCommand<SyncFlags, [string?], CliContext>(() => ({
  loader: lazily(() => import("../commands/sync.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      branch: textFlag('The branch that holds the vault; "cred" unless given', "NAME"),
      pull: switchFlag("Only take what the branch has"),
      local: switchFlag("Only this repository's branch, without a remote"),
    },
    aliases: CHANGE_ALIASES,
    positional: {
      kind: "tuple",
      parameters: [optionalWord("A git remote, its address or path; origin unless given", "remote")],
    },
  },
  docs: {
    brief: "Share the project's vault on a git branch of its own",
    help: {
      about:
        "Takes what others put on the branch and puts there what is here, with git's plumbing alone: nothing is checked\n" +
        "out, and neither index nor work tree is touched. What does not verify is neither taken nor sent. In a clone\n" +
        "without a vault it makes the vault's folder. The remote is the branch's upstream, else origin. Needs no key.",
      examples: [
        "cred sync",
        "cred sync upstream",
        "cred sync --pull",
        "cred sync --local",
        "cred sync --branch team-vault --dry-run",
      ],
      statuses: [
        "0  both have everything, or with --pull what the branch has is here",
        "1  git failed",
        "2  no repository, no remote, the personal vault",
        "3  what was on the branch is here, but it could not be pushed",
        "4  no access to the remote, or there is no vault on either side",
        "5  the branch holds another vault or something else, or is checked out",
        "6  something does not verify, or a log has two heads: nothing was taken or sent",
      ],
    },
  },
}));
