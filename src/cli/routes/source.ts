import { DRIVER_NAMES } from "../../app/sources/drivers.ts";
import { type CliContext, lazily } from "../context.ts";
import {
  CHANGE_ALIASES,
  CHANGE_FLAGS,
  type ChangeFlags,
  COMMON_FLAGS,
  type CommonFlags,
  EXPIRES,
  switchFlag,
  textFlag,
  word,
} from "../flags.ts";
import { buildCommand, buildRouteMap } from "../route.ts";
import { adopt } from "./source_adopt.ts";
import { prune } from "./source_prune.ts";
import { rotate } from "./source_rotation.ts";
import { token } from "./source_token.ts";

const SOURCE = word("Name of a source, as in `cred source list`", "source");
const KEY = word("Name of the secret", "KEY");
const ENVIRONMENT = textFlag("Environment of the secret (default: default)", "NAME");

/** Flags of `source add`. */
export interface AddFlags extends ChangeFlags {
  readonly as?: string;
  readonly token?: string;
  readonly tokenStdin: boolean;
  readonly tokenFile?: string;
  readonly tokenEnv?: string;
  readonly replace: boolean;
  readonly noVerify: boolean;
  readonly fromPersonal: boolean;
}

const add = buildCommand<AddFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/source_add.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      as: textFlag("Name of the source (default: the platform's)", "NAME"),
      token: textFlag("The master token; it then stands in your shell's history", "TOKEN"),
      tokenStdin: switchFlag("Read the master token from standard input"),
      tokenFile: textFlag("Read the master token from a file", "PATH"),
      tokenEnv: textFlag("Read the master token from an environment variable", "NAME"),
      replace: switchFlag("Replace the master token of a source that is configured"),
      noVerify: switchFlag("Do not try the token at the platform"),
      fromPersonal: switchFlag("Take the token that your personal vault has"),
    },
    aliases: CHANGE_ALIASES,
    positional: { kind: "tuple", parameters: [word(`Platform: ${DRIVER_NAMES.join(", ")}`, "platform")] },
  },
  docs: {
    brief: "Configure a platform with its master token",
    help: {
      about:
        "Configures a platform that can make keys. Its master token is tried there, then kept in the keychain of\n" +
        "this machine and nowhere else. Without a token flag it is asked for, without echo.",
      examples: [
        "cred source add resend",
        'cred source add resend --token "$RESEND_API_KEY"',
        "pass resend | cred source add resend --token-stdin",
        "cred source add resend --as newsletter      # a second account",
        "cred source add resend --replace            # another master token for the same account",
      ],
      statuses: [
        "0  configured",
        "2  token missing and nobody to ask, or not a token",
        "4  the platform rejects the token, or there is no keychain",
        "5  configured already (--replace), or the token is for another account (--as)",
      ],
    },
  },
}));

/** Flags of `source generate`. */
export interface GenerateFlags extends ChangeFlags {
  readonly permission?: string;
  readonly domain?: string;
  readonly description?: string;
  readonly expires?: string;
  readonly env?: string;
}

const generate = buildCommand<GenerateFlags, [string, string], CliContext>(() => ({
  loader: lazily(() => import("../commands/source_generate.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      permission: textFlag("What the key may do (default: the narrowest)", "LEVEL"),
      domain: textFlag("Limit the key to one verified domain", "NAME"),
      description: textFlag("What the key is for", "TEXT"),
      expires: EXPIRES,
      env: ENVIRONMENT,
    },
    aliases: { ...CHANGE_ALIASES, p: "permission", d: "description", e: "env" },
    positional: { kind: "tuple", parameters: [SOURCE, KEY] },
  },
  docs: {
    brief: "Make a key at a source and keep it as a secret",
    help: {
      about:
        "Makes a key at the platform, with the narrowest permission unless you say otherwise, and keeps it sealed in\n" +
        "the vault. The value is not printed: `cred secret get KEY` does that. A key that expires is not deleted by\n" +
        "itself: `cred due` tells of it, `cred source prune --expired` deletes it.\n\n" +
        "Permissions of resend:\n" +
        "  sending_access  can only send emails; --domain limits it to one domain (default)\n" +
        "  full_access     can do everything in the account, also make and delete keys",
      examples: [
        "cred source generate resend RESEND_EMAIL_KEY",
        'cred source generate resend RESEND_EMAIL_KEY --permission sending_access -d "Email service key"',
        "cred source generate resend RESEND_EMAIL_KEY --domain example.com -e production",
        "cred source generate resend CI_KEY --expires 30d",
      ],
      statuses: [
        "0  made and kept",
        "1  the platform did not make it, or the answer was lost (what was made is deleted again)",
        "2  wrong name, permission or domain; nothing was asked of the platform",
        "4  no such source here, master token rejected, or no keychain",
        "5  there is a secret of this name",
      ],
    },
  },
}));

/** Flags of `source keys`. */
export interface KeysFlags extends CommonFlags {
  readonly mintedBy?: string;
}

const MINTED_BY = textFlag("Only the keys that this master token made, by its fingerprint", "TOKEN");

