import assert from "node:assert/strict";
import { type Command, decide } from "../../src/domain/decide/mod.ts";
import type { ErrorCode } from "../../src/domain/errors.ts";
import type { NewEvent } from "../../src/domain/events.ts";
import { type Given, given } from "./given.ts";

/** One row: what had happened, what is asked, and what comes of it: events, or the code of a refusal. */
export interface Row {
  readonly title: string;
  readonly given: Given;
  readonly when: Command;
  readonly then: readonly NewEvent[] | ErrorCode;
}

/** A test for each row. Deciding changes no state, and a refusal says what to do. */
export function testDecisions(area: string, rows: readonly Row[]): void {
  for (const row of rows) {
    Deno.test(`${area}: ${row.title}`, () => {
      const state = given(...row.given);
      const before = structuredClone(state);
      const decision = decide(state, row.when);
      assert.deepEqual(state, before);
      if ("events" in decision) return assert.deepEqual(decision.events, row.then);
      assert.equal(decision.refusal.code, row.then, decision.refusal.message);
      assert.match(decision.refusal.message, /^[a-z].*[^.]$/s);
      assert.ok(decision.refusal.hints.length > 0);
    });
  }
}
