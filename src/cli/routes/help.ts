import { type CliContext, lazily } from "../context.ts";
import { COMMON_FLAGS, type CommonFlags, word } from "../flags.ts";
import { buildCommand } from "../route.ts";
import { TOPICS } from "../help_words.ts";

/** `cred help` */
export const help = buildCommand<CommonFlags, string[], CliContext>(() => ({
  loader: lazily(() => import("../commands/help.ts")),
  parameters: {
    flags: COMMON_FLAGS,
    positional: {
      kind: "array",
      parameter: {
        ...word(`A command's words, or ${TOPICS.join(", ")}`, "command"),
        proposeCompletions: async () => [...TOPICS, ...(await import("./table.ts")).COMMANDS],
      },
    },
  },
  docs: {
    brief: "Explain a command or a topic",
    help: {
      about: "Explains a command (the same as its --help), or one of these topics:\n" +
        "  environment  every environment variable that is read\n" +
        "  exit-codes   what each exit status means\n" +
        "  formats      what is printed, typed, read and written, and how",
      examples: ["cred help", "cred help source add", "cred help environment", "cred help exit-codes"],
      statuses: ["0  explained", "2  there is no such command or topic"],
    },
  },
}));
