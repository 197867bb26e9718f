import assert from "node:assert/strict";
import { CredError, EXIT_STATUS, refusalError } from "../../src/domain/errors.ts";

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
