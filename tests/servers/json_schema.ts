// As much of JSON Schema, in OpenAPI's 3.0 dialect, as descriptions of platforms need. A word it doesn't know is an
// error, so that nothing is taken as checked that isn't.

/** A schema, as it is parsed from JSON. */
export type Schema = { readonly [key: string]: unknown };

const KNOWN = new Set([
  "$ref",
  "additionalProperties",
  "anyOf",
  "enum",
  "format",
  "items",
  "maxItems",
  "nullable",
  "pattern",
  "properties",
  "required",
  "type",
]);

/** What in `value` doesn't fit; `schemas` are what a `$ref` names. */
export function mismatches(
  schema: Schema,
  value: unknown,
  schemas: Readonly<Record<string, Schema>>,
  at = "it",
): readonly string[] {
  for (const key of Object.keys(schema)) {
    if (!KNOWN.has(key)) throw new Error(`unknown word "${key}" in a schema`);
  }
  const within = (inner: unknown, item: unknown, where: string) =>
    mismatches(inner as Schema, item, schemas, where);

  if (typeof schema["$ref"] === "string") {
    const named = schemas[schema["$ref"]];
    if (named === undefined) throw new Error(`no schema "${schema["$ref"]}"`);
    return within(named, value, at);
  }
  if (value === null) {
    return schema["nullable"] === true || Object.keys(schema).length === 0 ? [] : [`${at} is null`];
  }
  if (Array.isArray(schema["anyOf"])) {
    const all = schema["anyOf"].map((inner) => within(inner, value, at));
    if (!all.some((found) => found.length === 0)) return [`${at} fits none of ${all.length}`, ...all[0]!];
  }
  const found: string[] = [];
  if (schema["type"] !== undefined && !isOfType(schema["type"], value)) {
    return [`${at} is no ${schema["type"]}`];
  }
  if (Array.isArray(schema["enum"]) && !schema["enum"].includes(value)) {
    found.push(`${at} is none of the enum`);
  }
  if (typeof schema["pattern"] === "string" && !new RegExp(schema["pattern"]).test(String(value))) {
    found.push(`${at} has not the pattern`);
  }
  if (schema["format"] === "date-time" && Number.isNaN(Date.parse(String(value)))) {
    found.push(`${at} is no instant`);
  }
  if (Array.isArray(value)) {
    if (schema["items"] !== undefined) {
      value.forEach((item, i) => found.push(...within(schema["items"], item, `${at}[${i}]`)));
    }
    return found;
  }
  if (typeof value !== "object") return found;
  const fields = value as Record<string, unknown>,
    known = (schema["properties"] ?? {}) as Record<string, unknown>;
  for (const name of (schema["required"] ?? []) as string[]) {
    if (!(name in fields)) found.push(`${at}.${name} is missing`);
  }
  for (const [name, item] of Object.entries(fields)) {
    if (name in known) found.push(...within(known[name], item, `${at}.${name}`));
    else if (schema["additionalProperties"] === false) found.push(`${at}.${name} is unknown`);
  }
  return found;
}

function isOfType(type: unknown, value: unknown): boolean {
  const kind: string = typeof value;
  switch (type) {
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "object":
      return typeof value === "object" && !Array.isArray(value);
    default:
      return kind === type;
  }
}
