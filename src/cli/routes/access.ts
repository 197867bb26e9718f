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
import { buildCommand, buildRouteMap } from "../route.ts";

/** Flags of `access request`. */
export interface RequestFlags extends CommonFlags {
  readonly label?: string;
}

const request = buildCommand<RequestFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/access_request.ts")),
  parameters: {
    flags: { ...COMMON_FLAGS, label: textFlag("What to call this machine (default: its system)", "NAME") },
  },
  docs: {
    brief: "Ask for access to a vault, on a new machine",
    help: {
      about:
        "Makes keys for this machine, keeps them in its keychain, and prints one line of public material. Give that line\n" +
        "to `cred access grant` on a machine that has access. Asked again, it prints the same line.",
      examples: ["cred sync", "cred access request --label laptop-2", "cred access request --json"],
      statuses: [
        "0  printed",
        "4  no vault here, or no keychain",
        "5  this machine has access already",
      ],
    },
  },
}));

/** Flags of `access grant`. */
export interface GrantFlags extends ChangeFlags {
  readonly name?: string;
  readonly role?: string;
  readonly env?: readonly string[];
}

const grant = buildCommand<GrantFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/access_grant.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      name: textFlag("What to call the machine (default: as it asked)", "NAME"),
      role: textFlag(
        "owner (default without --env), or writer: no say in who has access",
        "owner|writer",
      ),
      env: listFlag("Only environments whose values it can open (default: all)", "NAME"),
    },
    aliases: { ...CHANGE_ALIASES, e: "env" },
    positional: {
      kind: "tuple",
      parameters: [word("What `cred access request` printed there", "LINE")],
    },
  },
  docs: {
    brief: "Give a machine access",
    help: {
      about:
        "Adds the machine's signer and recipient, and seals every value again so that it can open them. It takes effect\n" +
        "there after `cred sync` on both. Given the same line again, it seals what that machine can't open yet.\n" +
        "With --env, only values of these environments are sealed to it, those that are set later too.",
      examples: [
        "cred access grant 'cred-access-1:…' --name laptop-2",
        "cred access grant 'cred-access-1:…' --name server --role writer --env production",
        "cred access grant 'cred-access-1:…' --dry-run",
      ],
      statuses: [
        "0  granted",
        "2  no such line, or not the whole one",
        "3  granted, but values are left that this machine can't open",
        "4  no access, or not an owner",
        "5  the name is taken, or its access was revoked",
      ],
    },
  },
}));

/** Flags of `access create`. */
export interface CreateFlags extends ChangeFlags {
  readonly readOnly: boolean;
  readonly push: boolean;
  readonly env?: readonly string[];
}

const create = buildCommand<CreateFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/access_create.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      readOnly: switchFlag("It opens values, and signs nothing"),
      push: switchFlag("It signs as a writer, too: for a job that runs `cred push`"),
      env: listFlag("Only environments whose values it can open (default: all)", "NAME"),
    },
    aliases: { ...CHANGE_ALIASES, e: "env" },
    positional: {
      kind: "tuple",
      parameters: [word("What to call it", "NAME")],
    },
  },
  docs: {
    brief: "Make an access key, for CI",
    help: {
      about:
        "Makes keys for a machine that has no keychain, seals to them what they may open, and prints them once, as one\n" +
        "line for CRED_ACCESS_KEY. They are kept nowhere. Tokens of targets are not in it: a job has those in variables\n" +
        "of their own, as GITHUB_TOKEN. `cred access revoke NAME` ends it.",
      examples: [
        "cred access create ci --read-only --env staging",
        "cred access create deploy --push -e production | gh secret set CRED_ACCESS_KEY",
        "cred access create ci --read-only --dry-run",
      ],
      statuses: [
        "0  made, and printed",
        "2  neither --read-only nor --push, or both",
        "3  made, but values are left that this machine can't open",
        "4  no access, or not an owner",
        "5  the name is taken",
      ],
    },
  },
}));

const seal = buildCommand<ChangeFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/access_seal.ts")),
  parameters: { flags: CHANGE_FLAGS, aliases: CHANGE_ALIASES },
  docs: {
    brief: "Seal again what others can open than who may",
    help: {
      about:
        "Where one machine changes who has access and another sets a value before it hears of that, the value is sealed\n" +
        "to those who had access before. `cred access list` counts such values; this seals them to those who may open\n" +
        "them now. Where there are none, it does nothing.",
      examples: ["cred access seal", "cred access seal --dry-run"],
      statuses: [
        "0  sealed, or nothing to do",
        "3  values are left that this machine can't open",
        "4  no access, or not an owner",
      ],
    },
  },
}));

const list = buildCommand<CommonFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/access_list.ts")),
  parameters: { flags: COMMON_FLAGS },
  docs: {
    brief: "List the machines that have access",
    help: {
      about:
        "Lists who may change the vault or only read it (reader), in which role, since when, let in by whom, and how many\n" +
        "of its values each can open. Needs no keychain.",
      examples: ["cred access list", "cred access list --json"],
      statuses: ["0  listed", "6  the history does not verify"],
    },
  },
}));

/** Flags of `access revoke`. */
export interface RevokeFlags extends ChangeFlags {
  readonly recovery?: string;
}

const revoke = buildCommand<RevokeFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/access_revoke.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      recovery: textFlag("Do it with the recovery key, which stands above all", "FILE"),
    },
    aliases: CHANGE_ALIASES,
    positional: {
      kind: "tuple",
      parameters: [word("What it is called, or the id of its signer", "ACCESS")],
    },
  },
  docs: {
    brief: "End a machine's access",
    help: {
      about:
        "Retires the machine's signer, makes a new key for fingerprints, and seals every value again without it. What it\n" +
        "signs from now on counts for nothing. What it could read it may have kept: each such secret is listed, to be\n" +
        "replaced. A machine can revoke whom it let in, and those below; the recovery key everybody.",
      examples: [
        "cred access revoke laptop-2",
        "cred access revoke laptop-2 --yes --json",
        "cred access revoke laptop-1 --recovery cred-recovery.age",
        "cred access revoke laptop-2 --dry-run",
      ],
      statuses: [
        "0  revoked",
        "1  nobody is called so",
        "2  not confirmed, and nobody to ask (--yes)",
        "3  revoked, but values are left that this machine can't open",
        "4  no access, or no right to revoke that one's",
        "5  revoked already, or it is this machine's own",
      ],
    },
  },
}));

/** `cred access …` */
export const accessRoutes = buildRouteMap({
  routes: { request, grant, create, list, seal, revoke },
  docs: { brief: "Who may open and change the vault: request, grant, create, list, seal, revoke" },
});
