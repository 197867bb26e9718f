import assert from "node:assert/strict";
import type { NewEvent } from "../../src/domain/events.ts";
import type { KeyStatus } from "../../src/domain/state.ts";
import {
  added,
  adopted,
  deleted,
  deletionRequested,
  fact,
  generated,
  given,
  id,
  minute,
  requested,
  requestFailed,
  set,
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
  { title: "taken over", given: [adopted(1)], status: "live", value: true, named: true },
  { title: "taken over, then deleted", given: [adopted(1), deleted(1, 7)], status: "deleted" },
  {
    title: "deleted, as another log says, before it was taken over",
    given: [deleted(1, 7), adopted(1)],
    status: "stray_deleted",
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

Deno.test("a value that was set by hand is the key's when that is taken over, wherever it lies", () => {
  const place = {
    environment: "default",
    name: "KEY",
    target: "github",
    driver: "github",
    address: "https://api.github.com",
    identifier: "acme/app",
    store: "actions",
    version: id(5),
  };
  const state = given(
    vault,
    added(),
    set(5, "KEY", { description: "by hand", to: ["r1", "r2"] }),
    set(6, "OTHER"),
    fact("secret.pushed", { ...place, remoteName: "KEY", fingerprint: "fk:5", request: id(8) }),
    fact("secret.push_requested", { ...place, remoteName: "KEY_2" }, 9),
    adopted(1, { version: id(5), fingerprint: "fk:5", madeAt: minute(-60) }),
    adopted(2, { version: id(6), name: "SECOND" }),
    adopted(3, { version: id(1), name: "KEY" }),
  );
  assert.deepEqual(
    state.secrets.get("default/KEY")?.versions,
    [id(1), id(3)],
    "a key's version stays a key's",
  );
  assert.equal(state.secrets.get("default/KEY")?.description, "by hand");
  assert.deepEqual([...state.versions.keys()].sort(), [id(1), id(2), id(3), id(6)]);
  assert.deepEqual(state.versions.get(id(1))?.formerReaders, ["r2"], "who could read it has the key");
  assert.deepEqual([...state.deliveries.values()].map(({ version }) => version), [id(1)]);
  assert.deepEqual([...state.errands.values()].map(({ version }) => version), [id(1)]);
  const { generatedAt, adoptedAt } = state.keys.get(id(1))!;
  assert.deepEqual([generatedAt, adoptedAt], [minute(-60), minute(6)]);
});

Deno.test("a key is never made later than it was taken over", () => {
  const state = given(vault, added(), adopted(1, { madeAt: minute(9) }));
  assert.equal(state.keys.get(id(1))?.generatedAt, minute(2));
});
