import { type CliContext, lazily } from "../context.ts";
import { CHANGE_ALIASES, CHANGE_FLAGS, type ChangeFlags, switchFlag, textFlag } from "../flags.ts";
import { buildCommand } from "../route.ts";

/** Flags of `source prune`. */
export interface PruneKeysFlags extends ChangeFlags {
  readonly expired: boolean;
  readonly source?: string;
  readonly unlessPushed: boolean;
}

/** `cred source prune` */
export const prune = buildCommand<PruneKeysFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/source_prune.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      expired: switchFlag("Delete the keys that have expired"),
      source: textFlag("Only those of this source", "NAME"),
      unlessPushed: switchFlag("Refuse while a target still holds a value"),
    },
    aliases: CHANGE_ALIASES,
  },
  docs: {
    brief: "Delete keys that have expired, at their platforms and here",
    help: {
      about:
        "Deletes every key whose expiry has passed, at its platform and then here, after showing which ones. Failures\n" +
        "don't stop the rest; running it again goes on. A secret that was set by hand is never touched.",
      examples: [
        "cred source prune --expired --dry-run",
        "cred source prune --expired --yes",
        "cred source prune --expired --source resend",
      ],
      statuses: [
        "0  deleted, also when none has expired",
        "2  not confirmed, and nobody to ask (--yes); or --expired is missing",
        "3  something is left: run it again",
        "4  no such source here, or no vault",
        "5  a target still holds a value (--unless-pushed)",
      ],
    },
  },
}));
