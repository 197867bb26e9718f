import type { Command } from "../../src/domain/decide/mod.ts";
import type { KeyWish } from "../../src/domain/events.ts";
import { remoteNameOf } from "../../src/domain/ids.ts";
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
  switched,
  tested,
  testFailed,
  THERE,
  vanished,
  VAULT,
  vault,
} from "./given.ts";

const LIVE = [vault, added(), generated(1)];
const REPLACING = { replaces: id(1) };
const MADE = [...LIVE, requested(2, REPLACING), generated(2, REPLACING)];
const TESTED = [...MADE, tested(2)];
/** The switch is at minute 6, and the old key is kept until minute 66. */
const SWITCHED = [...TESTED, switched(2, 1)];
const removed = fact("secret.removed", { environment: "default", name: "KEY" });

const ask = (n: number, key: number): Command => ({
  type: "request rotation",
  id: id(n),
  key: id(key),
  remoteName: remoteNameOf("KEY", VAULT, id(n)),
  token: "t1",
  deadline: minute(n + 1),
  nowMs: atMs(10),
  ownLogs: [HERE],
});
const asked = (n: number, more: Partial<KeyWish> = {}) => requested(n, { ...REPLACING, ...more });

const ASKING: readonly Row[] = [
  { title: "for a live key", given: LIVE, when: ask(2, 1), then: [asked(2)] },
  { title: "for one that was found gone", given: [...LIVE, vanished(1)], when: ask(2, 1), then: [asked(2)] },
  {
    title: "with the old one's level and domain, and what the secret is described as now",
    given: [
      vault,
      added(),
      generated(1, { permission: "full_access", domain: "d1", description: "then" }),
      fact("secret.described", { environment: "default", name: "KEY", description: "now" }),
    ],
    when: ask(2, 1),
    then: [asked(2, { permission: "full_access", domain: "d1", description: "now" })],
  },
  {
    title: "to live as long as the old one was to",
    given: [vault, added(), generated(1, { expiresAt: minute(2 + 60) })],
    when: ask(2, 1),
    then: [asked(2, { expiresAt: minute(10 + 60) })],
  },
  { title: "for no key", given: [vault, added()], when: ask(2, 1), then: "conflict.changed" },
  {
    title: "for a dead key",
    given: [...LIVE, deletionRequested(1, 7), deleted(1, 7)],
    when: ask(2, 1),
    then: "conflict.changed",
  },
  {
    title: "for a key that lost its name",
    given: [...LIVE, generated(3)],
    when: ask(2, 1),
    then: "conflict.changed",
  },
  {
    title: "of a source that is being revoked",
    given: [...LIVE, fact("source.revocation_requested", { source: "resend" })],
    when: ask(2, 1),
    then: "conflict.revoking",
  },
  { title: "while a new key is made already", given: MADE, when: ask(3, 1), then: "conflict.rotating" },
  { title: "while a new key is tested already", given: TESTED, when: ask(3, 1), then: "conflict.rotating" },
  {
    title: "while the old key waits for its end",
    given: SWITCHED,
    when: ask(3, 2),
    then: "conflict.rotating",
  },
  {
    title: "again, after the new key did not work",
    given: [...MADE, testFailed(2)],
    when: ask(3, 1),
    then: [asked(3)],
  },
  {
    title: "again, after it was refused",
    given: [...LIVE, asked(2), requestFailed(2)],
    when: ask(3, 1),
    then: [asked(3)],
  },
  {
    title: "again, when the last rotation is over",
    given: [...SWITCHED, deletionRequested(1, 7, "rotate"), deleted(1, 7)],
    when: ask(3, 2),
    then: [asked(3, { replaces: id(2) })],
  },
  {
    title: "while another machine asks for the same",
    given: [...LIVE, [THERE, asked(2)]],
    when: ask(3, 1),
    then: "conflict.in_flight",
  },
];

const toKey = (key: number, testable = true): Command => (
  { type: "switch key", key: id(key), graceMs: 60 * 60_000, testable }
);

const SWITCHING: readonly Row[] = [
  { title: "to a tested key", given: TESTED, when: toKey(2), then: [switched(2, 1)] },
  { title: "to one that was not tested", given: MADE, when: toKey(2), then: "conflict.not_tested" },
  { title: "to one that can't be tested", given: MADE, when: toKey(2, false), then: [switched(2, 1)] },
  {
    title: "to one that did not work",
    given: [...TESTED, testFailed(2)],
    when: toKey(2, false),
    then: "conflict.not_tested",
  },
  {
    title: "to one that was found gone",
    given: [...TESTED, vanished(2)],
    when: toKey(2),
    then: "conflict.not_tested",
  },
  { title: "to one that has the name already", given: SWITCHED, when: toKey(2), then: [] },
  { title: "to a key that replaces none", given: LIVE, when: toKey(1), then: "conflict.changed" },
  {
    title: "from a key that was found gone",
    given: [...TESTED, vanished(1)],
    when: toKey(2),
    then: [switched(2, 1)],
  },
  {
    title: "of a name that was removed",
    given: [...TESTED, removed],
    when: toKey(2),
    then: "conflict.changed",
  },
  {
    title: "of a name that was set by hand",
    given: [...TESTED, set(5, "KEY")],
    when: toKey(2),
    then: "conflict.changed",
  },
  {
    title: "of a name whose key was deleted",
    given: [...TESTED, deletionRequested(1, 7), deleted(1, 7)],
    when: toKey(2),
    then: "conflict.changed",
  },
  {
    title: "after another machine's rotation of the same key",
    given: [...TESTED, generated(3, REPLACING), switched(3, 1)],
    when: toKey(2),
    then: "conflict.changed",
  },
];

