import { type Application, buildApplication, type RouteMap, text_en } from "@stricli/core";
import type { CliContext } from "./context.ts";
import { argumentError, unknownCommand } from "./usage.ts";

/** Commands as the library runs them. `fail` is told each error. */
export function applicationOf(
  commands: RouteMap<CliContext>,
  fail: (error: unknown) => string,
): Application<CliContext> {
  return buildApplication(commands, {
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
