import { type CliContext, lazily } from "../context.ts";
import { CHANGE_ALIASES, CHANGE_FLAGS, type ChangeFlags, switchFlag, textFlag, word } from "../flags.ts";
import { buildCommand } from "../route.ts";

/** Flags of `source token`. */
export interface TokenFlags extends ChangeFlags {
  readonly token?: string;
  readonly tokenStdin: boolean;
  readonly tokenFile?: string;
  readonly tokenEnv?: string;
  readonly noVerify: boolean;
  readonly list: boolean;
}

/** `cred source token` */
export const token = buildCommand<TokenFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/source_token.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      token: textFlag("The new master token; it then stands in your shell's history", "TOKEN"),
      tokenStdin: switchFlag("Read the new master token from standard input"),
      tokenFile: textFlag("Read the new master token from a file", "PATH"),
      tokenEnv: textFlag("Read the new master token from an environment variable", "NAME"),
      noVerify: switchFlag("Do not try the token at the platform"),
      list: switchFlag("Replace nothing: say which tokens made the keys that live"),
    },
    aliases: CHANGE_ALIASES,
    positional: { kind: "tuple", parameters: [word("Name of a source, as in `cred source list`", "source")] },
  },
  docs: {
    brief: "Replace the master token of a source, and see what the old one made",
    help: {
      about:
        "Gives a source another master token of the same account, as `source add --replace` does, and says which living\n" +
        "keys the old one made. When a master token has leaked: make another at the platform, give it here, end the old\n" +
        "one there, then rotate or revoke what it made. Tokens are named by the beginning of their fingerprint, as in\n" +
        "`cred log`.",
      examples: [
        "cred source token resend",
        "pass resend | cred source token resend --token-stdin",
        "cred source token resend --list",
        "cred source keys resend --minted-by eAvw+q",
        "cred source rotate resend --minted-by eAvw+q --push",
        "cred source revoke resend --minted-by eAvw+q",
      ],
      statuses: [
        "0  replaced, or listed",
        "2  token missing and nobody to ask, or not a token",
        "4  no such source here, the platform rejects the token, or there is no keychain",
        "5  the token is for another account",
      ],
    },
  },
}));
