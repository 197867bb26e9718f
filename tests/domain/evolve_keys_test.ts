import assert from "node:assert/strict";
import type { NewEvent } from "../../src/domain/events.ts";
import type { KeyStatus } from "../../src/domain/state.ts";
import {
  added,
  deleted,
  deletionRequested,
  fact,
  generated,
  given,
  id,
  requested,
  requestFailed,
  strayDeleted,
  vanished,
  vault,
} from "./given.ts";

/** What became of key 1: its status, whether its value is kept, whether the name points at it, what is open. */
interface KeyRow {
  readonly title: string;
  readonly given: readonly NewEvent[];
  readonly status: KeyStatus | undefined;
  readonly value?: true;
  readonly named?: true;
  readonly open?: readonly number[];
}

const LIFE: readonly KeyRow[] = [
  { title: "asked for", given: [requested(1)], status: "requested", open: [1] },
  { title: "made", given: [requested(1), generated(1)], status: "live", value: true, named: true },
  { title: "refused", given: [requested(1), requestFailed(1)], status: "failed" },
  { title: "lost and deleted", given: [requested(1), strayDeleted(1)], status: "stray_deleted" },
  { title: "found gone", given: [generated(1), vanished(1)], status: "vanished", value: true, named: true },
  {
    title: "to be deleted",
    given: [generated(1), deletionRequested(1, 7)],
    status: "live",
    value: true,
    named: true,
    open: [7],
  },
  { title: "deleted", given: [generated(1), deletionRequested(1, 7), deleted(1, 7)], status: "deleted" },
  {
    title: "not deleted",
    given: [
      generated(1),
      deletionRequested(1, 7),
      fact("key.deletion_failed", { key: id(1), source: "resend", request: id(7), message: "no" }),
    ],
    status: "live",
    value: true,
    named: true,
  },
  {
    title: "found gone, then deleted",
    given: [generated(1), vanished(1), deletionRequested(1, 7), deleted(1, 7)],
    status: "deleted",
  },
];

const LATE: readonly KeyRow[] = [
  {
    title: "made after it was given up",
    given: [requested(1), requestFailed(1), generated(1)],
    status: "live",
    value: true,
    named: true,
  },
  {
    title: "given up after it was made",
    given: [requested(1), generated(1), requestFailed(1)],
    status: "live",
    value: true,
    named: true,
  },
  {
    title: "made after it was deleted as a stray",
    given: [requested(1), strayDeleted(1), generated(1)],
    status: "stray_deleted",
  },
  {
    title: "deleted as a stray after it was made",
    given: [requested(1), generated(1), strayDeleted(1)],
    status: "stray_deleted",
  },
  {
    title: "its twin deleted as a stray",
    given: [requested(1), generated(1), strayDeleted(1, "twin")],
    status: "live",
    value: true,
    named: true,
  },
  {
    title: "found gone after it was deleted",
    given: [generated(1), deleted(1, 7), vanished(1)],
    status: "deleted",
  },
  {
    title: "found gone before it was made",
    given: [requested(1), vanished(1), generated(1)],
    status: "live",
    value: true,
    named: true,
  },
  {
    title: "deletion asked for after it was deleted",
    given: [generated(1), deleted(1, 7), deletionRequested(1, 8)],
    status: "deleted",
  },
];

const TWICE: readonly KeyRow[] = [
  { title: "asked for twice", given: [requested(1), requested(1)], status: "requested", open: [1] },
  {
    title: "made twice",
    given: [requested(1), generated(1), generated(1)],
    status: "live",
    value: true,
    named: true,
  },
  {
    title: "asked for again after it was made",
    given: [requested(1), generated(1), requested(1)],
    status: "live",
    value: true,
    named: true,
  },
  {
    title: "deleted twice",
    given: [generated(1), deletionRequested(1, 7), deleted(1, 7), deleted(1, 7)],
    status: "deleted",
  },
  {
    title: "made twice, deleted once",
    given: [generated(1), generated(1), deletionRequested(1, 7), deleted(1, 7)],
    status: "deleted",
  },
  { title: "refused twice", given: [requested(1), requestFailed(1), requestFailed(1)], status: "failed" },
];

const WITHOUT_INTENT: readonly KeyRow[] = [
  { title: "made", given: [generated(1)], status: "live", value: true, named: true },
  { title: "refused", given: [requestFailed(1)], status: undefined },
  { title: "deleted", given: [generated(1), deleted(1, 7)], status: "deleted" },
  { title: "deleted, and unknown", given: [deleted(1, 7)], status: undefined },
];

const BEFORE: readonly KeyRow[] = [
  {
    title: "made before it was asked for",
    given: [generated(1), requested(1)],
    status: "live",
    value: true,
    named: true,
  },
  {
    title: "a stray deleted before it was asked for",
    given: [strayDeleted(1), requested(1)],
    status: "stray_deleted",
  },
  { title: "deleted before it was made", given: [deleted(1, 7), generated(1)], status: "stray_deleted" },
  {
    title: "deleted, asked to be, asked for, made",
    given: [deleted(1, 7), deletionRequested(1, 7), requested(1), generated(1)],
    status: "stray_deleted",
  },
];

for (const [area, rows] of Object.entries({ LIFE, LATE, TWICE, WITHOUT_INTENT, BEFORE })) {
  for (const row of rows) {
    Deno.test(`a key, ${area.toLowerCase().replace("_", " ")}: ${row.title}`, () => {
      const state = given(vault, added(), ...row.given);
      const key = state.keys.get(id(1));
      assert.equal(key?.status, row.status);
      assert.equal(state.versions.has(id(1)), row.value ?? false, "its value is kept");
      assert.deepEqual(state.secrets.get("default/KEY")?.versions, row.named ? [id(1)] : undefined);
      assert.deepEqual([...state.intents.keys()], (row.open ?? []).map(id));
      const ended = key !== undefined && key.status !== "live" && key.status !== "requested";
      assert.equal(key?.endedAt !== undefined, ended, "it has an end where it ended");
    });
  }
}
