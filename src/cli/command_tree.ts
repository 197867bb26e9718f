import { type Application, buildApplication, text_en } from "@stricli/core";
import type { CliContext } from "./context.ts";
import { rootRoutes } from "./routes/root.ts";
import { argumentError, unknownCommand } from "./usage.ts";

/** The commands that the first words can mean, as the library runs them. `fail` is told each error. */
export async function commandTree(
  words: readonly string[],
  fail: (error: unknown) => string,
): Promise<Application<CliContext>> {
  return buildApplication(await rootRoutes(words), {
    name: "cred",
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    documentation: { disableAnsiColor: true },
    localization: {
      text: {
        ...text_en,
        noCommandRegisteredForInput: ({ input, corrections }) => fail(unknownCommand(input, corrections)),
        exceptionWhileParsingArguments: (error) => fail(argumentError(error)),
        exceptionWhileLoadingCommandFunction: fail,
        exceptionWhileLoadingCommandContext: fail,
        exceptionWhileRunningCommand: fail,
      },
    },
  });
}
