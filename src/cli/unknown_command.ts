// The law of words that name no command: who types one knows what to do and not what it is called here. What is meant is
// proposed: a name that is close, else the commands of that name below others; and the page that lists what there is.

import { CredError } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";
import { meant, nearest } from "../domain/nearest.ts";
import { TOPICS } from "./help_words.ts";
import { COMMANDS, loadRoute } from "./routes/table.ts";

/** A word that names no command, and the names that could stand in its place. */
export class UnknownWord {
  constructor(readonly word: string, readonly names: readonly string[]) {}
}

/** What other programs call it. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["ls", "list"],
  ["rm", "remove"],
  ["del", "delete"],
  ["show", "get"],
]);

/** Flags that need no command. */
const LONE_FLAGS = ["--help", "-h"], FIRST_FLAGS = [...LONE_FLAGS, "--version", "-V"];

/** The error of a word that is no command. `args`: all words, among them that one. */
export async function unknownCommand(
  args: readonly string[],
  { word, names }: UnknownWord,
): Promise<CredError> {
  const before = args.slice(0, Math.max(0, args.indexOf(word)));
  const page = ["cred", ...before, "--help"].join(" ");
  const isFlag = word.startsWith("-");
  const other = OTHER_NAMES.get(word);
  const near = isFlag
    ? nearest(word, before.length === 0 ? FIRST_FLAGS : LONE_FLAGS)
    : other !== undefined && names.includes(other)
    ? [other]
    : nearest(word, names);
  const hints = isFlag || near.length > 0 || before.length > 0 ? [] : await elsewhere(other ?? word);
  return new CredError(
    "usage.unknown_command",
    `there is no ${isFlag ? "flag" : "command"} ${quote(word)}${isFlag ? " here" : ""}${meant(near)}`,
    [...hints, page],
  );
}

/** What a first word means elsewhere. */
async function elsewhere(word: string): Promise<string[]> {
  if (word === "version") return ["cred --version"];
  const topics = nearest(word, TOPICS).map((topic) => `cred help ${topic}`);
  const below: string[] = [];
  for (const first of COMMANDS) {
    const route = await loadRoute(first);
    if (route?.kind !== "group") continue;
    const { routes, docs: { hideRoute = {} } } = route.definition;
    if (Object.hasOwn(routes, word) && hideRoute[word] !== true) below.push(`cred ${first} ${word}`);
  }
  return [...topics, ...(below.length === 0 ? [] : [below.join(", or ")])];
}