const keys = buildCommand<KeysFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/source_keys.ts")),
  parameters: {
    flags: { ...COMMON_FLAGS, mintedBy: MINTED_BY },
    positional: { kind: "tuple", parameters: [SOURCE] },
  },
  docs: {
    brief: "List the keys that a platform has, and whose they are",
    help: {
      about: "Lists every key of the account, joined with what the vault's history knows of it:\n" +
        "  managed    made or taken over by this vault, live\n" +
        "  pending    asked for, no answer known yet\n" +
        "  stray      made by this vault, value lost\n" +
        "  vanished   live here, gone there\n" +
        "  unmerged   this vault's mark, made by a machine whose history is not here\n" +
        "  elsewhere  made by another vault\n" +
        "  foreign    not made by cred: `cred source adopt` takes one over",
      examples: ["cred source keys resend", "cred source keys resend --json"],
      statuses: [
        "0  listed",
        "1  the platform can't be reached",
        "4  no such source here, or master token rejected",
      ],
    },
  },
}));

/** Flags of commands about one secret. */
export interface SecretFlags extends ChangeFlags {
  readonly env?: string;
}

/** Flags of commands that end keys. */
export interface EndFlags extends ChangeFlags {
  readonly unlessPushed: boolean;
}

const UNLESS_PUSHED = switchFlag("Refuse while a target still holds the value");

const remove = buildCommand<EndFlags & { readonly env?: string }, [string, string], CliContext>(() => ({
  loader: lazily(() => import("../commands/source_delete.ts")),
  parameters: {
    flags: { ...CHANGE_FLAGS, unlessPushed: UNLESS_PUSHED, env: ENVIRONMENT },
    aliases: { ...CHANGE_ALIASES, e: "env" },
    positional: { kind: "tuple", parameters: [SOURCE, KEY] },
  },
  docs: {
    brief: "Delete a key at its platform, then here",
    help: {
      about:
        "Deletes a key at its platform, then the secret here with its sealed value. A key that is already gone there\n" +
        "counts as deleted. When the platform fails, nothing changes here.",
      examples: [
        "cred source delete resend RESEND_EMAIL_KEY",
        "cred source delete resend RESEND_EMAIL_KEY -e production --yes",
      ],
      statuses: [
        "0  deleted",
        "1  the platform failed, or there is no such secret",
        "2  not confirmed, and nobody to ask (--yes)",
        "4  no such source here, or master token rejected",
        "5  the secret is not a key of this source, or a target still holds it (--unless-pushed)",
      ],
    },
  },
}));

const list = buildCommand<CommonFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/source_list.ts")),
  parameters: { flags: COMMON_FLAGS },
  docs: {
    brief: "List the sources of the vault",
    help: {
      about:
        "Lists the sources with their live keys, unsettled requests, and whether the master token is in this\n" +
        "machine's keychain.",
      examples: ["cred source list", "cred source list --json"],
      statuses: ["0  listed, also when there are none"],
    },
  },
}));

/** Flags of `source revoke`. */
export interface RevokeFlags extends EndFlags {
  readonly unmerged: boolean;
  readonly mintedBy?: string;
}

const revoke = buildCommand<RevokeFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/source_revoke.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      unlessPushed: UNLESS_PUSHED,
      unmerged: switchFlag("Also delete keys of this vault that its history doesn't know"),
      mintedBy: MINTED_BY,
    },
    aliases: CHANGE_ALIASES,
    positional: { kind: "tuple", parameters: [SOURCE] },
  },
  docs: {
    brief: "Delete every key that a source made, then remove its master token",
    help: {
      about:
        "Deletes every live key that this vault made or took over at the source, in every environment, settles lost\n" +
        "requests, and removes the master token from the keychain when nothing is left. Failures don't stop the rest;\n" +
        "running it again goes on. Other keys are never touched; the master key itself still lives.",
      examples: [
        "cred source revoke resend --dry-run",
        "cred source revoke resend --yes",
        "cred source revoke resend --minted-by eAvw+q    # only what a leaked master token made; the source stays",
      ],
      statuses: [
        "0  nothing is left",
        "1  the platform can't be reached; nothing was changed",
        "2  not confirmed, and nobody to ask (--yes)",
        "3  something is left: run it again",
        "4  no such source here, or master token rejected",
      ],
    },
  },
}));

/** Flags of `source reconcile`. */
export interface ReconcileFlags extends ChangeFlags {
  readonly acceptMissing: boolean;
}

const reconcile = buildCommand<ReconcileFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/source_reconcile.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      acceptMissing: switchFlag("Believe that all live keys are gone at the platform"),
    },
    aliases: CHANGE_ALIASES,
    positional: { kind: "tuple", parameters: [SOURCE] },
  },
  docs: {
    brief: "Settle what a crash or a lost answer left behind",
    help: {
      about:
        "Compares the vault's history with the platform: keys whose value was lost are deleted there, requests that\n" +
        "made nothing are closed, keys that are gone there are recorded as vanished. Nothing is asked for twice.",
      examples: ["cred source reconcile resend", "cred source reconcile resend --json"],
      statuses: [
        "0  all is settled",
        "1  the platform failed",
        "3  something can't be settled yet: it says when",
        "4  no such source here, or master token rejected",
        "5  all keys seem gone: --accept-missing, or the token is for another account",
      ],
    },
  },
}));

/** `cred source …` */
export const sourceRoutes = buildRouteMap({
  routes: { add, token, generate, adopt, keys, rotate, delete: remove, list, revoke, prune, reconcile },
  docs: { brief: "Platforms that make keys: configure, generate, list, delete, revoke" },
});
