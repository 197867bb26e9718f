// The law of the command line: argv becomes one command; its answer or its error is written in one place, and every
// error, expected or not, ends in the one catch below.

import { buildApplication, run as runStricli, text_en } from "@stricli/core";
import type { App } from "../app/app.ts";
import { CredError } from "../domain/errors.ts";
import { VERSION } from "../domain/version.ts";
import type { System } from "../system/system.ts";
import type { Answer } from "./answer.ts";
import type { CliContext } from "./context.ts";
import { type CommonFlags, moveLeadingFlags, optionsOf, protectWords } from "./flags.ts";
import { Output } from "./output.ts";
import { rootRoutes } from "./routes/root.ts";
import { argumentError, unknownCommand } from "./usage.ts";

/** Runs the program; returns the exit status. */
export async function run(system: System): Promise<number> {
  const args = protectWords(moveLeadingFlags(system.environment.args));
  // What is known before the flags are parsed: an error in them must be JSON, too.
  let output = new Output(system, { json: saysJson(args), quiet: false });
  try {
    if (args[0] === "--version" || args[0] === "-V") {
      await output.answer({ view: { version: VERSION }, text: `cred ${VERSION}\n` });
      return 0;
    }
    const answer = await dispatch(system, args, (own) => output = own);
    if (answer === undefined) return 0;
    await output.answer(answer);
    return answer.status ?? 0;
  } catch (error) {
    const told = asCredError(system, error);
    output.error(told);
    return told.status;
  }
}

/** Finds and runs the command; undefined when help was asked for and printed. */
async function dispatch(
  system: System,
  args: readonly string[],
  speakThrough: (output: Output) => void,
): Promise<Answer | undefined> {
  let answer: Answer | undefined;
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown): string => {
    failure ??= { error };
    return "";
  };
  const app = buildApplication(rootRoutes, {
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
  const context: CliContext = {
    process: { stdout: { write: (text) => system.terminal.out(text) }, stderr: { write: () => {} } },
    answer: async (flags, work) => {
      const output = new Output(system, flags);
      speakThrough(output);
      const { next = [], ...rest } = await work(appFor(system, flags, output));
      const { vault } = rest.view as { readonly vault?: unknown };
      // Whoever changes something is told which vault it was.
      const changed = "dryRun" in flags && typeof vault === "string" ? [`vault: ${vault}`] : [];
      answer = { ...rest, next: [...changed, ...next] };
    },
  };
  await runStricli(app, args, context);
  if (failure !== undefined) throw failure.error;
  return answer;
}

function appFor(system: System, flags: CommonFlags, { report }: Output): App {
  const options = optionsOf(flags);
  let keychain: ReturnType<App["keychain"]> | undefined;
  return {
    system,
    options,
    report,
    keychain: () =>
      keychain ??= import("../app/keychains.ts").then(({ openKeychain }) =>
        openKeychain(system, options.noInput)
      ),
  };
}

function saysJson(args: readonly string[]): boolean {
  const escape = args.indexOf("--");
  return (escape < 0 ? args : args.slice(0, escape)).includes("--json");
}

function asCredError(system: System, error: unknown): CredError {
  if (error instanceof CredError) return error;
  if (system.interrupted.aborted) return new CredError("interrupted", "interrupted", [], error);
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new CredError("failed.unexpected", `something that cred did not expect: ${what}`, [
    "this is a mistake in cred; please report it",
  ], error);
}
