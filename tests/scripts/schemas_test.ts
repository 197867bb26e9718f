// The schemas of what --json prints: made of the types, kept in a file, and one for every command.

import assert from "node:assert/strict";
import { answerSchemas, SCHEMAS_FILE, schemasText } from "../../scripts/answer_schemas.ts";
import { everyCommand } from "../support/commands.ts";
import { checkJson, SILENT } from "../support/json_answers.ts";

/** What is no command, and has a schema. */
const BESIDES = ["error", "version"];

const HINT = "after a change of an answer's type: deno task schema";

Deno.test("schemas: the file is what the types make", () => {
  assert.equal(Deno.readTextFileSync(SCHEMAS_FILE), schemasText(answerSchemas()), HINT);
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
