// What is due, by instants to the millisecond.

import assert from "node:assert/strict";
import { dueOf } from "../../src/domain/due.ts";
import {
  added,
  atMs,
  deleted,
  deletionRequested,
  fact,
  generated,
  type Given,
  given,
  id,
  MINUTE,
  minute,
  SEALED,
  set,
  vault,
} from "./given.ts";

/** `WHY NAME at MINUTE: command`, of what is due at an instant. */
function due(facts: Given, nowMs: number, withinMs = 0): string[] {
  return dueOf(given(...facts), nowMs, withinMs).map(({ why, name, at, target, readers, command }) => {
    const n = (Date.parse(at) - atMs(0)) / MINUTE;
    const who = readers?.map(({ id, label = "?", isAlone }) =>
      `${id} ${label}${isAlone ? "" : ", one of many"}`
    );
    const about = target ?? who?.join("; ");
    return `${why} ${name} at ${n}${about === undefined ? "" : ` (${about})`}: ${command.slice(5)}`;
  });
}

const maxAge = (minutes: number | undefined, source?: string) =>
  fact("policy.set", {
    policy: "max-age",
    ...(source === undefined ? {} : { source }),
    ...(minutes === undefined ? {} : { ms: minutes * MINUTE }),
  });
const rotate = "source rotate resend KEY";

Deno.test("due: an expiry, from its instant on, and before it as far as one looks", () => {
  const facts = [
    vault,
    added(),
    generated(1, { expiresAt: minute(90) }),
    set(2, "M", { expiresAt: minute(95) }),
  ];
  assert.deepEqual(due(facts, atMs(90) - 1), []);
  assert.deepEqual(due(facts, atMs(90)), [`expired KEY at 90: ${rotate}`]);
  assert.deepEqual(due(facts, atMs(80), 10 * MINUTE), [`expiring KEY at 90: ${rotate}`]);
  assert.deepEqual(due(facts, atMs(80), 10 * MINUTE - 1), []);
  assert.deepEqual(due(facts, atMs(95)), [
    `expired KEY at 90: ${rotate}`,
    "expired M at 95: secret set M",
  ]);
});

Deno.test("due: what was set again, or is another version now, is not", () => {
  const old = set(1, "M", { expiresAt: minute(9) });
  assert.deepEqual(due([vault, old, set(2, "M")], atMs(50)), []);
  const back = fact("secret.rolled_back", { environment: "default", name: "M", version: id(1) });
  assert.deepEqual(due([vault, old, set(2, "M"), back], atMs(50)), ["expired M at 9: secret set M"]);
});

Deno.test("due: an expired key that its secret is no longer, as long as it lives", () => {
  const facts = [vault, added(), generated(1, { expiresAt: minute(9) }), generated(2)];
  assert.deepEqual(due(facts, atMs(9)), [
    "expired KEY at 9: source prune --expired --source resend",
  ]);
  assert.deepEqual(due([...facts, deletionRequested(1, 7), deleted(1, 7)], atMs(9)), []);
});

Deno.test("due: an age, by the source's own policy, else by the one for all", () => {
  // KEY is made in minute 2, M is set in minute 3.
  const facts = [vault, added(), generated(1), set(2, "M")];
  assert.deepEqual(due(facts, atMs(1_000)), []);
  const all = [...facts, maxAge(30)];
  assert.deepEqual(due(all, atMs(32) - 1), []);
  assert.deepEqual(due(all, atMs(32)), [`old KEY at 32: ${rotate}`]);
  assert.deepEqual(due(all, atMs(32) - 1, 1), [`aging KEY at 32: ${rotate}`]);
  assert.deepEqual(due([...all, maxAge(60, "resend")], atMs(40)), ["old M at 33: secret set M"]);
  assert.deepEqual(due([...facts, maxAge(5, "manual")], atMs(40)), ["old M at 8: secret set M"]);
  assert.deepEqual(due([...all, maxAge(60, "resend"), maxAge(undefined, "resend")], atMs(32)), [
    `old KEY at 32: ${rotate}`,
  ]);
  assert.deepEqual(due([...all, maxAge(undefined)], atMs(1_000)), []);
});

Deno.test("due: a key of a master token that was replaced, not of one beside it", () => {
  const token = { source: "resend", item: "item-t2", token: "t2" };
  const beside = [vault, added(), generated(1), fact("source.token_added", { ...token, witness: id(1) })];
  assert.deepEqual(due(beside, atMs(50)), []);
  const address = "https://api.resend.com";
  const replaced = [vault, added(), generated(1), fact("source.token_replaced", { ...token, address })];
  assert.deepEqual(due(replaced, atMs(50)), [`token_replaced KEY at 3: ${rotate}`]);
  assert.deepEqual(due([...replaced, generated(2, { token: "t2" })], atMs(50)), []);
  // Given again, it is in use again.
  const again = fact("source.token_added", { source: "resend", item: "item-t1", token: "t1" });
  assert.deepEqual(due([...replaced, again], atMs(50)), []);
});

