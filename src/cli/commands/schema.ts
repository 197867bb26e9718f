import type { App } from "../../app/app.ts";
import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { allSchemas, schemaDocument, type Schemas } from "../../views/schemas.ts";
import made from "../../views/schemas.json" with { type: "json" };
import type { Answer } from "../answer.ts";
import type { SchemaFlags } from "../routes/schema.ts";

const SCHEMAS: Schemas = made;

export async function run(_: App, { all }: SchemaFlags, first?: string, second?: string): Promise<Answer> {
  const command = [first, second].filter((word) => word !== undefined).join(" ");
  return await Promise.resolve(answerOf(all, command));
}

/** What may follow these words of a command. */
export function wordsAfter(words: readonly string[]): readonly string[] {
  const commands = Object.keys(SCHEMAS.commands).map((command) => command.split(" "));
  const next = commands.filter((command) => words.every((word, i) => word === command[i]))
    .flatMap((command) => command.slice(words.length, words.length + 1));
  return [...new Set(next)];
}

function answerOf(all: boolean, command: string): Answer {
  if (all && command !== "") {
    throw new CredError("usage.input", "--all is every schema: give it or a command", ["cred schema --all"]);
  }
  if (all) return inJson(allSchemas(SCHEMAS));
  if (command === "") {
    const commands = Object.keys(SCHEMAS.commands);
    return { view: { commands }, text: commands.map((one) => `${one}\n`).join(""), paged: true };
  }
  const document = schemaDocument(SCHEMAS, command);
  if (document === undefined) throw unknown(command);
  return inJson(document);
}

function inJson(view: object): Answer {
  return { view, text: `${JSON.stringify(view, null, 2)}\n`, paged: true };
}

function unknown(command: string): CredError {
  const below = wordsAfter(command.split(" "));
  return new CredError("usage.no_schema", `there is no schema for ${quote(command)}`, [
    below.length === 0 ? "to see what has one: cred schema" : `add a word: ${below.join(", ")}`,
  ]);
}
