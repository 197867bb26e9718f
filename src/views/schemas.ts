// The law of a published schema: whole in itself, and open: a field that it doesn't name may come with a later version.

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** How those are called that aren't `cred COMMAND --json`. */
const TITLES: Readonly<Record<string, string>> = {
  error: "An error of cred, on stderr",
  version: "cred --version --json",
};

/** A JSON Schema, or a part of one. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What `schemas.json` here holds, made by `deno task schema`. */
export interface Schemas {
  /** By a command's words, and under `error` that of an error. */
  readonly commands: Readonly<Record<string, JsonSchema>>;
  /** What they share. */
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

/** Answer of `schema COMMAND`: JSON Schema 2020-12. */
export interface SchemaDocument {
  readonly $schema: typeof DIALECT;
  readonly $id: string;
  readonly title: string;
  readonly [keyword: string]: unknown;
}

/** Answer of `schema`. */
export interface SchemaListView {
  /** What has a schema: the words of commands, `version` and `error`. */
  readonly commands: readonly string[];
}

/** Answer of `schema --all`. */
export interface AllSchemasView {
  /** By the command's words, and under `error` that of an error. */
  readonly schemas: { readonly [command: string]: SchemaDocument };
}

/** The schema of a command's answer by the command's words; undefined where there is none. */
export function schemaDocument({ commands, $defs }: Schemas, command: string): SchemaDocument | undefined {
  const schema = Object.hasOwn(commands, command) ? commands[command]! : undefined;
  if (schema === undefined) return undefined;
  const shared = Object.fromEntries(
    [...namesIn(schema, $defs)].sort().map((name) => [name, $defs[name]]),
  );
  return {
    $schema: DIALECT,
    $id: `urn:cred:schema:${command.replaceAll(" ", ":")}`,
    title: TITLES[command] ?? `cred ${command} --json`,
    ...schema,
    ...Object.keys(shared).length === 0 ? {} : { $defs: shared },
  };
}

/** Every schema. */
export function allSchemas(schemas: Schemas): AllSchemasView {
  const names = Object.keys(schemas.commands);
  return { schemas: Object.fromEntries(names.map((name) => [name, schemaDocument(schemas, name)!])) };
}

/** The definitions that a schema needs, and those that these need. */
function namesIn(schema: unknown, $defs: Schemas["$defs"], names = new Set<string>()): Set<string> {
  for (const [, name] of JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/(\w+)"/g)) {
    if (names.has(name!)) continue;
    names.add(name!);
    namesIn($defs[name!], $defs, names);
  }
  return names;
}
