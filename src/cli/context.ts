import type { CommandContext } from "@stricli/core";
import type { App } from "../app/app.ts";
import type { Answer } from "./answer.ts";
import type { WordKind } from "./completable.ts";
import type { CommonFlags } from "./flags.ts";

/** Where a command's answer goes. */
export interface CliContext extends CommandContext {
  /** Runs a command's work with the app that its flags ask for. */
  readonly answer: (flags: CommonFlags, work: (app: App) => Promise<Answer>) => Promise<void>;
  /** What a word can be, where it is being completed. */
  readonly names?: (kind: WordKind) => Promise<readonly string[]>;
}

/** What a command needs to be run. */
export type RunContext = Pick<CliContext, "answer">;

/** The work of one command, in a module of its own. */
export type Work<FLAGS, ARGS extends readonly unknown[]> = (
  app: App,
  flags: FLAGS,
  ...args: ARGS
) => Promise<Answer>;

/** Loads a command's work. `opens`: values, so the keychain, which takes longest, begins first. */
export function lazily<FLAGS extends CommonFlags, ARGS extends readonly unknown[]>(
  load: () => Promise<{ readonly run: Work<FLAGS, ARGS> }>,
  { opens = false } = {},
): () => Promise<(this: RunContext, flags: FLAGS, ...args: ARGS) => Promise<void>> {
  return () =>
    Promise.resolve(function (flags, ...args) {
      return this.answer(flags, async (app) => {
        if (opens) await app.keychain().then((keychain) => keychain.begin?.(), () => {});
        return (await load()).run(app, flags, ...args);
      });
    });
}