const place = {
  driver: "github",
  address: "https://api.github.com",
  identifier: "acme/app",
  store: "actions",
  remoteName: "KEY",
};
const pushed = (n: number) =>
  fact("secret.pushed", {
    ...place,
    ...{ environment: "default", name: "KEY", target: "github", version: id(n), fingerprint: `fk:${n}` },
    request: id(50 + n),
  });
const pushing = (n: number) =>
  fact("secret.push_requested", {
    ...place,
    ...{ environment: "default", name: "KEY", target: "github", version: id(n) },
  }, 50 + n);

const finish = (
  { at = 66, used, force = false, key = 2 }: { at?: number; used?: string; force?: boolean; key?: number } =
    {},
): Command => ({
  type: "finish rotations",
  source: "resend",
  requests: [{ id: id(9), key: id(key) }],
  nowMs: atMs(at),
  lastUsed: new Map(used === undefined ? [] : [["re-1", used]]),
  force,
});
const ended = [deletionRequested(1, 9, "rotate")];

const FINISHING: readonly Row[] = [
  { title: "at the end of its grace", given: SWITCHED, when: finish(), then: ended },
  {
    title: "a millisecond before",
    given: SWITCHED,
    when: { ...finish(), nowMs: atMs(66) - 1 } as Command,
    then: [],
  },
  { title: "before, by force", given: SWITCHED, when: finish({ at: 7, force: true }), then: ended },
  { title: "before the switch", given: TESTED, when: finish({ force: true }), then: [] },
  {
    title: "while a target holds it",
    given: [...LIVE, pushed(1), ...MADE.slice(3), tested(2), switched(2, 1)],
    when: finish({ at: 99 }),
    then: [],
  },
  {
    title: "while a target may hold it",
    given: [...LIVE, pushing(1), ...MADE.slice(3), tested(2), switched(2, 1)],
    when: finish({ at: 99 }),
    then: [],
  },
  {
    title: "that a target holds, by force",
    given: [...LIVE, pushed(1), ...MADE.slice(3), tested(2), switched(2, 1)],
    when: finish({ at: 99, force: true }),
    then: ended,
  },
  {
    title: "a grace after the last target got the new one",
    given: [...SWITCHED, pushed(2)],
    when: finish({ at: 67 }),
    then: ended,
  },
  {
    title: "a grace after the switch only, while a target got the new one later",
    given: [...SWITCHED, pushed(2)],
    when: finish({ at: 66 }),
    then: [],
  },
  { title: "last used before the switch", given: SWITCHED, when: finish({ used: minute(5) }), then: ended },
  { title: "used since the switch", given: SWITCHED, when: finish({ used: minute(7) }), then: [] },
  {
    title: "used since, by force",
    given: SWITCHED,
    when: finish({ used: minute(7), force: true }),
    then: ended,
  },
  {
    title: "quiet for a day since",
    given: SWITCHED,
    when: finish({ at: 7 + 24 * 60, used: minute(7) }),
    then: ended,
  },
  {
    title: "while the new one is found gone, even by force",
    given: [...SWITCHED, vanished(2)],
    when: finish({ at: 99, force: true }),
    then: [],
  },
  {
    title: "that the name went back to, even by force",
    given: [...SWITCHED, fact("secret.rolled_back", { environment: "default", name: "KEY", version: id(1) })],
    when: finish({ at: 99, force: true }),
    then: [],
  },
  {
    title: "while the name is gone, even by force",
    given: [...SWITCHED, removed],
    when: finish({ at: 99, force: true }),
    then: [],
  },
  {
    title: "that is dead already",
    given: [...SWITCHED, deletionRequested(1, 7), deleted(1, 7)],
    when: finish({ at: 99 }),
    then: [],
  },
  { title: "of no rotation", given: LIVE, when: finish({ key: 1, at: 99 }), then: [] },
  { title: "at no source", given: [vault], when: finish(), then: "access.no_source" },
];

const abandon = (key: number): Command => (
  { type: "abandon rotations", source: "resend", requests: [{ id: id(9), key: id(key) }] }
);

const ABANDONING: readonly Row[] = [
  {
    title: "a new key that is not switched to",
    given: MADE,
    when: abandon(2),
    then: [deletionRequested(2, 9, "rotate")],
  },
  { title: "one that has its name", given: SWITCHED, when: abandon(2), then: [] },
  { title: "a key that replaces none", given: LIVE, when: abandon(1), then: [] },
  {
    title: "one whose name went back to the old key",
    given: [...SWITCHED, fact("secret.rolled_back", { environment: "default", name: "KEY", version: id(1) })],
    when: abandon(2),
    then: [deletionRequested(2, 9, "rotate")],
  },
  {
    title: "one whose name was set by hand",
    given: [...TESTED, set(5, "KEY")],
    when: abandon(2),
    then: [deletionRequested(2, 9, "rotate")],
  },
];

testDecisions("asking for a new key", ASKING);
testDecisions("switching", SWITCHING);
testDecisions("ending a replaced key", FINISHING);
testDecisions("giving up a new key", ABANDONING);
