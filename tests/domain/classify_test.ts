import assert from "node:assert/strict";
import { classify, type KeyClass, vanishedKeys } from "../../src/domain/classify.ts";
import { remoteNameOf } from "../../src/domain/ids.ts";
import {
  added,
  adopted,
  atMs,
  deleted,
  deletionRequested,
  generated,
  type Given,
  given,
  HERE,
  id,
  requested,
  requestFailed,
  strayDeleted,
  THERE,
  vanished,
  VAULT,
  vault,
} from "./given.ts";

const ours = (n: number, name = "KEY") => remoteNameOf(name, VAULT, id(n));
const theirs = remoteNameOf("KEY", "f".repeat(32), id(1));

interface Row {
  readonly title: string;
  readonly given: Given;
  readonly listed: { readonly remoteId: string; readonly remoteName: string };
  readonly as: KeyClass;
  /** Whether this machine holds the source's lock; it does unless said. */
  readonly locked?: false;
  readonly atMinute?: number;
}

const ROWS: readonly Row[] = [
  { title: "live", given: [generated(1)], listed: { remoteId: "re-1", remoteName: ours(1) }, as: "managed" },
  {
    title: "live under a name somebody changed",
    given: [generated(1)],
    listed: { remoteId: "re-1", remoteName: "x" },
    as: "managed",
  },
  {
    title: "abandoned",
    given: [requested(1)],
    listed: { remoteId: "re-1", remoteName: ours(1) },
    as: "stray",
  },
  {
    title: "asked for by this machine, still before its time",
    given: [requested(1)],
    listed: { remoteId: "re-1", remoteName: ours(1) },
    as: "pending",
    locked: false,
    atMinute: 2,
  },
  {
    title: "asked for by this machine, over time",
    given: [requested(1)],
    listed: { remoteId: "re-1", remoteName: ours(1) },
    as: "stray",
    locked: false,
    atMinute: 3,
  },
  {
    title: "asked for by another machine",
    given: [[THERE, requested(1)]],
    listed: { remoteId: "re-1", remoteName: ours(1) },
    as: "pending",
  },
  {
    title: "asked for by another machine, whose clock is an hour ahead",
    given: [[THERE, requested(1)]],
    listed: { remoteId: "re-1", remoteName: ours(1) },
    as: "pending",
    atMinute: -58,
  },
  {
    title: "asked for by another machine, in a far future",
    given: [[THERE, requested(1)]],
    listed: { remoteId: "re-1", remoteName: ours(1) },
    as: "stray",
    atMinute: -60 * 24 - 5,
  },
  {
    title: "asked for by another machine, an hour ago",
    given: [[THERE, requested(1)]],
    listed: { remoteId: "re-1", remoteName: ours(1) },
    as: "stray",
    atMinute: 62,
  },
  {
    title: "given up, and there all the same",
    given: [requested(1), requestFailed(1)],
    listed: { remoteId: "re-1", remoteName: ours(1) },
    as: "stray",
  },
  {
    title: "deleted, and there all the same",
    given: [generated(1), deletionRequested(1, 7), deleted(1, 7)],
    listed: { remoteId: "re-1", remoteName: ours(1) },
    as: "stray",
  },
  {
    title: "found gone, and there again",
    given: [generated(1), vanished(1)],
    listed: { remoteId: "re-1", remoteName: ours(1) },
    as: "managed",
  },
  {
    title: "the twin of a live one",
    given: [generated(1)],
    listed: { remoteId: "re-2", remoteName: ours(1) },
    as: "stray",
  },
  {
    title: "a stray whose end is in the log before it",
    given: [strayDeleted(1), requested(1)],
    listed: { remoteId: "re-1", remoteName: ours(1) },
    as: "stray",
  },
  {
    title: "taken over, without a mark",
    given: [adopted(1)],
    listed: { remoteId: "re-1", remoteName: "Production" },
    as: "managed",
  },
  {
    title: "taken over, whatever it is called now",
    given: [adopted(1)],
    listed: { remoteId: "re-1", remoteName: theirs },
    as: "managed",
  },
  {
    title: "taken over, found gone, and there again",
    given: [adopted(1), vanished(1)],
    listed: { remoteId: "re-1", remoteName: "Production" },
    as: "managed",
  },
  {
    title: "taken over and deleted, and there all the same",
    given: [adopted(1), deletionRequested(1, 7), deleted(1, 7)],
    listed: { remoteId: "re-1", remoteName: "Production" },
    as: "stray",
  },
  {
    title: "taken over, deleted, and taken over again",
    given: [adopted(1), deletionRequested(1, 7), deleted(1, 7), adopted(2, { remoteId: "re-1" })],
    listed: { remoteId: "re-1", remoteName: "Production" },
    as: "managed",
  },
  {
    title: "its name is that of one that was taken over",
    given: [adopted(1)],
    listed: { remoteId: "re-2", remoteName: "Production" },
    as: "foreign",
  },
  {
    title: "our mark, an intent of nowhere",
    given: [],
    listed: { remoteId: "re-1", remoteName: ours(9) },
    as: "unmerged",
  },
  {
    title: "our mark, our intent, another name before it",
    given: [generated(1)],
    listed: { remoteId: "re-2", remoteName: ours(1, "OTHER") },
    as: "unmerged",
  },
  {
    title: "another vault's mark",
    given: [generated(1)],
    listed: { remoteId: "re-2", remoteName: theirs },
    as: "elsewhere",
  },
  {
    title: "no mark",
    given: [generated(1)],
    listed: { remoteId: "re-2", remoteName: "Production" },
    as: "foreign",
  },
  {
    title: "a mark with something after it",
    given: [generated(1)],
    listed: { remoteId: "re-2", remoteName: `${ours(1)}x` },
    as: "foreign",
  },
  {
    title: "a mark cut short",
    given: [generated(1)],
    listed: { remoteId: "re-2", remoteName: ours(1).slice(0, -1) },
    as: "foreign",
  },
  {
    title: "a mark in small letters",
    given: [generated(1)],
    listed: { remoteId: "re-2", remoteName: ours(1).toLowerCase() },
    as: "foreign",
  },
];

for (const { title, listed, as, locked, atMinute, ...row } of ROWS) {
  Deno.test(`a listed key is ${as}: ${title}`, () => {
    const state = given(vault, added(), ...row.given);
    const own = { logs: [HERE], locked: locked ?? true };
    const [found] = classify(state, "resend", [listed], atMs(atMinute ?? 10), own);
    assert.equal(found?.class, as);
    assert.equal(found.key !== undefined, as === "managed" || as === "stray" || as === "pending");
  });
}

Deno.test("a key that is live at another source is none of this one's", () => {
  const state = given(vault, added(), added("eu", "t2"), generated(1, { source: "eu" }));
  const [found] = classify(state, "resend", [{ remoteId: "re-1", remoteName: "x" }], 0, {
    logs: [HERE],
    locked: true,
  });
  assert.equal(found?.class, "foreign");
});

Deno.test("nothing is ours before there is a vault", () => {
  const listed = [{ remoteId: "re-1", remoteName: ours(1) }];
  assert.equal(
    classify(given(), "resend", listed, 0, { logs: [], locked: true })[0]?.class,
    "elsewhere",
  );
});

Deno.test("vanished are the live ones that are no longer listed", () => {
  const state = given(vault, added(), generated(1), generated(2, { name: "B" }), requested(3, { name: "C" }));
  const gone = vanishedKeys(state, "resend", [{ remoteId: "re-1", remoteName: "x" }]);
  assert.deepEqual(gone.map((key) => key.id), [id(2)]);
});
