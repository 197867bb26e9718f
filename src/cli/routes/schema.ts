import { type CliContext, lazily } from "../context.ts";
import { COMMON_FLAGS, type CommonFlags, optionalWord, switchFlag } from "../flags.ts";
import { buildCommand } from "../route.ts";

/** Flags of `schema`. */
export interface SchemaFlags extends CommonFlags {
  readonly all: boolean;
}

/** `cred schema` */
export const schema = buildCommand<SchemaFlags, [string?, string?], CliContext>(() => ({
  loader: lazily(() => import("../commands/schema.ts")),
  parameters: {
    flags: { ...COMMON_FLAGS, all: switchFlag("Every schema, in one object") },
    positional: {
      kind: "tuple",
      parameters: [
        optionalWord("The command's first word, or error", "COMMAND"),
        optionalWord("Its second word", "SUBCOMMAND"),
      ],
    },
  },
  docs: {
    brief: "Print the JSON Schema of what a command answers with --json",
    help: {
      about:
        "Prints the schema (JSON Schema 2020-12) of what a command prints with --json; without a command, the names of\n" +
        "those that have one. `cred schema error` is that of the error on stderr, the same for every command. Fields\n" +
        "may be added, and words to a list of possible ones; nothing else changes without a new major version.",
      examples: [
        "cred schema",
        "cred schema secret list",
        "cred schema error",
        "cred schema --all > cred.schemas.json",
      ],
      statuses: ["0  printed", "2  no such command, or one that answers nothing in JSON"],
    },
  },
}));
