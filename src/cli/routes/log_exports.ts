import { type CliContext, lazily } from "../context.ts";
import { COMMON_FLAGS, type CommonFlags, optionalWord, textFlag, word } from "../flags.ts";
import { buildCommand } from "../route.ts";

/** Flags of `log export`. */
export interface ExportFlags extends CommonFlags {
  readonly format?: "jsonl" | "csv" | "cloudevents";
  readonly out?: string;
  readonly tiles?: string;
}

/** `cred log export` */
export const exportLog = buildCommand<ExportFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/log_export.ts")),
  parameters: {
    flags: {
      ...COMMON_FLAGS,
      format: {
        kind: "enum",
        values: ["jsonl", "csv", "cloudevents"],
        brief: "Lines of JSON, CSV, or a CloudEvents 1.0 batch",
        optional: true,
      },
      out: textFlag("Write it there, over what is there", "FILE"),
      tiles: textFlag("Write the logs as C2SP tlog-tiles into this folder", "DIR"),
    },
  },
  docs: {
    brief: "Write the history for other tools",
    help: {
      about:
        "Writes every event, oldest first, in a format that other tools read; or the logs themselves as tlog-tiles, the\n" +
        "files of a static web site from which anybody can check them. DIR is then the log that the vault began with,\n" +
        "and DIR/LOG each further one; a later export into the same folder adds to it. No secret is in any of them.",
      examples: [
        "cred log export --format jsonl | jq 'select(.type == \"key.generated\")'",
        "cred log export --format csv --out history.csv",
        "cred log export --format cloudevents",
        "cred log export --tiles public/log",
      ],
      statuses: [
        "0  written",
        "2  neither or both of --format and --tiles",
        "4  there is no vault",
        "5  the folder holds something else",
        "6  the history does not verify, or does not extend what is in the folder",
      ],
    },
  },
}));

/** `cred log diff` */
export const diff = buildCommand<CommonFlags, [string, string?], CliContext>(() => ({
  loader: lazily(() => import("../commands/log_diff.ts")),
  parameters: {
    flags: COMMON_FLAGS,
    positional: {
      kind: "tuple",
      parameters: [
        word("Before: a position, a time, or a git ref", "before"),
        optionalWord("After, in the same words; now, when it is left out", "after"),
      ],
    },
  },
  docs: {
    brief: "Show what changed between two moments",
    help: {
      about:
        "Rebuilds the state of two moments and shows what differs: signers, recipients, sources, targets, secrets and\n" +
        "keys that were added (+), changed (~), ended (-), or came and ended in between (±). A state at a position is\n" +
        "that after its record; at a time, that of all records up to it.",
      examples: [
        "cred log diff 12",
        "cred log diff 12 40",
        "cred log diff 2026-11-01 2026-11-30",
        "cred log diff 7d --json",
        "cred log diff origin/cred",
      ],
      statuses: [
        "0  shown, also when nothing differs",
        "2  no such position, time or ref",
        "4  there is no vault",
        "6  the history does not verify",
      ],
    },
  },
}));
