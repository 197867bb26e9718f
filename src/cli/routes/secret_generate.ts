import { VALUE_TYPES, type ValueType } from "../../app/secrets/value_types.ts";
import { type CliContext, lazily } from "../context.ts";
import { CHANGE_ALIASES, CHANGE_FLAGS, numberFlag, switchFlag, textFlag, word } from "../flags.ts";
import { buildCommand } from "../route.ts";
import type { SecretFlags } from "./source.ts";

/** Flags of `secret generate`. */
export interface GenerateSecretFlags extends SecretFlags {
  readonly type?: ValueType;
  readonly length?: number;
  readonly description?: string;
  readonly overwrite: boolean;
}

/** `cred secret generate` */
export const generate = buildCommand<GenerateSecretFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/secret_generate.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      env: textFlag("Environment of the secret (default: default)", "NAME"),
      type: { kind: "enum", values: VALUE_TYPES, brief: "What to make (default: password)", optional: true },
      length: numberFlag("How long, in what is counted below", "N"),
      description: textFlag("What the secret is for", "TEXT"),
      overwrite: switchFlag("Make a new version of a secret that is there"),
    },
    aliases: { ...CHANGE_ALIASES, e: "env", d: "description" },
    positional: { kind: "tuple", parameters: [word("Name of the secret", "KEY")] },
  },
  docs: {
    brief: "Make a random value or a key pair",
    help: {
      about:
        "Makes a value by the system's own cryptography and keeps it; it is not printed. For a key that a platform makes,\n" +
        "see `cred source generate`.\n" +
        "  password    letters and digits, 32 characters; --length counts them\n" +
        "  hex         32 bytes; --length counts bytes, of two digits each\n" +
        "  uuid        a random UUID (version 4)\n" +
        "  jwt-secret  64 bytes in base64url, for HS256 to HS512; --length counts bytes\n" +
        "  ed25519     a key pair: KEY in PKCS 8, KEY_PUBLIC in SPKI, both PEM\n" +
        "  rsa         the same, of 3072 bits; --length 2048 or 4096\n" +
        "Of a pair, the public key is printed as OpenSSH has it.",
      examples: [
        "cred secret generate SESSION_SECRET",
        "cred secret generate WEBHOOK_KEY --type hex --length 24",
        'cred secret generate DEPLOY_KEY --type ed25519 -e ci -d "pushes tags"',
      ],
      statuses: [
        "0  made",
        "2  wrong name or length",
        "4  no keychain, or no access",
        "5  the secret is already there, or is a key of a source",
      ],
    },
  },
}));
