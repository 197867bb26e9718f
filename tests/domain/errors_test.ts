import assert from "node:assert/strict";
import { CredError, EXIT_STATUS, refusalError } from "../../src/domain/errors.ts";
import { filesUnder } from "../support/secrets_at_rest.ts";

Deno.test("the first word of a code is the exit status", () => {
  const statuses = {
    failed: 1,
    usage: 2,
    partial: 3,
    access: 4,
    conflict: 5,
    integrity: 6,
    not_executable: 126,
    not_found: 127,
    interrupted: 130,
  };
  assert.deepEqual(EXIT_STATUS, statuses);
  for (const [kind, status] of Object.entries(statuses) as [keyof typeof statuses, number][]) {
    assert.equal(new CredError(kind, "x").status, status);
    assert.equal(new CredError(`${kind}.some.thing`, "x").status, status);
  }
});

Deno.test("a refusal becomes an error with the same words", () => {
  const error = refusalError({ code: "conflict.secret_exists", message: "it is there", hints: ["a", "b"] });
  assert.ok(error instanceof Error);
  assert.deepEqual([error.name, error.code, error.message, error.hints], [
    "CredError",
    "conflict.secret_exists",
    "it is there",
    ["a", "b"],
  ]);
  assert.ok(!("cause" in error));
});

Deno.test("a cause is kept", () => {
  const cause = new Error("inner");
  assert.equal(new CredError("failed", "x", [], cause).cause, cause);
});

Deno.test("the codes are those that scripts know: one that goes away breaks them, a new one is for good", () => {
  const src = `${import.meta.dirname}/../../src`;
  const code = new RegExp(`"((?:${Object.keys(EXIT_STATUS).join("|")})\\.[a-z_.]+)"`, "g");
  const found = new Set<string>();
  for (const path of filesUnder(src)) {
    if (!path.endsWith(".ts")) continue;
    for (const [, word] of Deno.readTextFileSync(path).matchAll(code)) found.add(word!);
  }
  const known = Deno.readTextFileSync(`${import.meta.dirname}/golden/error_codes.txt`).trim().split("\n");
  assert.deepEqual([...found].sort(), known);
});
