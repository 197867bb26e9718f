// Where a command is found and run: the short way where its words are plain, else the way of the command library, which
// also prints help.

import type { App } from "../app/app.ts";
import type { System } from "../system/system.ts";
import type { Answer } from "./answer.ts";
import type { RunContext } from "./context.ts";
import { type CommonFlags, optionsOf } from "./flags.ts";
import { Output } from "./output.ts";
import { plainCall } from "./plain_call.ts";
import type { Route } from "./route.ts";

/** Finds and runs the command; undefined when help was asked for and printed. `route`: what the first word names. */
export async function dispatch(
  system: System,
  args: readonly string[],
  route: Route | undefined,
  speakThrough: (output: Output) => void,
): Promise<Answer | undefined> {
  let answer: Answer | undefined;
  const context: RunContext = {
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
  const call = route === undefined ? undefined : plainCall(route, args.slice(1));
  if (call === undefined) {
    const { runInLibrary } = await import("./library.ts");
    await runInLibrary(system, args, context);
  } else {
    const run = await call.command.definition.loader();
    await run.call(context, call.flags, ...call.words);
  }
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
