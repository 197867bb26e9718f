// The law of a help page: how to say it, what it does, its words, its own flags, then those of every command, all within
// 80 columns where that can be. The library's own page puts every flag into the usage line.

import type * as stricli from "@stricli/core";
import type { CliContext } from "./context.ts";
import { CHANGE_FLAGS } from "./flags.ts";
import { LAST_FLAGS, page, type Rows } from "./page.ts";
import { typedName } from "./typed_name.ts";

type Command = stricli.Command<CliContext>;
type Flag = NonNullable<Command["parameters"]["flags"]>[string];

/** The page of a command. `prefix`: the words that name it. */
export function commandPage(command: Command, prefix: readonly string[]): string {
  return page(`  ${usageOf(command, prefix)}`, descriptionOf(command), [
    ["ARGUMENTS", argumentRows(command)],
    ["FLAGS", flagRows(command)],
  ]);
}

/** The page of some commands under one word; where one of them is the usual one, that one's page and the commands. */
export function mapPage(map: stricli.RouteMap<CliContext>, prefix: readonly string[]): string {
  const one = map.getDefaultCommand();
  const usage = `  ${prefix.join(" ")} <command> …`;
  const commands = ["COMMANDS", commandRows(map)] as const;
  if (one === undefined) return page(usage, descriptionOf(map), [commands, ["FLAGS", LAST_FLAGS]]);
  return page(`  ${usageOf(one, prefix)}\n${usage}`, descriptionOf(one), [
    commands,
    ["ARGUMENTS", argumentRows(one)],
    ["FLAGS", flagRows(one)],
  ]);
}

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
  const long = `--${typedName(name)}`;
  if (flag.kind === "boolean") return long;
  return `${long} ${flag.kind === "enum" ? flag.values.join("|") : flag.placeholder}`;
}

function commandRows(map: stricli.RouteMap<CliContext>): Rows {
  return map.getAllEntries().filter(({ hidden }) => !hidden)
    .map(({ name, target }) => [name["convert-camel-to-kebab"], target.brief]);
}
