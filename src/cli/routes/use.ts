import { type CliContext, lazily } from "../context.ts";
import { COMMON_FLAGS, type CommonFlags, listFlag, switchFlag, textFlag, word } from "../flags.ts";
import { buildCommand } from "../route.ts";

const ENVIRONMENT = textFlag("Environment of the secrets (default: default)", "NAME");
const ONLY = listFlag("Only these secrets; may be given several times", "KEY,KEY");

/** Flags of `run`. */
export interface RunFlags extends CommonFlags {
  readonly env?: string;
  readonly only?: readonly string[];
  readonly prefix?: string;
  readonly redact: boolean;
}

/** `cred run` */
export const run = buildCommand<RunFlags, string[], CliContext>(() => ({
  loader: lazily(() => import("../commands/run.ts"), { opens: true }),
  parameters: {
    flags: {
      ...COMMON_FLAGS,
      env: ENVIRONMENT,
      only: ONLY,
      prefix: textFlag("Put this before every name", "P"),
      redact: switchFlag("Mask the values in what the command prints"),
    },
    aliases: { e: "env" },
    positional: { kind: "array", parameter: word("The command and its words, behind --", "COMMAND WORD") },
  },
  docs: {
    brief: "Run a command with secrets in its environment",
    help: {
      about:
        "Runs a command with an environment's secrets as variables, which go before those that are there. The values are\n" +
        "in no argument and no file. Signals are handed on, the terminal is the command's, and so is the exit status\n" +
        "(128+n after signal n). CRED_PASSPHRASE is taken away: the command gets the secrets, not the vault.\n" +
        "A name that changes how programs are found or loaded (PATH, LD_PRELOAD, NODE_OPTIONS, …) is left out and\n" +
        "said, unless --only names it: whoever writes to a shared vault must not run programs on your machine.\n" +
        "--redact masks values as [secret], with their longer lines, in JSON, URLs and base64. The command's stdout and\n" +
        "stderr are no terminal then. It can't mask what is split, encrypted, written elsewhere or shorter than 4 bytes.",
      examples: [
        "cred run -- npm start",
        "cred run -e production --only DATABASE_URL -- psql",
        "cred run --prefix VITE_ -- npm run build",
        "cred run --redact -- ./deploy.sh --verbose",
        "cred run --quiet -- docker compose up",
      ],
      statuses: [
        "0  the command's own, as all others are; those below are said before it starts",
        "1  --only names a secret that isn't there, or the environment has none",
        "2  no -- with a command behind it",
        "4  there is no vault, no keychain, or no access",
        "6  a sealed value was changed or is missing",
        "126  the command can't be run",
        "127  there is no such command",
      ],
    },
  },
}));
