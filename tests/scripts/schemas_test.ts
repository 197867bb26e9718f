// The schemas of what --json prints: made of the types, kept in a file, and one for every command.

import assert from "node:assert/strict";
import { answerSchemas, SCHEMAS_FILE, schemasText } from "../../scripts/answer_schemas.ts";
import { everyCommand } from "../support/commands.ts";

/** The program that it runs has the streams. */
const SILENT = ["run"];
/** What is no command, and has a schema. */
const BESIDES = ["error", "version"];

const HINT = "after a change of an answer's type: deno task schema";

Deno.test("schemas: the file is what the types make", () => {
  assert.equal(Deno.readTextFileSync(SCHEMAS_FILE), schemasText(answerSchemas()), HINT);
});

Deno.test("schemas: every command has one", async () => {
  const { commands } = JSON.parse(Deno.readTextFileSync(SCHEMAS_FILE));
  const expected = (await everyCommand()).filter((command) => !SILENT.includes(command));
  assert.deepEqual(
    Object.keys(commands),
    [...expected, ...BESIDES].sort(),
    `name the command's answer in src/views/answers.ts; ${HINT}`,
  );
});
