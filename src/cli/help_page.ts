// The law of a help page: how to say it, what it does, its words, its own flags, then those of every command, all within
// 80 columns where that can be. The library's own page puts every flag into the usage line.

import * as stricli from "@stricli/core";
import { completable } from "./completable.ts";
import type { CliContext } from "./context.ts";
import { CHANGE_FLAGS } from "./flags.ts";
import { LAST_FLAGS, page, type Rows } from "./page.ts";
import { rootPage } from "./root_page.ts";

/** A command, or some under one word. */
export type Route = stricli.Command<CliContext> | stricli.RouteMap<CliContext>;

type Command = Pick<stricli.Command<CliContext>, "parameters">;
type Flag = NonNullable<Command["parameters"]["flags"]>[string];

/** The library's `buildCommand`, with our page. */
export const buildCommand: typeof stricli.buildCommand = (definition) =>
  onDemand(() => {
    const command = stricli.buildCommand({ ...definition, parameters: completed(definition.parameters) });
    return {
      ...command,
      formatHelp: ({ prefix }) =>
        page(`  ${usageOf(command, prefix)}`, descriptionOf(command), [
          ["ARGUMENTS", argumentRows(command)],
          ["FLAGS", flagRows(command)],
        ]),
    };
  });

/** A command that is built when it is asked for: of all that a file defines, one runs. */
function onDemand<C extends stricli.CommandContext>(build: () => stricli.Command<C>): stricli.Command<C> {
  let built: stricli.Command<C> | undefined;
  const command = () => built ??= build();
  return {
    get kind(): stricli.Command<C>["kind"] {
      return command().kind;
    },
    get loader() {
      return command().loader;
    },
    get parameters() {
      return command().parameters;
    },
    get brief() {
      return command().brief;
    },
    get fullDescription() {
      return command().fullDescription;
    },
    formatUsageLine: (args) => command().formatUsageLine(args),
    formatHelp: (args) => command().formatHelp(args),
    usesFlag: (name, caseStyle) => command().usesFlag(name, caseStyle),
  };
}

/** The same parameters; a shell can complete them. */
function completed<T extends object>(parameters: T): T {
  const { flags = {}, positional } = parameters as Command["parameters"];
  const named = Object.entries(flags).map(([name, flag]) => [name, completable(flag, name)]);
  const words = positional === undefined
    ? {}
    : positional.kind === "array"
    ? { positional: { ...positional, parameter: completable(positional.parameter) } }
    : { positional: { ...positional, parameters: positional.parameters.map((one) => completable(one)) } };
  return { ...parameters, ...words, flags: Object.fromEntries(named) };
}

/** The library's `buildRouteMap`, with our page; where it has a default command, that one's page and the commands. */
export const buildRouteMap: typeof stricli.buildRouteMap<string, CliContext> = (definition) => {
  const map = stricli.buildRouteMap(definition);
  const ours: stricli.RouteMap<CliContext> = {
    ...map,
    formatHelp: ({ prefix }) => {
      const one = map.getDefaultCommand();
      const usage = `  ${prefix.join(" ")} <command> …`;
      const commands = ["COMMANDS", commandRows(map)] as const;
      if (one === undefined) return page(usage, descriptionOf(map), [commands, ["FLAGS", LAST_FLAGS]]);
      return page(`  ${usageOf(one, prefix)}\n${usage}`, descriptionOf(one), [
        commands,
        ["ARGUMENTS", argumentRows(one)],
        ["FLAGS", flagRows(one)],
      ]);
    },
  };
  DEFINITIONS.set(ours, definition);
  return ours;
};

const DEFINITIONS = new WeakMap<object, Parameters<typeof stricli.buildRouteMap<string, CliContext>>[0]>();

/**
 * The same with nothing but what words name, where they name something: the library looks at all commands that it is
 * given, and so has them built.
 */
export function narrowed(route: Route, [word, ...words]: readonly (string | undefined)[]): Route {
  const definition = DEFINITIONS.get(route);
  const named = definition === undefined || word === undefined || !Object.hasOwn(definition.routes, word)
    ? undefined
    : definition.routes[word];
  if (definition === undefined || word === undefined || named === undefined) return route;
  // Its work is loaded while its words are read; whatever is wrong with that is told when it is to run.
  if ("loader" in named) Promise.resolve(named.loader()).catch(() => {});
  const { defaultCommand } = definition;
  const usual = defaultCommand === undefined ? {} : { [defaultCommand]: definition.routes[defaultCommand]! };
  return buildRouteMap({ ...definition, routes: { ...usual, [word]: narrowed(named, words) } });
}

/** The same for the first words of all commands, whose page needs none of them. */
export const buildRootMap: typeof buildRouteMap = (definition) => ({
  ...stricli.buildRouteMap(definition),
  formatHelp: rootPage,
});

function descriptionOf({ brief, fullDescription = brief }: {
  readonly brief: string;
  readonly fullDescription: string | undefined;
}): string {
  return fullDescription;
}

/** Where a command takes many words, their placeholder is the first one's name and that of the others: "target KEY". */
function usageOf({ parameters: { flags = {}, positional } }: Command, prefix: readonly string[]): string {
  const needed = Object.entries(flags).filter(([, flag]) => flag.optional !== true && !("default" in flag))
    .map(([name, flag]) => longForm(name, flag));
  const words = positional === undefined
    ? []
    : positional.kind === "array"
    ? positional.parameter.placeholder!.split(" ").map((name, i) => i === 0 ? `<${name}>` : `[<${name}>...]`)
    : positional.parameters.map(({ placeholder, optional }) =>
      optional ? `[<${placeholder}>]` : `<${placeholder}>`
    );
  return [...prefix, ...words, ...needed, "[flags]"].join(" ");
}

function argumentRows({ parameters: { positional } }: Command): Rows {
  if (positional === undefined) return [];
  const words = positional.kind === "array" ? [positional.parameter] : positional.parameters;
  return words.map(({ placeholder = "", brief }) => [placeholder.replace(" ", ", "), brief]);
}

/** Its own flags, then those of every command that changes something, then those of every command. */
function flagRows({ parameters: { flags = {}, aliases = {} } }: Command): Rows {
  const own = Object.entries(flags).filter(([name]) => !(name in CHANGE_FLAGS));
  const common = Object.entries(flags).filter(([name]) => name in CHANGE_FLAGS).reverse();
  const rows = [...own, ...common].map(([name, flag]) => {
    const short = Object.keys(aliases).find((letter) => aliases[letter as keyof typeof aliases] === name);
    return [`${short === undefined ? "   " : `-${short},`} ${longForm(name, flag)}`, flag.brief] as const;
  });
  return [...rows, ...LAST_FLAGS, ["    --", "What follows are words and no flags"]];
}

function longForm(name: string, flag: Flag): string {
  const long = `--${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;
  if (flag.kind === "boolean") return long;
  return `${long} ${flag.kind === "enum" ? flag.values.join("|") : flag.placeholder}`;
}

function commandRows(map: stricli.RouteMap<CliContext>): Rows {
  return map.getAllEntries().filter(({ hidden }) => !hidden)
    .map(({ name, target }) => [name["convert-camel-to-kebab"], target.brief]);
}
