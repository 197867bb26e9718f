// How a rotation ends: the replaced key once its grace is over, or the new one that is given up.

import type { Command } from "../../src/domain/decide/mod.ts";
import { type Row, testDecisions } from "./decide_table.ts";
import {
  atMs,
  deleted,
  deletionRequested,
  fact,
  id,
  minute,
  set,
  switched,
  tested,
  vanished,
  vault,
} from "./given.ts";
import { LIVE, MADE, SWITCHED, TESTED } from "./given_rotation.ts";

const removed = fact("secret.removed", { environment: "default", name: "KEY" });

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

testDecisions("ending a replaced key", FINISHING);
testDecisions("giving up a new key", ABANDONING);
