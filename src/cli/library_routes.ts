// Routes as the command library has them: with our pages, and with words that a shell can complete.

import * as stricli from "@stricli/core";
import { completable } from "./completable.ts";
import type { CliContext } from "./context.ts";
import { helpText } from "./help.ts";
import { commandPage, mapPage } from "./help_page.ts";
import { BRIEF, rootPage } from "./root_page.ts";
import type { CommandDefinition, GroupDefinition, Route } from "./route.ts";

type Command = stricli.Command<CliContext>;
type Map = stricli.RouteMap<CliContext>;

/** What the library runs. */
function libraryRoute(route: Route): Command | Map {
  return route.kind === "command" ? libraryCommand(route.definition) : libraryMap(route.definition);
}

/** The first words of all commands. */
export function libraryRoot(routes: Readonly<Record<string, Route>>): Map {
  return { ...libraryMap({ routes, docs: { brief: BRIEF } }), formatHelp: rootPage };
}

/** The same with nothing but what words name, where they name something: all that the library is given is built. */
export function narrowed(route: Route, [word, ...words]: readonly (string | undefined)[]): Route {
  if (route.kind === "command" || word === undefined) return route;
  const { routes, defaultCommand } = route.definition;
  if (!Object.hasOwn(routes, word)) return route;
  const usual = defaultCommand === undefined ? {} : { [defaultCommand]: routes[defaultCommand]! };
  const named = { ...usual, [word]: narrowed(routes[word]!, words) };
  return { kind: "group", definition: { ...route.definition, routes: named } };
}

function libraryCommand(definition: CommandDefinition): Command {
  const { parameters, docs: { brief, help } } = definition;
  const docs = { brief, fullDescription: helpText(help) };
  // The library gives its builder more to infer than a definition says.
  const asBuilt = { ...definition, docs, parameters: completed(parameters) } as never;
  const command: Command = stricli.buildCommand(asBuilt);
  return { ...command, formatHelp: ({ prefix }) => commandPage(command, prefix) };
}

function libraryMap({ routes, ...definition }: GroupDefinition): Map {
  const named = Object.entries(routes).map(([name, route]) => [name, libraryRoute(route)] as const);
  const map = stricli.buildRouteMap<string, CliContext>({ ...definition, routes: Object.fromEntries(named) });
  return { ...map, formatHelp: ({ prefix }) => mapPage(map, prefix) };
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
