// The law of the short way: a call as nearly everybody types it, words and flags that are there and fit, needs nothing of
// the command library, which takes its time to load. It is read here to the same flags and words, or not at all: whatever
// is asked, unusual or wrong goes the library's way, which says what is wrong. A test holds that both ways agree.

import type { CliContext } from "./context.ts";
import type { Command, Route } from "./route.ts";

/** A command with its flags and words. */
export interface PlainCall {
  readonly command: Command;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly words: readonly unknown[];
}

type Parameters = Command["definition"]["parameters"];
type Flag = NonNullable<Parameters["flags"]>[string];
type Positional = NonNullable<Parameters["positional"]>;

/** Reads the words behind the one that names the route; undefined where they are none for the short way. */
export function plainCall(route: Route, words: readonly string[]): PlainCall | undefined {
  const found = commandOf(route, words);
  if (found === undefined) return undefined;
  const { command, rest } = found;
  const { flags = {}, aliases = {}, positional } = command.definition.parameters;
  const given = new Map<string, string[]>(), free: string[] = [];
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (word === "--") {
      free.push(...rest.slice(at + 1));
      break;
    }
    if (!isPlain(word)) {
      const name = nameOf(word, aliases as Readonly<Record<string, string>>);
      const flag = name === undefined || !Object.hasOwn(flags, name) ? undefined : flags[name]!;
      if (name === undefined || flag === undefined) return undefined;
      const value = flag.kind === "boolean" ? "true" : rest[++at];
      if (value === undefined || !isPlain(value)) return undefined;
      given.set(name, [...given.get(name) ?? [], value]);
    } else free.push(word);
  }
  try {
    return { command, flags: flagsOf(flags, given), words: wordsOf(positional, free) };
  } catch {
    return undefined;
  }
}

/** Whether it is no flag, and was not wrapped. */
function isPlain(word: string): boolean {
  return !word.startsWith("-") && !word.startsWith("\0");
}

function commandOf(
  route: Route,
  words: readonly string[],
): { readonly command: Command; readonly rest: readonly string[] } | undefined {
  if (route.kind === "command") return { command: route, rest: words };
  const { routes, defaultCommand } = route.definition;
  const [word, ...rest] = words;
  if (word !== undefined) {
    if (word === defaultCommand) return undefined;
    const name = Object.hasOwn(routes, word) ? word : camelCase(word);
    if (Object.hasOwn(routes, name)) return commandOf(routes[name]!, rest);
  }
  const usual = defaultCommand === undefined ? undefined : routes[defaultCommand];
  return usual?.kind === "command" ? { command: usual, rest: words } : undefined;
}

/** A flag's name as it is defined, by its long form or its letter. */
function nameOf(word: string, aliases: Readonly<Record<string, string>>): string | undefined {
  if (/^-[a-z]$/.test(word)) return Object.hasOwn(aliases, word[1]!) ? aliases[word[1]!] : undefined;
  if (!/^--[a-z]+(-[a-z]+)*$/.test(word)) return undefined;
  return camelCase(word.slice(2));
}

function camelCase(word: string): string {
  return word.replace(/-[a-z]/g, (letter) => letter[1]!.toUpperCase());
}

/** All flags that there are; throws where one is missing, or given in a way that is no short one. */
function flagsOf(
  flags: Readonly<Record<string, Flag>>,
  given: ReadonlyMap<string, readonly string[]>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [name, valueOf(flag, given.get(name))]),
  );
}

function valueOf(flag: Flag, given: readonly string[] | undefined): unknown {
  if (flag.kind === "counter") throw NOT_SHORT;
  if (given === undefined) {
    if (flag.kind !== "parsed" && flag.default !== undefined) return flag.default;
    if (flag.optional && !("default" in flag)) return undefined;
    throw NOT_SHORT;
  }
  const isList = "variadic" in flag && flag.variadic === true;
  if (!isList && (given.length > 1 || "variadic" in flag)) throw NOT_SHORT;
  if (flag.kind === "boolean") return true;
  if (flag.kind === "enum") {
    if (isList || !flag.values.includes(given[0]!)) throw NOT_SHORT;
    return given[0];
  }
  return isList ? given.map((one) => parsed(flag, one)) : parsed(flag, given[0]!);
}

function wordsOf(positional: Positional | undefined, given: readonly string[]): unknown[] {
  if (positional?.kind === "array") {
    if (given.length < (positional.minimum ?? 0) || given.length > (positional.maximum ?? Infinity)) {
      throw NOT_SHORT;
    }
    return given.map((word) => parsed(positional.parameter, word));
  }
  const parameters = positional?.parameters ?? [];
  if (given.length > parameters.length) throw NOT_SHORT;
  return parameters.map((parameter, i) => {
    const word = given[i];
    if (word !== undefined) return parsed(parameter, word);
    if (parameter.optional && parameter.default === undefined) return undefined;
    throw NOT_SHORT;
  });
}

/** What the definition makes of a word, without whatever the library would tell it besides. */
function parsed(
  { parse }: { readonly parse: (this: CliContext, input: string) => unknown },
  word: string,
): unknown {
  return (parse as (input: string) => unknown)(word);
}

const NOT_SHORT = new Error("not for the short way");
