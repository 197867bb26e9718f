import { type CliContext, lazily } from "../context.ts";
import { COMMON_FLAGS, type CommonFlags, textFlag } from "../flags.ts";
import { buildCommand } from "../route.ts";

/** Flags of `due`. */
export interface DueFlags extends CommonFlags {
  readonly within?: string;
  readonly env?: string;
}

/** `cred due` */
export const due = buildCommand<DueFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/due.ts")),
  parameters: {
    flags: {
      ...COMMON_FLAGS,
      within: textFlag("How far ahead to look (default: 14d)", "LENGTH"),
      env: textFlag("Only of this environment", "NAME"),
    },
    aliases: { e: "env" },
  },
  docs: {
    brief: "List what should be done about secrets, and why",
    help: {
      about:
        "Lists what has expired or is about to, what is older than `cred policy` allows, keys that were made with a\n" +
        "master token which was replaced, values that somebody could read who was removed since, and values that\n" +
        "still lie where no target leads any more; each with the command that does something about it. Needs neither\n" +
        "keychain nor network. For CI there is `cred status --fail-on due`.",
      examples: ["cred due", "cred due --within 30d", "cred due -e production --json"],
      statuses: ["0  listed, also when nothing is due", "2  --within is no length of time"],
    },
  },
}));
