import assert from "node:assert/strict";
import fc from "fast-check";
import type { HistoryEvent } from "../../src/domain/events.ts";
import { evolve } from "../../src/domain/evolve.ts";
import { openClaims } from "../../src/domain/evolve_claims.ts";
import { leaveOutEnded, mayBeLeftOut } from "../../src/domain/left_out.ts";
import { emptyState, type State, type StateDraft } from "../../src/domain/state.ts";
import { classify } from "../../src/domain/classify.ts";
import { orphanedPlaces, staleDeliveries } from "../../src/domain/deliveries.ts";
import {
  livingKeys,
  openIntents,
  rivalVersions,
  sealedFiles,
  usableSource,
} from "../../src/domain/queries.ts";
import { planRotation, rotationsOf, unnamedKeys } from "../../src/domain/rotations.ts";
import { secretListView } from "../../src/views/secrets.ts";
import { readSnapshot, writeSnapshot } from "../../src/vault/snapshot.ts";
import { statusView } from "../../src/views/status.ts";
import { MemoryFiles } from "../support/memory_files.ts";
import { anyHistory } from "./any_event.ts";
import { atMs, generated, given, id, requested } from "./given.ts";

const HEAD = {
  pointer: "",
  publicKey: new Uint8Array(),
  plainLog: undefined,
  plainFrom: 0,
  lastLines: {},
  mark: { logs: new Map(), aboutSigners: [] },
  page: undefined,
  heads: {},
  recent: [],
};

/** A history whose ids are all other ones than those of `anyHistory`. */
const anyLaterHistory = anyHistory.map((history) =>
  JSON.parse(
    JSON.stringify(history).replaceAll(/("00000000-0000-7000-8000-0000000000)0/g, "$11"),
  ) as HistoryEvent[]
);

/** Maps in their order, without what is absent. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, one) => one instanceof Map ? [...one] : one));
}

/** All of a state but its keys. */
function rest({ keys: _, earlyEnds: __, leftOut: ___, ...state }: State): unknown {
  return plain(state);
}

/** Answers of all kinds. */
function answers(state: State): unknown {
  const place = { folder: "/v", kind: "given", id: "", records: 0, behind: [] } as const;
  return plain([
    statusView({ ...place, state, nowMs: 0 }),
    secretListView(state, undefined, { environment: undefined, source: undefined }, atMs(5)),
    rotationsOf(state),
    openClaims(state),
    rivalVersions(state),
    rotationsOf(state, "A"),
    unnamedKeys(state),
    [...state.sources.keys()].map((source) => [
      usableSource(state, source),
      livingKeys(state, source),
      openIntents(state, source),
      planRotation(state, source, {}),
    ]),
    [...sealedFiles(state)],
    staleDeliveries(state),
    orphanedPlaces(state),
  ]);
}

/** The state as it comes back from a snapshot. */
async function kept(state: State): Promise<StateDraft> {
  const files = new MemoryFiles();
  await writeSnapshot(files, "/snapshot", { ...HEAD, state: leaveOutEnded(state, new Set()) });
  return (await readSnapshot(files, "/snapshot"))!.state as StateDraft;
}

Deno.test("going on from a snapshot comes to what the whole history comes to, or is refused", async () => {
  let later = 0, refused = 0;
  await fc.assert(
    fc.asyncProperty(anyHistory, fc.oneof(anyHistory, anyLaterHistory), async (before, after) => {
      const whole = emptyState();
      for (const event of before) evolve(whole, event);
      const state = await kept(whole);
      assert.deepEqual(rest(state), rest(whole));
      for (const event of after) {
        if (mayBeLeftOut(state, event.event)) return void refused++;
        evolve(state, event);
        evolve(whole, event);
        later++;
      }
      assert.deepEqual(rest(state), rest(whole));
      for (const [key, held] of state.keys) {
        assert.deepEqual(plain(held), plain(whole.keys.get(key)));
      }
      for (const [key, { status }] of whole.keys) {
        assert(state.keys.has(key) || ["failed", "stray_deleted", "deleted"].includes(status), status);
        assert(state.keys.has(key) || key <= state.leftOut!);
      }
      assert.deepEqual(answers(state), answers(whole));
    }),
    { numRuns: 3_000 },
  );
  assert(later > 1_000 && refused > 100, `${later} events later, ${refused} refused`);
});

Deno.test("a key that ended is left out, but for one that is kept, and its id is known to be taken", () => {
  const state = given(
    requested(1),
    generated(1),
    requested(2),
    generated(2),
    ...[1, 2].map((n) => ({
      type: "key.deleted" as const,
      data: { key: id(n), source: "resend", remoteId: "re", request: id(9), result: "deleted" as const },
    })),
  );
  const left = leaveOutEnded(state, new Set([id(1)]));
  assert.deepEqual([...left.keys.keys()], [id(1)]);
  assert.equal(left.leftOut, id(2));
  const event = (n: number) => ({ v: 1, seq: 0, id: id(n), time: "", ...requested(n) });
  const answers = [1, 2, 3].map((n) => mayBeLeftOut(left, { ...event(n), id: id(n) } as never));
  assert.deepEqual(answers, [false, true, false]);
  // @ts-expect-error: who asks about keys that ended needs all of them.
  assert.throws(() => classify(left, "resend", undefined, 0, { log: undefined, locked: true }));
});
