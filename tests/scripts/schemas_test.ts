// The schemas of what --json prints: made of the types, kept in a file, and one for every command.

import assert from "node:assert/strict";
import { answerSchemas, SCHEMAS_FILE, schemasText } from "../../scripts/answer_schemas.ts";
import { everyCommand } from "../support/commands.ts";
import { checkJson, SILENT } from "../support/json_answers.ts";

/** What is no command, and has a schema. */
const BESIDES = ["error", "version"];

/** The schemas that a file of this text makes. */
async function schemasOf(text: string) {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, text);
    return answerSchemas(file);
  } finally {
    await Deno.remove(file);
  }
}

const HINT = "after a change of an answer's type: deno task schema";

Deno.test("schemas: the file is what the types make", () => {
  assert.equal(Deno.readTextFileSync(SCHEMAS_FILE), schemasText(answerSchemas()), HINT);
});

Deno.test("schemas: each kind of type is called what JSON Schema calls it", async () => {
  const { commands, $defs } = await schemasOf(`
    /** A word. */
    type Word = "b" | "a";
    /** A thing. */
    interface Thing {
      /** What it is called. */
      readonly name: string;
      readonly words: readonly Word[];
      readonly inner?: Thing;
      readonly madeAt: string;
      /** @format date-time */
      readonly until?: string;
      readonly ageMs: number;
      readonly known: boolean | undefined;
      readonly sure: true;
    }
    type Code = "x" | \`x.\${string}\`;
    /** Answer of one. */
    type One = Pick<Thing, "words" | "name"> & { readonly word?: Word };
    export interface Told {
      one: One & { readonly warnings?: readonly string[] };
      two: Thing | { readonly pair: readonly [number, string]; readonly rest: { readonly [id: string]: unknown } };
    }
    export interface Failed { readonly code: Code }
  `);
  assert.deepEqual(commands["one"], {
    type: "object",
    properties: {
      name: { description: "What it is called.", type: "string" },
      words: { type: "array", items: { $ref: "#/$defs/Word" } },
      word: { $ref: "#/$defs/Word" },
      warnings: { type: "array", items: { type: "string" } },
    },
    required: ["name", "words"],
  });
  assert.deepEqual(commands["two"], {
    anyOf: [{ $ref: "#/$defs/Thing" }, {
      type: "object",
      properties: {
        pair: {
          type: "array",
          prefixItems: [{ type: "integer" }, { type: "string" }],
          minItems: 2,
          items: false,
        },
        rest: { type: "object", additionalProperties: true },
      },
      required: ["pair", "rest"],
    }],
  });
  assert.deepEqual($defs["Word"], { description: "A word.", enum: ["a", "b"] });
  assert.deepEqual($defs["Thing"], {
    description: "A thing.",
    type: "object",
    properties: {
      name: { description: "What it is called.", type: "string" },
      words: { type: "array", items: { $ref: "#/$defs/Word" } },
      inner: { $ref: "#/$defs/Thing" },
      madeAt: { type: "string", format: "date-time" },
      until: { type: "string", format: "date-time" },
      ageMs: { description: "In milliseconds.", type: "integer", minimum: 0 },
      known: { type: "boolean" },
      sure: { const: true },
    },
    required: ["name", "words", "madeAt", "ageMs", "sure"],
  });
  const code = { type: "string", pattern: "^(x|x\\..+)$" };
  assert.deepEqual($defs["Code"], code);
  assert.deepEqual(commands["error"], {
    type: "object",
    properties: { code: { $ref: "#/$defs/Code" } },
    required: ["code"],
  });
});

Deno.test("schemas: what JSON can't hold, null, and one name for two types are refused", async () => {
  for (const type of ["null | string", "bigint", "() => void", "NoSuchType"]) {
    await assert.rejects(
      schemasOf(`export interface Told { one: { a: ${type} } }\nexport interface Failed { code: string }`),
      /an answer can't hold/,
      type,
    );
  }
  const twice = "namespace A { export interface X { a: 1 } } namespace B { export interface X { b: 1 } }";
  await assert.rejects(
    schemasOf(`${twice} export interface Told { one: { a: A.X; b: B.X } } export interface Failed { c: 1 }`),
    /two types of answers have the name X/,
  );
});

Deno.test("schemas: every command has one", async () => {
  const { commands } = JSON.parse(Deno.readTextFileSync(SCHEMAS_FILE));
  const expected = (await everyCommand()).filter((words) => !SILENT.includes(words));
  assert.deepEqual(
    Object.keys(commands),
    [...expected, ...BESIDES].sort(),
    `name the command's answer in src/views/answers.ts; ${HINT}`,
  );
});

Deno.test("schemas: what does not fit is refused", () => {
  const list = { vault: "here", sources: [] };
  const source = {
    source: "resend",
    platform: "resend",
    address: "https://api.resend.com",
    status: "active",
    liveKeys: 0,
    unsettled: 0,
    addedAt: "2026-11-23T12:04:11.000Z",
    token: "here",
  };
  const check = (stdout: string, stderr = "", status = 0) =>
    checkJson(["source", "list", "--json"], { status, stdout, stderr }, false);
  const answers = (view: unknown) => () => check(JSON.stringify(view));
  answers({ ...list, sources: [source], warnings: ["this"] })();
  check("", '{"error":{"code":"access.no_vault","message":"none","hints":[]}}\n', 4);

  const wrong: readonly object[] = [
    { ...list, more: 1 },
    { vault: "here" },
    { ...list, vault: null },
    { ...list, sources: [{ ...source, more: 1 }] },
    { ...list, sources: [{ ...source, liveKeys: "0" }] },
    { ...list, sources: [{ ...source, liveKeys: -1 }] },
    { ...list, sources: [{ ...source, status: "gone" }] },
    { ...list, sources: [{ ...source, addedAt: "2026-11-23 12:04" }] },
    { ...list, sources: [{ ...source, addedAt: "2026-11-23T13:04:11+01:00" }] },
  ];
  for (const view of wrong) assert.throws(answers(view), /does not fit/, JSON.stringify(view));
  const errors = [
    '{"error":{"code":"none","message":"none","hints":[]}}',
    '{"error":{"code":"access","message":"none"}}',
    '{"error":{"code":"access","message":"none","hints":[]},"more":1}',
  ];
  for (const error of errors) assert.throws(() => check("", `${error}\n`, 4), /does not fit/, error);
  assert.throws(() => check("{}\n", "vault: here\n"), /an answer and more/);
  assert.throws(() => check("", "error: none\n", 4), /neither an answer nor an error/);
});
