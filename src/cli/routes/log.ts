import { type CliContext, lazily } from "../context.ts";
import { COMMON_FLAGS, type CommonFlags, optionalWord, switchFlag, textFlag, word } from "../flags.ts";
import { buildCommand, buildRouteMap } from "../route.ts";
import { diff, exportLog } from "./log_exports.ts";
import { checkpoint, checkProof, prove, verify } from "./log_proofs.ts";

/** Flags of `log`. */
export interface LogFlags extends CommonFlags {
  readonly secret?: string;
  readonly source?: string;
  readonly env?: string;
  readonly type?: string;
  readonly since?: string;
  readonly until?: string;
  readonly oneline: boolean;
}

const history = buildCommand<LogFlags, [string?], CliContext>(() => ({
  loader: lazily(() => import("../commands/log.ts")),
  parameters: {
    flags: {
      ...COMMON_FLAGS,
      secret: textFlag('Only of this secret; for names like "show"', "KEY"),
      source: textFlag("Only of this source", "NAME"),
      env: textFlag("Only of this environment", "NAME"),
      type: textFlag('Only events of this type, or its first word: "key"', "TYPE"),
      since: textFlag("Only from this time on: 2026-11-23, 2026-11-23T12:00Z, 3d", "TIME"),
      until: textFlag("Only up to this time", "TIME"),
      oneline: switchFlag("One short line for each"),
    },
    aliases: { e: "env" },
    positional: { kind: "tuple", parameters: [optionalWord("Only of this secret", "KEY")] },
  },
  docs: {
    brief: "Show the history, newest first",
    help: {
      about: "Shows who did what, when, newest first. Needs neither keychain nor network.",
      examples: [
        "cred log",
        "cred log RESEND_EMAIL_KEY",
        "cred log --source resend --since 7d",
        "cred log --type key.generated --json",
        "cred log show 3",
        "cred log verify",
      ],
      statuses: ["0  shown, also when there is nothing", "6  the history does not verify"],
    },
  },
}));

const show = buildCommand<CommonFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/log_show.ts")),
  parameters: {
    flags: COMMON_FLAGS,
    positional: {
      kind: "tuple",
      parameters: [word("A number as `cred log` shows it, or LOG:NUMBER", "position")],
    },
  },
  docs: {
    brief: "Show one record whole",
    help: {
      about: "Shows one record: its event, the checkpoint that was signed with it, and the signature.",
      examples: ["cred log show 5", "cred log show 9f3c21d07ab4e6f8:5"],
      statuses: ["0  shown", "2  there is no such record", "6  the history does not verify"],
    },
  },
}));

/** `cred log …` */
export const logRoutes = buildRouteMap({
  routes: { history, show, diff, verify, checkpoint, prove, checkProof, export: exportLog },
  defaultCommand: "history",
  docs: { brief: "The history: show it, check it, prove it", hideRoute: { history: true } },
});
