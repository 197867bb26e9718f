import { type Application, buildApplication, type RouteMap, text_en } from "@stricli/core";
import type { CliContext } from "./context.ts";
import { UnknownWord } from "./unknown_command.ts";
import { argumentError } from "./usage.ts";

/** To the library all names are as near as any other: which are meant is said in one place, and not by it. */
const ALL_NAMES = {
  threshold: 255,
  weights: { insertion: 0, deletion: 0, substitution: 0, transposition: 0 },
} as const;

/** Commands as the library runs them. `fail` is told each error. */
export function applicationOf(
  commands: RouteMap<CliContext>,
  fail: (error: unknown) => string,
): Application<CliContext> {
  return buildApplication(commands, {
    name: "cred",
    scanner: {
      caseStyle: "allow-kebab-for-camel",
      allowArgumentEscapeSequence: true,
      distanceOptions: ALL_NAMES,
    },
    documentation: { disableAnsiColor: true },
    localization: {
      text: {
        ...text_en,
        noCommandRegisteredForInput: ({ input, corrections }) =>
          fail(new UnknownWord(input, corrections.map((one) => one.replaceAll("`", "")))),
        exceptionWhileParsingArguments: (error) => fail(argumentError(error)),
        exceptionWhileLoadingCommandFunction: fail,
        exceptionWhileLoadingCommandContext: fail,
        exceptionWhileRunningCommand: fail,
      },
    },
  });
}
