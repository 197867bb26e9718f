import { type CliContext, lazily } from "../context.ts";
import {
  CHANGE_ALIASES,
  CHANGE_FLAGS,
  COMMON_FLAGS,
  type CommonFlags,
  EXPIRES,
  neededFlag,
  optionalWord,
  switchFlag,
  textFlag,
  word,
} from "../flags.ts";
import { buildCommand, buildRouteMap } from "../route.ts";
import { diff, history, rollback } from "./secret_versions.ts";
import { generate } from "./secret_generate.ts";
import type { SecretFlags } from "./source.ts";

const KEY = word("Name of the secret", "KEY");
const ENVIRONMENT = textFlag("Environment of the secret (default: default)", "NAME");
const ALIASES = { ...CHANGE_ALIASES, e: "env" } as const;

/** Flags of `secret set`. */
export interface SetFlags extends SecretFlags {
  readonly file?: string;
  readonly stdin: boolean;
  readonly description?: string;
  readonly expires?: string;
}

const set = buildCommand<SetFlags, [string, string?], CliContext>(() => ({
  loader: lazily(() => import("../commands/secret_set.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      env: ENVIRONMENT,
      file: textFlag("Read the value from a file, to the letter", "PATH"),
      stdin: switchFlag("Read the value from standard input"),
      description: textFlag("What the secret is for", "TEXT"),
      expires: EXPIRES,
    },
    aliases: { ...ALIASES, d: "description" },
    positional: {
      kind: "tuple",
      parameters: [KEY, optionalWord("The value; it then stands in your shell's history", "VALUE")],
    },
  },
  docs: {
    brief: "Keep a value that you have",
    help: {
      about:
        "Keeps a value, sealed, in the vault. Without VALUE, or with -, it is read from standard input; on a terminal it\n" +
        "is asked for without echo.\n" +
        "Setting it again makes a new version. A key that a source made can't be overwritten.",
      examples: [
        "cred secret set DATABASE_URL",
        "op read op://vault/db/url | cred secret set DATABASE_URL",
        "cred secret set TLS_KEY --file key.pem -e production",
        "cred secret set TOKEN --expires 30d",
        "cred secret set ODD -- -starts-with-a-dash",
      ],
      statuses: [
        "0  kept",
        "2  wrong name, empty or too large value, or it would have expired already",
        "4  no keychain, or no access",
        "5  it is a key of a source",
      ],
    },
  },
}));

/** Flags of `secret get`. */
export interface GetFlags extends CommonFlags {
  readonly env?: string;
  readonly version?: string;
}

const get = buildCommand<GetFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/secret_get.ts"), { opens: true }),
  parameters: {
    flags: {
      ...COMMON_FLAGS,
      env: ENVIRONMENT,
      version: textFlag("Not the current value, but this version", "VERSION"),
    },
    aliases: { e: "env" },
    positional: { kind: "tuple", parameters: [KEY] },
  },
  docs: {
    brief: "Print a secret's value",
    help: {
      about:
        "Prints the bare value and a newline. VERSION is the id of a version, or at least 4 hex digits from the end of\n" +
        "one: what another machine set at the same time can be read so (`cred status` names it).",
      examples: [
        "cred secret get RESEND_EMAIL_KEY",
        "cred secret get DATABASE_URL --version 9c41e07b",
        'RESEND_API_KEY="$(cred secret get RESEND_EMAIL_KEY)" node app.js',
      ],
      statuses: [
        "0  printed",
        "1  there is no such secret or version, or its value is gone",
        "4  no keychain, or no access",
        "6  the sealed value was changed or is missing",
      ],
    },
  },
}));

/** Flags of `secret list`. */
export interface ListFlags extends CommonFlags {
  readonly env?: string;
  readonly source?: string;
}

