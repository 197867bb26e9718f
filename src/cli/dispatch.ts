// Where the command library is met: it finds the command, parses its flags, and prints help. Loaded only when there is
// something to find.

import { run as runStricli } from "@stricli/core";
import type { App } from "../app/app.ts";
import type { System } from "../system/system.ts";
import type { Answer } from "./answer.ts";
import { commandTree } from "./command_tree.ts";
import type { CliContext } from "./context.ts";
import { type CommonFlags, optionsOf } from "./flags.ts";
import { lookAt } from "./look_at.ts";
import { Output } from "./output.ts";

/** Columns that a page of help is written for. */
const HELP_COLUMNS = 80;

/** Finds and runs the command; undefined when help was asked for and printed. */
export async function dispatch(
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
  const { isTty, columns } = lookAt(system, "stdout", "auto");
  const isNarrow = isTty && columns < HELP_COLUMNS;
  const fitted = isNarrow ? (await import("../render/narrow.ts")).narrowed : (page: string) => page;
  // The library passes over what a stream throws.
  const print = (page: string): void => {
    try {
      system.terminal.out(fitted(page, columns));
    } catch (error) {
      fail(error);
    }
  };
  const app = await commandTree(args, fail);
  const context: CliContext = {
    process: { stdout: { write: print }, stderr: { write: () => {} } },
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
      keychain ??= import("../app/keychain/keychains.ts").then(({ openKeychain }) =>
        openKeychain(system, options.noInput, report.now)
      ),
  };
}
