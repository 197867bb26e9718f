import { TARGET_DRIVER_NAMES } from "../../app/targets/target_drivers.ts";
import { type CliContext, lazily } from "../context.ts";
import {
  CHANGE_ALIASES,
  CHANGE_FLAGS,
  type ChangeFlags,
  COMMON_FLAGS,
  type CommonFlags,
  optionalWord,
  switchFlag,
  textFlag,
  word,
} from "../flags.ts";
import { buildCommand, buildRouteMap } from "../route.ts";

const TARGET = word("Name of a target, as in `cred target list`, or of its platform", "target");
const KEYS = {
  kind: "array",
  parameter: word("Name of a target or of its platform, then names of secrets", "target KEY"),
  minimum: 1,
} as const;
const ENVIRONMENT = textFlag("Environment of the secrets (default: default)", "NAME");

/** Flags of `target add`. */
export interface AddTargetFlags extends ChangeFlags {
  readonly as?: string;
  readonly store?: string;
  readonly token?: string;
  readonly tokenStdin: boolean;
  readonly tokenFile?: string;
  readonly tokenEnv?: string;
  readonly replace: boolean;
}

const add = buildCommand<AddTargetFlags, [string, string?], CliContext>(() => ({
  loader: lazily(() => import("../commands/target_add.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      as: textFlag("Name of the target (default: the platform's)", "NAME"),
      store: textFlag("Which of the platform's stores", "NAME"),
      token: textFlag("The token; it then stands in your shell's history", "TOKEN"),
      tokenStdin: switchFlag("Read the token from standard input"),
      tokenFile: textFlag("Read the token from a file", "PATH"),
      tokenEnv: textFlag("Read the token from an environment variable", "NAME"),
      replace: switchFlag("Replace the place or the token of a target that is configured"),
    },
    aliases: CHANGE_ALIASES,
    positional: {
      kind: "tuple",
      parameters: [
        word(`Platform: ${TARGET_DRIVER_NAMES.join(", ")}`, "platform"),
        optionalWord("The place there, in the platform's words (default: as this folder says)", "place"),
      ],
    },
  },
  docs: {
    brief: "Configure a place that receives secrets",
    help: {
      about:
        "Configures where `cred push` sends secrets. Without a place it is read from this folder (for GitHub: the git\n" +
        "remote). The token is tried there, then kept in the keychain; one that is set in the platform's own variable\n" +
        "(GITHUB_TOKEN, VERCEL_TOKEN, FLY_API_TOKEN, GITLAB_TOKEN) stays there, unless a token flag is given.\n\n" +
        "Places, and the stores there:\n" +
        "  github  owner/repo         actions (default), dependabot, codespaces, org\n" +
        "  vercel  [team/]project\n" +
        "  fly     app\n" +
        "  gitlab  group/project      project (default), group\n" +
        "  dotenv  path/.env",
      examples: [
        "cred target add github",
        "cred target add github acme/app --token-stdin < token.txt",
        "cred target add github acme/app --store dependabot --as dependabot",
        "cred target add dotenv .env",
      ],
      statuses: [
        "0  configured",
        "2  no such place or store, or no token and nobody to ask",
        "4  the platform rejects the token",
        "5  configured already (--replace)",
      ],
    },
  },
}));

const bind = buildCommand<ChangeFlags & { readonly env?: string }, [string, string], CliContext>(() => ({
  loader: lazily(() => import("../commands/target_bind.ts")),
  parameters: {
    flags: { ...CHANGE_FLAGS, env: textFlag("Bind only this environment", "NAME") },
    aliases: { ...CHANGE_ALIASES, e: "env" },
    positional: {
      kind: "tuple",
      parameters: [TARGET, word("The place there: owner/repo, an app, a file, …", "place")],
    },
  },
  docs: {
    brief: "Bind a target, or one environment of it, to a place",
    help: {
      about: "Changes where a target's secrets go. With --env only those of one environment.",
      examples: [
        "cred target bind github acme/app",
        "cred target bind github acme/app-staging --env staging",
      ],
      statuses: ["0  bound", "2  no such place", "4  no keychain, or no access"],
    },
  },
}));

const list = buildCommand<CommonFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/target_list.ts")),
  parameters: { flags: COMMON_FLAGS },
  docs: {
    brief: "List the targets of the vault",
    help: {
      about:
        "Lists the targets, their places, and how many secrets of this vault they hold. Needs no keychain.",
      examples: ["cred target list", "cred target list --json"],
      statuses: ["0  listed, also when there are none"],
    },
  },
}));