const list = buildCommand<ListFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/secret_list.ts")),
  parameters: {
    flags: {
      ...COMMON_FLAGS,
      env: textFlag("Only of this environment", "NAME"),
      source: textFlag('Only of this source; "manual" for those set by hand', "NAME"),
    },
    aliases: { e: "env" },
  },
  docs: {
    brief: "List secrets, without their values",
    help: {
      about:
        "Lists the secrets of all environments with their source, permission and description. Needs no keychain.",
      examples: [
        "cred secret list",
        "cred secret list --source resend",
        "cred secret list -e production --json",
      ],
      statuses: ["0  listed, also when there are none"],
    },
  },
}));

const describe = buildCommand<SecretFlags, [string, string], CliContext>(() => ({
  loader: lazily(() => import("../commands/secret_describe.ts")),
  parameters: {
    flags: { ...CHANGE_FLAGS, env: ENVIRONMENT },
    aliases: ALIASES,
    positional: {
      kind: "tuple",
      parameters: [KEY, word("What the secret is for; an empty text clears it", "TEXT")],
    },
  },
  docs: {
    brief: "Say what a secret is for",
    help: {
      about: "Changes a secret's description: one line of at most 1,000 characters.",
      examples: [
        'cred secret describe DATABASE_URL "primary, read-write"',
        'cred secret describe DATABASE_URL ""',
      ],
      statuses: [
        "0  described",
        "1  there is no such secret",
        "2  not one line of text",
        "4  no keychain, or no access",
      ],
    },
  },
}));

const remove = buildCommand<SecretFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/secret_remove.ts")),
  parameters: {
    flags: { ...CHANGE_FLAGS, env: ENVIRONMENT },
    aliases: ALIASES,
    positional: { kind: "tuple", parameters: [KEY] },
  },
  docs: {
    brief: "Take a secret out of the vault",
    help: {
      about:
        "Removes a secret that was set by hand, with all its versions. A key that a source made is ended with\n" +
        "`cred source delete`, at its platform and here.",
      examples: ["cred secret remove DATABASE_URL", "cred secret remove DATABASE_URL -e production --yes"],
      statuses: [
        "0  removed",
        "1  there is no such secret",
        "2  not confirmed, and nobody to ask (--yes)",
        "4  no keychain, or no access",
        "5  it is a key of a source",
      ],
    },
  },
}));

/** Flags of `secret limit`. */
export interface LimitFlags extends SecretFlags {
  readonly to: string;
}

const limit = buildCommand<LimitFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/secret_limit.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      env: ENVIRONMENT,
      to: neededFlag('The only targets that may have it, or "all"', "A,B|all"),
    },
    aliases: ALIASES,
    positional: { kind: "tuple", parameters: [KEY] },
  },
  docs: {
    brief: "Say which targets may have a secret",
    help: {
      about:
        "Limits a secret to targets: `cred push` leaves it out everywhere else. What was sent already stays there.",
      examples: [
        "cred secret limit DATABASE_URL --to github,vercel",
        "cred secret limit DATABASE_URL --to all",
      ],
      statuses: ["0  limited", "1  there is no such secret", "4  no keychain, or no access"],
    },
  },
}));

const identify = buildCommand<CommonFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/secret_identify.ts")),
  parameters: { flags: COMMON_FLAGS },
  docs: {
    brief: "Say what a leaked value is",
    help: {
      about:
        "Reads a value from standard input (or asks for it) and says which secret, source, key and targets it belongs\n" +
        "to, with the command that ends it. The value is compared with fingerprints and goes nowhere.",
      examples: ["pbpaste | cred secret identify", "cred secret identify < found.txt"],
      statuses: [
        "0  it is one of this vault's",
        "1  it is none of this vault's",
        "4  no keychain, or no access",
      ],
    },
  },
}));

/** `cred secret …` */
export const secretRoutes = buildRouteMap({
  routes: { set, generate, get, list, history, diff, rollback, describe, limit, identify, remove },
  docs: { brief: "Named values: set, generate, get, list, history, rollback, limit, identify, remove" },
});
