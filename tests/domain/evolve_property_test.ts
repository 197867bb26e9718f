import assert from "node:assert/strict";
import fc from "fast-check";
import { classify } from "../../src/domain/classify.ts";
import { EVENT_VERSIONS } from "../../src/domain/event_versions.ts";
import type { HistoryEvent } from "../../src/domain/events.ts";
import { evolve } from "../../src/domain/evolve.ts";
import { currentVersion, sealedFiles } from "../../src/domain/queries.ts";
import { emptyState, type WholeState } from "../../src/domain/state.ts";
import { canonicalForm } from "../../src/log/canonical.ts";
import { replayDocument } from "../../src/views/replay.ts";
import { ANY_DATA, anyHistory } from "./any_event.ts";
import { HERE } from "./given.ts";

const RUNS = { numRuns: 2_000 };

function fold(history: readonly HistoryEvent[]): WholeState {
  const state = emptyState();
  for (const event of history) evolve(state, event);
  return state;
}

Deno.test("every event type takes part in these properties", () => {
  assert.deepEqual(Object.keys(ANY_DATA).sort(), Object.keys(EVENT_VERSIONS).sort());
});

Deno.test("evolve never throws, and never forgets a key that was asked for or made", () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      const state = fold(history);
      for (const { event } of history) {
        if (event.type === "key.requested") assert.ok(state.keys.has(event.id));
        if (event.type === "key.generated") assert.ok(state.keys.has(event.data.key));
      }
    }),
    RUNS,
  );
});

Deno.test("a dead key stays dead, and has no value", () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      const state = emptyState();
      const dead = new Set<string>();
      for (const event of history) {
        evolve(state, event);
        for (const key of state.keys.values()) {
          if (key.status === "deleted" || key.status === "stray_deleted") dead.add(key.id);
          else assert.ok(!dead.has(key.id), "it came back");
        }
      }
    }),
    RUNS,
  );
});

Deno.test("a live key keeps its value until it dies; every secret has a current version", () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      // An id that stands for a key and for a value set by hand is nothing that cred writes.
      const made = history.filter(({ event }) => event.type !== "secret.set");
      const state = fold(made);
      for (const key of state.keys.values()) {
        if (key.status !== "live") continue;
        const version = state.versions.get(key.id);
        assert.ok(version !== undefined && sealedFiles(state).has(version.sealed));
      }
      for (const entry of state.secrets.values()) {
        assert.ok(currentVersion(state, entry) !== undefined);
        assert.equal(new Set(entry.versions).size, entry.versions.length);
      }
    }),
    RUNS,
  );
});

Deno.test("an open intent is of a key that may still need it", () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      const state = fold(history);
      for (const intent of state.intents.values()) {
        if (intent.kind === "create") assert.notEqual(state.keys.get(intent.key)?.status, "failed");
      }
    }),
    RUNS,
  );
});

Deno.test("the same history gives the same state and document, whatever is folded beside it", () => {
  fc.assert(
    fc.property(anyHistory, anyHistory, (history, other) => {
      const state = emptyState(), beside = emptyState();
      history.forEach((event, i) => {
        evolve(state, event);
        if (other[i] !== undefined) evolve(beside, other[i]);
      });
      assert.deepEqual(state, fold(history));
      assert.equal(
        canonicalForm(replayDocument(state, {})),
        canonicalForm(replayDocument(fold(history), {})),
      );
      assert.deepEqual(
        classify(state, "A", [{ remoteId: "re-1", remoteName: "x" }], 0, { logs: [HERE], locked: true })
          .length,
        1,
      );
    }),
    { numRuns: 100 },
  );
});

Deno.test("evolve changes no event", () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      const before = structuredClone(history);
      fold(history);
      assert.deepEqual(history, before);
    }),
    { numRuns: 100 },
  );
});
