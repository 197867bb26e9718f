import type { CommandContext } from "@stricli/core";
import type { App } from "../app/app.ts";
import type { Answer } from "./answer.ts";
import type { WordKind } from "./completable.ts";
import type { CommonFlags } from "./flags.ts";

/** What a command is run with: where its answer goes. */
export interface CliContext extends CommandContext {
  /** Runs a command's work with the app that its flags ask for, and keeps the answer. */
  readonly answer: (flags: CommonFlags, work: (app: App) => Promise<Answer>) => Promise<void>;
  /** What a word can be, where it is being completed. */
  readonly names?: (kind: WordKind) => Promise<readonly string[]>;
}

/** What a command needs to be run. */
export type RunContext = Pick<CliContext, "answer">;

/** The work of one command, in a module of its own that is loaded when it runs. */
export type Work<FLAGS, ARGS extends readonly unknown[]> = (
  app: App,
  flags: FLAGS,
  ...args: ARGS
) => Promise<Answer>;

/** Loads a command's work. */
export function lazily<FLAGS extends CommonFlags, ARGS extends readonly unknown[]>(
  load: () => Promise<{ readonly run: Work<FLAGS, ARGS> }>,
): () => Promise<(this: RunContext, flags: FLAGS, ...args: ARGS) => Promise<void>> {
  return async () => {
    const { run } = await load();
    return function (flags, ...args) {
      return this.answer(flags, (app) => run(app, flags, ...args));
    };
  };
}
