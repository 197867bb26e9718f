// The law of routes: what a command takes is said once, in the words of the command library; and worked out when it is
// asked for, since of all that a file defines one runs.

import type * as stricli from "@stricli/core";
import type { CliContext, RunContext } from "./context.ts";
import type { HelpText } from "./help.ts";

/** What a command takes, says of itself, and loads to do its work. */
export interface CommandDefinition {
  readonly loader: () => Promise<Run>;
  readonly parameters: stricli.Command<CliContext>["parameters"];
  readonly docs: { readonly brief: string; readonly help: HelpText };
}

/** A command's work, when its words are parsed. */
type Run = (
  this: RunContext,
  flags: Readonly<Record<string, unknown>>,
  ...words: readonly unknown[]
) => Promise<void>;

/** A command. */
export interface Command {
  readonly kind: "command";
  readonly definition: CommandDefinition;
}

/** Some commands under one word. */
export interface Group {
  readonly kind: "group";
  readonly definition: GroupDefinition;
}

/** The commands of a group; the one that is meant where no word follows, if there is one. */
export interface GroupDefinition {
  readonly routes: Readonly<Record<string, Route>>;
  readonly defaultCommand?: string;
  readonly docs: { readonly brief: string; readonly hideRoute?: Readonly<Record<string, boolean>> };
}

/** A command, or some under one word. */
export type Route = Command | Group;

/** A command, worked out when it is asked for. */
export function buildCommand<
  FLAGS extends Readonly<Partial<Record<keyof FLAGS, unknown>>>,
  WORDS extends readonly unknown[],
  CONTEXT extends CliContext,
>(
  define: () =>
    & Parameters<typeof stricli.buildCommand<FLAGS, WORDS, CONTEXT>>[0]
    & Pick<CommandDefinition, "docs">,
): Command {
  let defined: CommandDefinition | undefined;
  return {
    kind: "command",
    get definition() {
      return defined ??= define() as unknown as CommandDefinition;
    },
  };
}

/** Some commands under one word. */
export function buildRouteMap(definition: GroupDefinition): Group {
  return { kind: "group", definition };
}
