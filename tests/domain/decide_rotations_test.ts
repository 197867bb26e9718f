// How a rotation begins: a new key is asked for, and the name switches to it.

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
  testFailed,
  THERE,
  vanished,
  VAULT,
  vault,
} from "./given.ts";
import { LIVE, MADE, REPLACING, SWITCHED, TESTED } from "./given_rotation.ts";

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

testDecisions("asking for a new key", ASKING);
testDecisions("switching", SWITCHING);
