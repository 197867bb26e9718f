import { type CliContext, lazily } from "../context.ts";
import { CHANGE_ALIASES, CHANGE_FLAGS, type ChangeFlags, EXPIRES, textFlag, word } from "../flags.ts";
import { buildCommand } from "../route.ts";

/** Flags of `source adopt`. */
export interface AdoptFlags extends ChangeFlags {
  readonly permission?: string;
  readonly domain?: string;
  readonly description?: string;
  readonly expires?: string;
  readonly env?: string;
}

/** `cred source adopt` */
export const adopt = buildCommand<AdoptFlags, [string, string, string], CliContext>(() => ({
  loader: lazily(() => import("../commands/source_adopt.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      permission: textFlag("What the key may do, where the platform doesn't tell", "LEVEL"),
      domain: textFlag("The verified domain that the key is limited to, for those that replace it", "NAME"),
      description: textFlag("What the key is for", "TEXT"),
      expires: EXPIRES,
      env: textFlag("Environment of the secret (default: default)", "NAME"),
    },
    aliases: { ...CHANGE_ALIASES, p: "permission", d: "description", e: "env" },
    positional: {
      kind: "tuple",
      parameters: [
        word("Name of a source, as in `cred source list`", "source"),
        word("The key's id at the platform, as in `cred source keys`", "ID"),
        word("Name of the secret", "KEY"),
      ],
    },
  },
  docs: {
    brief: "Take over a key that was made elsewhere",
    help: {
      about:
        "Makes a key that exists at the platform this vault's own, so that it is rotated, deleted and revoked like one\n" +
        "that was made here. Its value comes from a hidden question or from standard input, never from an argument; it\n" +
        "is tried at the platform, which says what the key may do. That the value belongs to the id, no platform says:\n" +
        "check the id. A secret that was set by hand may have the name already, where it has the same value. Whoever\n" +
        "had the value has it still, until the key is rotated.",
      examples: [
        "cred source keys resend                        # foreign: not made by cred",
        "cred source adopt resend 2150aa6e-dc40-41ca-9f92-dc5a1cfc4971 RESEND_KEY",
        "pass app/resend | cred source adopt resend 2150aa6e-dc40-41ca-9f92-dc5a1cfc4971 RESEND_KEY",
        "cred secret get OLD | cred source adopt resend 2150aa6e-dc40-41ca-9f92-dc5a1cfc4971 OLD",
        "cred source rotate resend RESEND_KEY --push    # then only this vault has its value",
      ],
      statuses: [
        "0  taken over",
        "1  the account has no key of this id, or the platform can't be reached",
        "2  value missing and nobody to ask; wrong name or flag",
        "4  no such source here, or the platform does not accept the value or the master token",
        "5  the key is managed already, or made by cred; the value is a master token; the name has another value",
      ],
    },
  },
}));
