// The law of --json: stdout holds one value that fits the command's schema, or nothing, and stderr then one error that
// fits the schema of errors. Every run in a test's world is held to it, with a validator that nobody here wrote, and
// closed: a field that no schema names is refused, though for others they are open.

import assert from "node:assert/strict";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { moveLeadingFlags } from "../../src/cli/flags.ts";
import { helpWords } from "../../src/cli/help_words.ts";
import made from "../../src/views/schemas.json" with { type: "json" };
import { type JsonSchema, schemaDocument, type Schemas } from "../../src/views/schemas.ts";

const SCHEMAS: Schemas = made;

/** Commands that answer nothing themselves: the streams are their program's. */
export const SILENT = ["run"];

/** Instants are RFC 3339 in UTC. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Commands that answered and were checked in this process; with --dry-run behind it, where that was given. */
export const answered = new Set<string>();

const validators = new Map<string, ValidateFunction>();

/** What a command left. */
interface Told {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Holds what a command told to the law, where it was asked for JSON. `asked`: whether there were questions on stderr. */
export function checkJson(args: readonly string[], told: Told, asked: boolean): void {
  const words = helpWords(moveLeadingFlags(args));
  const escape = words.indexOf("--");
  const flags = escape < 0 ? words : words.slice(0, escape);
  if (!flags.includes("--json") || flags.includes("--help") || flags.includes("-h")) return;
  const command = commandOf(words);
  if (command !== undefined && SILENT.includes(command) && told.stderr === "") return;
  const said = `cred ${args.join(" ")}`;
  if (told.stdout === "") {
    const error = /\{"error":.*\}\n$/.exec(told.stderr)?.[0];
    assert.ok(error !== undefined, `${said}: neither an answer nor an error: ${told.stderr}`);
    assert.ok(asked || error === told.stderr, `${said}: more than an error: ${told.stderr}`);
    assert.notEqual(told.status, 0, `${said}: an error, and 0`);
    checkFit("error", JSON.parse(error), said);
    return;
  }
  assert.ok(asked || told.stderr === "", `${said}: an answer and more: ${told.stderr}`);
  assert.ok(command !== undefined, `no schema for what ${said} answers`);
  checkFit(command, JSON.parse(told.stdout), said);
  answered.add(flags.includes("--dry-run") ? `${command} --dry-run` : command);
}

function commandOf(words: readonly string[]): string | undefined {
  if (words[0] === "--version" || words[0] === "-V") return "version";
  return [`${words[0]} ${words[1]}`, `${words[0]}`]
    .find((words) => Object.hasOwn(SCHEMAS.commands, words) || SILENT.includes(words));
}

function checkFit(name: string, value: unknown, said: string): void {
  const validate = validatorOf(name);
  if (validate(value)) return;
  const wrong = validate.errors!.map(({ instancePath, message, params }) =>
    `${instancePath === "" ? "it" : instancePath} ${message} ${JSON.stringify(params)}`
  );
  assert.fail(
    `${said}: what it says does not fit its schema, made by deno task schema of the types that ` +
      `src/views/answers.ts names:\n${wrong.join("\n")}`,
  );
}

function validatorOf(name: string): ValidateFunction {
  let validate = validators.get(name);
  if (validate === undefined) {
    const ajv = new Ajv2020({ strict: true, allErrors: true });
    ajv.addFormat("date-time", INSTANT);
    validate = ajv.compile(closed(schemaDocument(SCHEMAS, name)!) as JsonSchema);
    validators.set(name, validate);
  }
  return validate;
}

/** The same schema, refusing fields that it doesn't name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([name, one]) => [name, closed(one)]));
  const isOpen = inner["type"] === "object" && typeof inner["properties"] === "object" &&
    !Object.hasOwn(inner, "additionalProperties");
  return isOpen ? { ...inner, additionalProperties: false } : inner;
}
