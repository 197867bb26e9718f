import assert from "node:assert/strict";
import { refuseMarked } from "../../src/domain/decide/adoption.ts";
import type { KeyClass } from "../../src/domain/classify.ts";
import type { Command } from "../../src/domain/decide/mod.ts";
import type { EventData } from "../../src/domain/events.ts";
import { type Row, testDecisions } from "./decide_table.ts";
import {
  added,
  adopted,
  atMs,
  deleted,
  deletionRequested,
  fact,
  generated,
  given,
  id,
  minute,
  set,
  tested,
  vanished,
  vault,
} from "./given.ts";

const HERE = [vault, added()];
const dataOf = (n: number, more: Partial<EventData["key.adopted"]> = {}) =>
  adopted(n, more).data as EventData["key.adopted"];
const adopt = (n: number, more: Partial<EventData["key.adopted"]> = {}, tested = true): Command => (
  { type: "adopt key", adopted: dataOf(n, more), tested, nowMs: atMs(10) }
);

const ROWS: readonly Row[] = [
  { title: "a key that nobody manages", given: HERE, when: adopt(1), then: [adopted(1), tested(1)] },
  {
    title: "one that could not be tried",
    given: HERE,
    when: adopt(1, {}, false),
    then: [adopted(1)],
  },
  { title: "at a source that is not there", given: [vault], when: adopt(1), then: "access.no_source" },
  {
    title: "at a source that is being revoked",
    given: [...HERE, fact("source.revocation_requested", { source: "resend" })],
    when: adopt(1),
    then: "conflict.revoking",
  },
  { title: "under no name", given: HERE, when: adopt(1, { name: "1" }), then: "usage.name" },
  {
    title: "until a time that is over",
    given: HERE,
    when: adopt(1, { expiresAt: minute(9) }),
    then: "usage.expires",
  },
  {
    title: "one that was made here",
    given: [...HERE, generated(1, { name: "A" })],
    when: adopt(2, { remoteId: "re-1" }),
    then: "conflict.managed",
  },
  {
    title: "one that was taken over already, also where it was found gone",
    given: [...HERE, adopted(1, { name: "A" }), vanished(1)],
    when: adopt(2, { remoteId: "re-1" }),
    then: "conflict.managed",
  },
  {
    title: "one that another source of the account has",
    given: [...HERE, added("news", "t2"), adopted(1, { name: "A", source: "news" })],
    when: adopt(2, { remoteId: "re-1" }),
    then: "conflict.managed",
  },
  {
    title: "one whose id another platform has, too",
    given: [...HERE, added("news", "t2", { driver: "other" }), adopted(1, { name: "A", source: "news" })],
    when: adopt(2, { remoteId: "re-1" }),
    then: [adopted(2, { remoteId: "re-1" }), tested(2)],
  },
  {
    title: "one that was deleted, as far as was known",
    given: [...HERE, adopted(1, { name: "A" }), deletionRequested(1, 7), deleted(1, 7)],
    when: adopt(2, { remoteId: "re-1" }),
    then: [adopted(2, { remoteId: "re-1" }), tested(2)],
  },
  {
    title: "under the name of another key",
    given: [...HERE, generated(1)],
    when: adopt(2, { version: id(1) }),
    then: "conflict.secret_exists",
  },
  {
    title: "under the name of another value",
    given: [...HERE, set(1, "KEY")],
    when: adopt(2),
    then: "conflict.secret_exists",
  },
  {
    title: "under the name of the same value",
    given: [...HERE, set(1, "KEY")],
    when: adopt(2, { version: id(1) }),
    then: [adopted(2, { version: id(1) }), tested(2)],
  },
  {
    title: "under the name of what was the same value and is another one now",
    given: [...HERE, set(1, "KEY"), set(3, "KEY")],
    when: adopt(2, { version: id(1) }),
    then: "conflict.secret_exists",
  },
];

testDecisions("adopting", ROWS);

Deno.test("of the keys that a platform lists only foreign ones are taken over", () => {
  const key = given(...HERE, generated(1)).keys.get(id(1));
  const remote = { remoteId: "re-1", remoteName: "x" };
  const refusals: Readonly<Record<KeyClass, string | undefined>> = {
    foreign: undefined,
    managed: "conflict.managed",
    pending: "conflict.stray",
    stray: "conflict.stray",
    unmerged: "conflict.unmerged",
    elsewhere: "conflict.elsewhere",
  };
  for (const [kind, code] of Object.entries(refusals) as [KeyClass, string | undefined][]) {
    const decision = refuseMarked({ class: kind, key, remote });
    assert.equal(decision !== undefined && "refusal" in decision ? decision.refusal.code : undefined, code);
  }
});