Deno.test("due: what a recipient could read that was removed", () => {
  const recipient = { recipient: "r1", key: "age1", label: "ci" };
  const removed = fact("recipient.removed", { recipient: "r1" });
  const facts = [vault, fact("recipient.added", recipient), set(1, "M"), removed];
  assert.deepEqual(due(facts.slice(0, 3), atMs(50)), []);
  assert.deepEqual(due(facts, atMs(50)), ["reader_removed M at 3 (r1 ci): secret set M"]);
  assert.deepEqual(due([...facts, set(2, "M", { to: ["r2"] })], atMs(50)), []);
  // Sealed again without the recipient, it could be read before all the same.
  const again = (to: readonly string[]) =>
    fact("secret.sealed", { environment: "default", name: "M", version: id(1), sealed: SEALED.sealed, to });
  for (const sealed of [[...facts, again(["r2"])], [...facts.slice(0, 3), again(["r2"]), removed]]) {
    assert.deepEqual(due([...sealed, again(["r3"])], atMs(50)).length, 1);
  }
  assert.deepEqual(due([...facts.slice(0, 3), again(["r2"])], atMs(50)), []);
  assert.deepEqual(due([...facts, fact("recipient.added", recipient)], atMs(50)), []);
});

Deno.test("due: who could read it is called as it was, and told from those who are called so, too", () => {
  const recipient = (of: string, label = "ci") =>
    fact("recipient.added", { recipient: of, key: `age1${of}`, label });
  const removed = (of: string) => fact("recipient.removed", { recipient: of });
  const why = (...facts: Given) => due([vault, ...facts], atMs(50)).map((row) => /\((.*)\)/.exec(row)?.[1]);
  const first = [recipient("r1"), set(1, "M"), removed("r1")];
  assert.deepEqual(why(...first), ["r1 ci"]);
  assert.deepEqual(why(...first, recipient("r2", "other")), ["r1 ci"]);
  // The name is free again, and somebody has it now, or had it after that.
  assert.deepEqual(why(...first, recipient("r2")), ["r1 ci, one of many"]);
  assert.deepEqual(why(...first, recipient("r2"), removed("r2")), ["r1 ci, one of many"]);
  const signer = { signer: "5151515151515151", publicKey: "", label: "ci", role: "writer" } as const;
  assert.deepEqual(why(...first, fact("signer.added", signer)), ["r1 ci, one of many"]);
  const both = [recipient("r1"), recipient("r2", "two"), set(1, "M", { to: ["r1", "r2"] })];
  assert.deepEqual(why(...both, removed("r2"), removed("r1")), ["r1 ci; r2 two"]);
  // Two who did not know of each other removed it; and one that nobody ever added.
  assert.deepEqual(why(...first, removed("r1")), ["r1 ci"]);
  assert.deepEqual(why(set(1, "M"), removed("r1")), ["r1 ?"]);
});

const place = {
  driver: "github",
  address: "https://api.github.com",
  identifier: "owner/repo",
  store: "actions",
};
const bound = (identifier = place.identifier) => fact("target.bound", { target: "gh", ...place, identifier });
const pushed = (n: number, name: string) =>
  fact("secret.pushed", {
    environment: "default",
    name,
    ...place,
    remoteName: name,
    target: "gh",
    version: id(n),
    fingerprint: `fk:${n}`,
    request: id(99),
  });
const unbound = fact("target.unbound", { target: "gh" });

Deno.test("due: what lies where no target leads any more", () => {
  const facts = [vault, added(), generated(1), bound(), pushed(1, "KEY")];
  assert.deepEqual(due(facts, atMs(50)), []);
  assert.deepEqual(due([...facts, unbound], atMs(50)), [`target_removed KEY at 5 (gh): ${rotate}`]);
  assert.deepEqual(due([...facts, unbound, bound()], atMs(50)), []);
  assert.deepEqual(due([...facts, bound("owner/other")], atMs(50)), [
    `target_removed KEY at 4 (gh): ${rotate}`,
  ]);
  assert.deepEqual(due([...facts, unbound, deletionRequested(1, 7), deleted(1, 7)], atMs(50)), []);
  const manual = [vault, bound(), set(1, "M"), pushed(1, "M"), unbound];
  assert.deepEqual(due(manual, atMs(50)), ["target_removed M at 4 (gh): secret set M"]);
  assert.deepEqual(due([...manual, set(2, "M")], atMs(50)), []);
});

Deno.test("due: a place of a target that was never configured is none that was removed", () => {
  assert.deepEqual(due([vault, set(1, "M"), pushed(1, "M")], atMs(50)), []);
});

Deno.test("due: what was due first comes first, and each says its environment", () => {
  const facts = [
    vault,
    set(1, "B", { environment: "prod", expiresAt: minute(20) }),
    set(2, "A", { expiresAt: minute(30) }),
    set(3, "C", { expiresAt: minute(10) }),
  ];
  assert.deepEqual(due(facts, atMs(40)), [
    "expired C at 10: secret set C",
    "expired B at 20: secret set B -e prod",
    "expired A at 30: secret set A",
  ]);
  assert.equal(dueOf(given(...facts), atMs(40), 0)[1]!.environment, "prod");
});

Deno.test("due: asking changes nothing", () => {
  const state = given(vault, added(), generated(1, { expiresAt: minute(1) }), maxAge(1));
  const before = structuredClone(state);
  assert.equal(dueOf(state, atMs(500), MINUTE).length, 2);
  assert.deepEqual(state, before);
});