const secrets = buildCommand<CommonFlags & { readonly env?: string }, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/target_secrets.ts")),
  parameters: {
    flags: { ...COMMON_FLAGS, env: ENVIRONMENT },
    aliases: { e: "env" },
    positional: { kind: "tuple", parameters: [TARGET] },
  },
  docs: {
    brief: "List what a target has, and what of it came from here",
    help: {
      about: "Lists the platform's secrets, joined with what this vault put there:\n" +
        "  pushed   put there by this vault      drifted  changed there since\n" +
        "  unknown  not put there by this vault  gone     put there, and removed there since",
      examples: ["cred target secrets github", "cred target secrets github -e production --json"],
      statuses: ["0  listed", "1  the platform can't be reached", "4  no such target, or token rejected"],
    },
  },
}));

const remove = buildCommand<ChangeFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/target_remove.ts")),
  parameters: {
    flags: CHANGE_FLAGS,
    aliases: CHANGE_ALIASES,
    positional: { kind: "tuple", parameters: [TARGET] },
  },
  docs: {
    brief: "Remove a target and its token from here",
    help: {
      about:
        "Removes a target from the vault and its token from the keychain. What was sent there stays there: prune it first.",
      examples: ["cred target remove github --yes"],
      statuses: ["0  removed", "2  not confirmed, and nobody to ask (--yes)", "4  no such target"],
    },
  },
}));

/** `cred target …` */
export const targetRoutes = buildRouteMap({
  routes: { add, bind, list, secrets, remove },
  docs: { brief: "Places that receive secrets: add, bind, list, remove" },
});

/** Flags of `push`. */
export interface PushFlags extends ChangeFlags {
  readonly env?: string;
  readonly force: boolean;
  readonly createEnvironment: boolean;
}

/** `cred push` */
export const push = buildCommand<PushFlags, string[], CliContext>(() => ({
  loader: lazily(() => import("../commands/push.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      env: ENVIRONMENT,
      force: switchFlag("Also what is limited to other targets, or refused for safety"),
      createEnvironment: switchFlag("Make the platform's environment where it is missing"),
    },
    aliases: { ...CHANGE_ALIASES, e: "env" },
    positional: KEYS,
  },
  docs: {
    brief: "Send secrets where they are used",
    help: {
      about:
        "Sends an environment's secrets, or those that are named, to a target. Only what differs is written, and what\n" +
        "was sent is recorded, without values. With GITHUB_TOKEN or GH_TOKEN set, in a clone of a GitHub repository,\n" +
        "`cred push github` needs no `target add`. Environment default goes to the repository's secrets, any other to the\n" +
        "GitHub environment of that name.",
      examples: [
        "cred push github RESEND_EMAIL_KEY",
        "cred push github --dry-run",
        "GH_TOKEN=$(gh auth token) cred push github",
        "cred push github -e production --create-environment",
      ],
      statuses: [
        "0  everything is there, also when it was",
        "1  the platform failed, or there is no such secret",
        "3  some were not written: run it again",
        "4  no such target, no token, or token rejected",
        "5  a named secret can't go there",
      ],
    },
  },
}));

/** `cred diff` */
export const diff = buildCommand<CommonFlags & { readonly env?: string }, string[], CliContext>(() => ({
  loader: lazily(() => import("../commands/diff.ts")),
  parameters: { flags: { ...COMMON_FLAGS, env: ENVIRONMENT }, aliases: { e: "env" }, positional: KEYS },
  docs: {
    brief: "Show what a push would do",
    help: {
      about:
        "Compares the vault with a target: create, update, unchanged, drifted (changed there since our push), unsettled\n" +
        "(a push without a known outcome), skipped and why, and names that are there and not ours.",
      examples: ["cred diff github", "cred diff github -e production --json"],
      statuses: [
        "0  compared",
        "1  the platform can't be reached",
        "4  no such target, no token, or token rejected",
      ],
    },
  },
}));

/** `cred prune` */
export const prune = buildCommand<ChangeFlags & { readonly env?: string }, string[], CliContext>(() => ({
  loader: lazily(() => import("../commands/prune.ts")),
  parameters: {
    flags: { ...CHANGE_FLAGS, env: ENVIRONMENT },
    aliases: { ...CHANGE_ALIASES, e: "env" },
    positional: KEYS,
  },
  docs: {
    brief: "Remove at a target what this vault put there and no longer has",
    help: {
      about:
        "Removes secrets at a target. Without names: those that this vault put there and no longer has. A name that it\n" +
        "never put there goes only when it is named.",
      examples: ["cred prune github --dry-run", "cred prune github OLD_KEY --yes"],
      statuses: [
        "0  removed, also when there was nothing",
        "2  not confirmed, and nobody to ask (--yes)",
        "3  some were not removed: run it again",
        "4  no such target, no token, or token rejected",
      ],
    },
  },
}));
