import type { Command } from "../../src/domain/decide/mod.ts";
import type { KeyWish } from "../../src/domain/events.ts";
import { type Row, testDecisions } from "./decide_table.ts";
import {
  added,
  atMs,
  deleted,
  deletionRequested,
  fact,
  generated,
  HERE,
  id,
  minute,
  requested,
  requestFailed,
  set,
  strayDeleted,
  THERE,
  vanished,
  vault,
  wish,
} from "./given.ts";

const ask = (n: number, more: Partial<KeyWish> = {}, nowMs = atMs(10)): Command => (
  { type: "request key", id: id(n), wish: wish(n, more), deadline: minute(n + 1), nowMs, ownLogs: [HERE] }
);
const remove = (...keys: readonly number[]): Command => ({
  type: "request deletions",
  source: "resend",
  because: "delete",
  requests: keys.map((key) => ({ id: id(100 + key), key: id(key) })),
});
const revoking = fact("source.revocation_requested", { source: "resend" });

const ASKING: readonly Row[] = [
  { title: "a first one", given: [vault, added()], when: ask(1), then: [requested(1)] },
  {
    title: "with everything",
    given: [vault, added()],
    when: ask(1, { domain: "d1", description: "what for" }),
    then: [requested(1, { domain: "d1", description: "what for" })],
  },
  { title: "of no source", given: [vault], when: ask(1), then: "access.no_source" },
  {
    title: "of a revoked source",
    given: [vault, added(), fact("source.revoked", { source: "resend" })],
    when: ask(1),
    then: "access.no_source",
  },
  {
    title: "of one that is being revoked",
    given: [vault, added(), revoking],
    when: ask(1),
    then: "conflict.revoking",
  },
  {
    title: "for a name that is a key",
    given: [vault, added(), generated(1)],
    when: ask(2),
    then: "conflict.secret_exists",
  },
  {
    title: "for a name set by hand",
    given: [vault, added(), set(5, "KEY")],
    when: ask(2),
    then: "conflict.secret_exists",
  },
  {
    title: "for a name whose key was found gone",
    given: [vault, added(), generated(1), vanished(1)],
    when: ask(2),
    then: "conflict.secret_exists",
  },
  {
    title: "for the same name in another environment",
    given: [vault, added(), generated(1)],
    when: ask(2, { environment: "prod" }),
    then: [requested(2, { environment: "prod" })],
  },
  {
    title: "for a name whose key is deleted",
    given: [vault, added(), generated(1), deletionRequested(1, 7), deleted(1, 7)],
    when: ask(2),
    then: [requested(2)],
  },
  {
    title: "after one that was not made",
    given: [vault, added(), requested(1), requestFailed(1)],
    when: ask(2),
    then: [requested(2)],
  },
  {
    title: "beside an abandoned request of this machine's own",
    given: [vault, added(), requested(1)],
    when: ask(2),
    then: [requested(2)],
  },
  {
    title: "while another machine asks for the same name",
    given: [vault, added(), [THERE, requested(1)]],
    when: ask(2),
    then: "conflict.in_flight",
  },
  {
    title: "an hour after another machine asked",
    given: [vault, added(), [THERE, requested(1)]],
    when: ask(2, {}, atMs(2 + 60)),
    then: [requested(2)],
  },
  {
    title: "a millisecond before that hour is over",
    given: [vault, added(), [THERE, requested(1)]],
    when: ask(2, {}, atMs(2 + 60) - 1),
    then: "conflict.in_flight",
  },
  {
    title: "while another machine asks for another name",
    given: [vault, added(), [THERE, requested(1, { name: "B" })]],
    when: ask(2),
    then: [requested(2)],
  },
  ...["", "A-B", "1A", "A B", "../A", "A\n", "Ä", "A".repeat(256)].map((name) => ({
    title: `under the name ${JSON.stringify(name.slice(0, 9))}`,
    given: [vault, added()],
    when: ask(1, { name }),
    then: "usage.name" as const,
  })),
  {
    title: "in an environment that is a path",
    given: [vault, added()],
    when: ask(1, { environment: "../prod" }),
    then: "usage.name",
  },
  {
    title: "with a description of two lines",
    given: [vault, added()],
    when: ask(1, { description: "a\nb" }),
    then: "usage.description",
  },
];

const DELETING: readonly Row[] = [
  {
    title: "a live one",
    given: [vault, added(), generated(1)],
    when: remove(1),
    then: [deletionRequested(1, 101)],
  },
  {
    title: "one that was found gone",
    given: [vault, added(), generated(1), vanished(1)],
    when: remove(1),
    then: [deletionRequested(1, 101)],
  },
  {
    title: "only those that may still be there",
    given: [
      vault,
      added(),
      generated(1),
      ...[requested(2, { name: "B" })],
      ...[generated(3, { name: "C" }), deletionRequested(3, 7), deleted(3, 7)],
      ...[requested(4, { name: "D" }), strayDeleted(4)],
      generated(5, { name: "E" }),
    ],
    when: remove(1, 2, 3, 4, 5, 6),
    then: [deletionRequested(1, 101), deletionRequested(5, 105)],
  },
  { title: "of no source", given: [vault], when: remove(1), then: "access.no_source" },
  {
    title: "of a source that counts as not revoked, because a key lives",
    given: [vault, added(), fact("source.revoked", { source: "resend" }), generated(1)],
    when: remove(1),
    then: [deletionRequested(1, 101)],
  },
];

testDecisions("asking for a key", ASKING);
testDecisions("deleting keys", DELETING);
