import { type CliContext, lazily } from "../context.ts";
import {
  CHANGE_ALIASES,
  CHANGE_FLAGS,
  type ChangeFlags,
  COMMON_FLAGS,
  type CommonFlags,
  listFlag,
  switchFlag,
  textFlag,
  word,
} from "../flags.ts";
import { buildCommand } from "../route.ts";

/** Flags of `import`. */
export interface ImportFlags extends ChangeFlags {
  readonly env?: string;
  readonly overwrite: boolean;
  readonly comments: boolean;
}

/** `cred import` */
export const importFile = buildCommand<ImportFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/import.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      env: textFlag("Environment to import into (default: as the file says, else default)", "NAME"),
      overwrite: switchFlag("Make new versions of secrets that have another value now"),
      comments: switchFlag("Make a comment above or behind a name its description"),
    },
    aliases: { ...CHANGE_ALIASES, e: "env" },
    positional: { kind: "tuple", parameters: [word("A file; - for standard input", "FILE")] },
  },
  docs: {
    brief: "Keep all secrets of a .env or JSON file",
    help: {
      about:
        'Reads a .env file as dotenv does, {"KEY":"value"}, or what `cred export` wrote, and keeps all of it in one go, or\n' +
        "nothing. A value that is there already makes no record, one that differs is refused without --overwrite, and a\n" +
        "key that a source made is never overwritten. A line that dotenv would pass over is an error that names its\n" +
        "number. Comments become descriptions where `cred export` wrote them, or with --comments: descriptions stand open\n" +
        "in the log, and a comment may hold an old secret. A file that begins with `# cred-export v1` is read, too, with\n" +
        "its environments; the answer says what could not be taken over.",
      examples: [
        "cred import .env",
        "cred import .env.production -e production --dry-run",
        "age -d -i key.txt backup.age | cred import - --overwrite",
      ],
      statuses: [
        "0  kept, also when all was there already",
        "2  a line or a name can't be read, or there is no such file",
        "4  no keychain, or no access",
        "5  a secret has another value already, or is a key of a source",
      ],
    },
  },
}));

/** Flags of `export`. */
export interface ExportSecretsFlags extends CommonFlags {
  readonly env?: string;
  readonly only?: readonly string[];
  readonly to?: string;
  readonly format?: "dotenv" | "json" | "shell";
  readonly age?: readonly string[];
  readonly overwrite: boolean;
}

/** `cred export` */
export const exportFile = buildCommand<ExportSecretsFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/export.ts"), { opens: true }),
  parameters: {
    flags: {
      ...COMMON_FLAGS,
      env: textFlag("Environment of the secrets (default: default)", "NAME"),
      only: listFlag("Only these secrets; may be given several times", "KEY,KEY"),
      to: textFlag("Write a file that only you can read", "FILE"),
      format: {
        kind: "enum",
        values: ["dotenv", "json", "shell"],
        brief: "How to write it (default: dotenv)",
        optional: true,
      },
      age: listFlag("Encrypt it to this age recipient; may be given several times", "age1…"),
      overwrite: switchFlag("Write over a file that is there"),
    },
    aliases: { e: "env" },
  },
  docs: {
    brief: "Write secrets with their values",
    help: {
      about:
        "Writes an environment's secrets with their values: to standard output, or into a file (0600, whole or not at\n" +
        "all). It refuses a file that is there, one that git tracks (unless it is encrypted), and a value that the format\n" +
        "can't hold to the letter. dotenv is quoted so that dotenv and a shell read the same; where no quoting does that,\n" +
        'dotenv\'s reading counts and a warning says so. `shell` is for eval or `.`, json is {"KEY":"value"}. Descriptions\n' +
        "are comments. --age encrypts all of it, as text; the age program opens it.",
      examples: [
        "cred export --to .env",
        "cred export -e production --format json | jq keys",
        'eval "$(cred export --format shell)"',
        "cred export --age age1… --to backup.age",
      ],
      statuses: [
        "0  written",
        "1  the format can't hold a value, or there is no such secret or environment",
        "2  no path of a file, or no age recipient",
        "4  there is no vault, no keychain, or no access",
        "5  the file is already there, or git tracks it",
        "6  a sealed value was changed or is missing",
      ],
    },
  },
}));
