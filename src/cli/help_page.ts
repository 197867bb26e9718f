// The law of a help page: how to say it, what it does, its words, its own flags, then those of every command, all within
// 80 columns where that can be. The library's own page puts every flag into the usage line.

import * as stricli from "@stricli/core";
import { completable } from "./completable.ts";
import type { CliContext } from "./context.ts";
import { CHANGE_FLAGS } from "./flags.ts";

type Command = Pick<stricli.Command<CliContext>, "parameters">;
type Flag = NonNullable<Command["parameters"]["flags"]>[string];
type Rows = readonly (readonly [words: string, brief: string])[];

/** The library's `buildCommand`, with our page. */
export const buildCommand: typeof stricli.buildCommand = (definition) => {
  const command = stricli.buildCommand({ ...definition, parameters: completed(definition.parameters) });
  return {
    ...command,
    formatHelp: ({ prefix }) =>
      page(`  ${usageOf(command, prefix)}`, command, [
        ["ARGUMENTS", argumentRows(command)],
        ["FLAGS", flagRows(command)],
      ]),
  };
};

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
  return {
    ...map,
    formatHelp: ({ prefix }) => {
      const one = map.getDefaultCommand();
      const usage = `  ${prefix.join(" ")} <command> …`;
      const commands = ["COMMANDS", commandRows(map)] as const;
      if (one === undefined) return page(usage, map, [commands, ["FLAGS", LAST_FLAGS]]);
      return page(`  ${usageOf(one, prefix)}\n${usage}`, one, [
        commands,
        ["ARGUMENTS", argumentRows(one)],
        ["FLAGS", flagRows(one)],
      ]);
    },
  };
};

/** The same for many commands, in groups with titles. */
export function buildGroupedMap(
  definition: Parameters<typeof buildRouteMap>[0],
  groups: Readonly<Record<string, readonly string[]>>,
): stricli.RouteMap<CliContext> {
  const map = stricli.buildRouteMap(definition);
  return {
    ...map,
    formatHelp: ({ prefix }) => {
      const rows = commandRows(map);
      const width = Math.max(...rows.map(([name]) => name.length));
      const parts = Object.entries(groups).map(([title, names]) =>
        [
          title,
          names.flatMap((name) => rows.filter(([one]) => one === name))
            .map(([name, brief]) => [name.padEnd(width), brief] as const),
        ] as const
      );
      return page(`  ${prefix.join(" ")} <command> …`, map, [...parts, ["FLAGS", ROOT_FLAGS]]);
    },
  };
}

const LAST_FLAGS: Rows = [["-h, --help", "Print this page"]];

const ROOT_FLAGS: Rows = [...LAST_FLAGS, ["-V, --version", "Print the version"]];

function page(
  usage: string,
  { brief, fullDescription = brief }: {
    readonly brief: string;
    readonly fullDescription: string | undefined;
  },
  parts: readonly (readonly [title: string, rows: Rows])[],
): string {
  const tables = parts.filter(([, rows]) => rows.length > 0).map(([title, rows]) => {
    const width = Math.max(...rows.map(([words]) => words.length));
    return `\n${title}\n${rows.map(([words, brief]) => `  ${words.padEnd(width)}  ${brief}\n`).join("")}`;
  });
  return `USAGE\n${usage}\n\n${fullDescription}\n${tables.join("")}`;
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
