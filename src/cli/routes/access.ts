import { type CliContext, lazily } from "../context.ts";
import {
  CHANGE_ALIASES,
  CHANGE_FLAGS,
  type ChangeFlags,
  COMMON_FLAGS,
  type CommonFlags,
  textFlag,
  word,
} from "../flags.ts";
import { helpText } from "../help.ts";
import { buildCommand, buildRouteMap } from "../help_page.ts";

/** Flags of `access request`. */
export interface RequestFlags extends CommonFlags {
  readonly label?: string;
}

const request = buildCommand<RequestFlags, [], CliContext>({
  loader: lazily(() => import("../commands/access_request.ts")),
  parameters: {
    flags: { ...COMMON_FLAGS, label: textFlag("What to call this machine (default: its system)", "NAME") },
  },
  docs: {
    brief: "Ask for access to a vault, on a new machine",
    fullDescription: helpText({
      about:
        "Makes keys for this machine, keeps them in its keychain, and prints one line of public material. Give that line\n" +
        "to `cred access grant` on a machine that has access. Asked again, it prints the same line.",
      examples: ["cred sync", "cred access request --label laptop-2", "cred access request --json"],
      statuses: [
        "0  printed",
        "4  no vault here, or no keychain",
        "5  this machine has access already",
      ],
    }),
  },
});

/** Flags of `access grant`. */
export interface GrantFlags extends ChangeFlags {
  readonly name?: string;
  readonly role?: string;
}

const grant = buildCommand<GrantFlags, [string], CliContext>({
  loader: lazily(() => import("../commands/access_grant.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      name: textFlag("What to call the machine (default: as it asked)", "NAME"),
      role: textFlag("owner (default), or writer: no say in who has access", "owner|writer"),
    },
    aliases: CHANGE_ALIASES,
    positional: {
      kind: "tuple",
      parameters: [word("What `cred access request` printed there", "LINE")],
    },
  },
  docs: {
    brief: "Give a machine access",
    fullDescription: helpText({
      about:
        "Adds the machine's signer and recipient, and seals every value again so that it can open them. It takes effect\n" +
        "there after `cred sync` on both. Given the same line again, it seals what that machine can't open yet.",
      examples: [
        "cred access grant 'cred-access-1:…' --name laptop-2",
        "cred access grant 'cred-access-1:…' --name ci --role writer",
        "cred access grant 'cred-access-1:…' --dry-run",
      ],
      statuses: [
        "0  granted",
        "2  no such line, or not the whole one",
        "3  granted, but values are left that this machine can't open",
        "4  no access, or not an owner",
        "5  the name is taken, or its access was revoked",
      ],
    }),
  },
});

const list = buildCommand<CommonFlags, [], CliContext>({
  loader: lazily(() => import("../commands/access_list.ts")),
  parameters: { flags: COMMON_FLAGS },
  docs: {
    brief: "List the machines that have access",
    fullDescription: helpText({
      about:
        "Lists who may change the vault, in which role, since when, let in by whom, and how many of its values each can\n" +
        "open. Needs no keychain.",
      examples: ["cred access list", "cred access list --json"],
      statuses: ["0  listed", "6  the history does not verify"],
    }),
  },
});

const revoke = buildCommand<ChangeFlags, [string], CliContext>({
  loader: lazily(() => import("../commands/access_revoke.ts")),
  parameters: {
    flags: CHANGE_FLAGS,
    aliases: CHANGE_ALIASES,
    positional: {
      kind: "tuple",
      parameters: [word("What the machine is called, or the id of its signer", "NAME")],
    },
  },
  docs: {
    brief: "End a machine's access",
    fullDescription: helpText({
      about:
        "Retires the machine's signer, makes a new key for fingerprints, and seals every value again without it. What it\n" +
        "signs from now on counts for nothing. What it could read it may have kept: each such secret is listed, to be\n" +
        "replaced. A machine can revoke whom it let in, and those below.",
      examples: [
        "cred access revoke laptop-2",
        "cred access revoke laptop-2 --yes --json",
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
    }),
  },
});

/** `cred access …` */
export const accessRoutes = buildRouteMap({
  routes: { request, grant, list, revoke },
  docs: { brief: "Which machines may open and change the vault: request, grant, list, revoke" },
});
