// Where the command library is met: it finds the command, parses its flags, and prints help. Loaded only when there is
// something that the short way leaves to it.

import { run } from "@stricli/core";
import type { System } from "../system/system.ts";
import { applicationOf } from "./application.ts";
import type { RunContext } from "./context.ts";
import { pageFitter } from "./page_fitter.ts";
import { rootRoutes } from "./routes/root.ts";
import { unknownCommand, UnknownWord } from "./unknown_command.ts";

/** Has the library run a command, or print help. */
export async function runInLibrary(
  system: System,
  args: readonly string[],
  context: RunContext,
): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown): string => {
    failure ??= { error };
    return "";
  };
  const fitted = pageFitter(system);
  // The library passes over what a stream throws.
  const print = (page: string): void => {
    try {
      system.terminal.out(fitted(page));
    } catch (error) {
      fail(error);
    }
  };
  const process = { stdout: { write: print }, stderr: { write: () => {} } };
  await run(applicationOf(await rootRoutes(args), fail), args, { ...context, process });
  if (failure === undefined) return;
  const { error } = failure;
  throw error instanceof UnknownWord ? await unknownCommand(args, error) : error;
}
