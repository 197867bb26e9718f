import assert from "node:assert/strict";
import type { Command } from "../../src/domain/decide/mod.ts";
import { currentVersion, findSecret } from "../../src/domain/queries.ts";
import { type Row, testDecisions } from "./decide_table.ts";
import {
  added,
  deleted,
  deletionRequested,
  fact,
  generated,
  type Given,
  given,
  id,
  set,
  vanished,
  vault,
} from "./given.ts";

const MANUAL = { environment: "default", name: "MANUAL" };
const KEY = { environment: "default", name: "KEY" };
const back = (to?: number, ref = MANUAL): Command => (
  { type: "roll back", ...ref, to: to === undefined ? undefined : id(to) }
);
const rolledBack = (n: number, ref = MANUAL) => fact("secret.rolled_back", { ...ref, version: id(n) });
const three = [vault, set(0x1001), set(0x1002), set(0x1003)];
/** Two machines made a key for the same name; the second is current. */
const twoKeys = [vault, added(), generated(0x1001), generated(0x1002)];

const ROWS: readonly Row[] = [
  { title: "to the one before", given: three, when: back(), then: [rolledBack(0x1002)] },
  { title: "to one that is named", given: three, when: back(0x1001), then: [rolledBack(0x1001)] },
  { title: "to the one that is current", given: three, when: back(0x1003), then: [] },
  {
    title: "again: to the one that was current",
    given: [...three, rolledBack(0x1001)],
    when: back(),
    then: [rolledBack(0x1003)],
  },
  { title: "without an older one", given: [vault, set(1)], when: back(), then: "conflict.no_older_version" },
  {
    title: "to a key that is not switched to yet",
    given: [vault, added(), generated(0x1001), generated(0x1002, { replaces: id(0x1001) })],
    when: back(0x1002, KEY),
    then: "conflict.rotating",
  },
  { title: "a name that is none", given: [vault], when: back(), then: "failed.no_secret" },
  { title: "to a version of nothing", given: three, when: back(0x2001), then: "failed.no_version" },
  {
    title: "to a version of another secret",
    given: [...three, set(0x2001, "OTHER")],
    when: back(0x2001),
    then: "failed.no_version",
  },
  {
    title: "to a live key, which stays the same key",
    given: twoKeys,
    when: back(undefined, KEY),
    then: [rolledBack(0x1001, KEY)],
  },
  {
    title: "to a key that was deleted",
    given: [...twoKeys, deletionRequested(0x1001, 7), deleted(0x1001, 7)],
    when: back(0x1001, KEY),
    then: "failed.no_value",
  },
  {
    title: "to a key that may be deleted already",
    given: [...twoKeys, deletionRequested(0x1001, 7)],
    when: back(0x1001, KEY),
    then: "conflict.key_deleting",
  },
  {
    title: "to a key whose deletion failed for sure",
    given: [
      ...twoKeys,
      deletionRequested(0x1001, 7),
      fact("key.deletion_failed", { key: id(0x1001), source: "resend", request: id(7), message: "no" }),
    ],
    when: back(0x1001, KEY),
    then: [rolledBack(0x1001, KEY)],
  },
  {
    title: "to a key that is gone at its platform",
    given: [...twoKeys, vanished(0x1001)],
    when: back(0x1001, KEY),
    then: "conflict.key_gone",
  },
  {
    title: "to a key that is on its way to take a place",
    given: [vault, added(), generated(0x1001), generated(0x1002, { replaces: id(0x1001) })],
    when: back(0x1002, KEY),
    then: "conflict.rotating",
  },
];
testDecisions("roll back", ROWS);

function currentAfter(ref: typeof MANUAL, ...facts: Given): string | undefined {
  const state = given(...facts);
  const entry = findSecret(state, ref);
  return entry === undefined ? undefined : currentVersion(state, entry)?.id;
}

Deno.test("rolled back: the version is current, and every version is there once", () => {
  const state = given(...three, rolledBack(0x1001));
  assert.deepEqual(findSecret(state, MANUAL)?.versions, [0x1002, 0x1003, 0x1001].map(id));
  assert.equal(currentAfter(MANUAL, ...three, rolledBack(0x1001), set(0x1004)), id(0x1004));
});

Deno.test("rolled back: a key keeps its id, at the platform too", () => {
  const state = given(...twoKeys, rolledBack(0x1001, KEY));
  assert.equal(findSecret(state, KEY)?.versions.at(-1), id(0x1001));
  assert.deepEqual([...state.keys.values()].map(({ remoteId, status }) => [remoteId, status]), [
    [`re-${0x1001}`, "live"],
    [`re-${0x1002}`, "live"],
  ]);
});

Deno.test("rolled back: what can't be is passed over", () => {
  const gone = [...twoKeys, deletionRequested(0x1001, 7), deleted(0x1001, 7), rolledBack(0x1001, KEY)];
  assert.equal(currentAfter(KEY, ...gone), id(0x1002));
  assert.equal(currentAfter(MANUAL, ...three, set(0x2001, "OTHER"), rolledBack(0x2001)), id(0x1003));
  assert.equal(currentAfter(MANUAL, vault, rolledBack(0x1001)), undefined);
});
