import assert from "node:assert/strict";
import fc from "fast-check";
import { evolve } from "../../src/domain/evolve.ts";
import { currentVersion } from "../../src/domain/queries.ts";
import {
  hindrances,
  keysBeside,
  planRotation,
  rotationsOf,
  type RotationStep,
  unnamedKeys,
} from "../../src/domain/rotations.ts";
import { emptyState, type State } from "../../src/domain/state.ts";
import { anyHistory } from "./any_event.ts";
import {
  added,
  adopted,
  atMs,
  deleted,
  deletionRequested,
  generated,
  type Given,
  given,
  id,
  minute,
  requested,
  requestFailed,
  set,
  strayDeleted,
  switched,
  tested,
  testFailed,
  vanished,
  vault,
} from "./given.ts";

const LIVE = [vault, added(), generated(1)];
const REPLACING = { replaces: id(1) };
const asked = requested(2, REPLACING), made = generated(2, REPLACING);

/** What a rotation of key 1 by key 2 needs next, and which key the name points at. */
interface StepRow {
  readonly title: string;
  readonly given: Given;
  readonly step: RotationStep | undefined;
  readonly name: number | undefined;
  readonly unnamed?: readonly number[];
}

const STEPS: readonly StepRow[] = [
  { title: "asked for", given: [...LIVE, asked], step: "request", name: 1 },
  { title: "refused", given: [...LIVE, asked, requestFailed(2)], step: undefined, name: 1 },
  { title: "made", given: [...LIVE, asked, made], step: "test", name: 1 },
  { title: "made, as far as is known", given: [...LIVE, made], step: "test", name: 1 },
  {
    title: "made after it was given up",
    given: [...LIVE, asked, requestFailed(2), made],
    step: "test",
    name: 1,
  },
  { title: "made twice", given: [...LIVE, made, made], step: "test", name: 1 },
  { title: "tested", given: [...LIVE, made, tested(2)], step: "switch", name: 1 },
  { title: "without working", given: [...LIVE, made, testFailed(2)], step: "discard", name: 1 },
  { title: "found gone", given: [...LIVE, made, vanished(2)], step: "discard", name: 1 },
  { title: "switched to", given: [...LIVE, made, tested(2), switched(2, 1)], step: "finish", name: 2 },
  {
    title: "switched to twice",
    given: [...LIVE, made, switched(2, 1), switched(2, 1)],
    step: "finish",
    name: 2,
  },
  {
    title: "switched to before it was asked for",
    given: [...LIVE, switched(2, 1), made],
    step: "test",
    name: 1,
  },
  {
    title: "switched to after its death",
    given: [...LIVE, made, deleted(2, 7), switched(2, 1)],
    step: undefined,
    name: 1,
  },
  {
    title: "switched to after it was deleted as a stray",
    given: [...LIVE, asked, strayDeleted(2), switched(2, 1), made],
    step: undefined,
    name: 1,
  },
  {
    title: "in the place of a key that is dead",
    given: [...LIVE, made, tested(2), switched(2, 1), deletionRequested(1, 7), deleted(1, 7)],
    step: undefined,
    name: 2,
  },
  {
    title: "in the place of a key that died before",
    given: [...LIVE, made, deleted(1, 7), switched(2, 1)],
    step: undefined,
    name: 2,
  },
  {
    title: "dead, after the switch: the old key has no name",
    given: [...LIVE, made, switched(2, 1), deleted(2, 7)],
    step: undefined,
    name: undefined,
    unnamed: [1],
  },
  {
    title: "beside another machine's, which came first",
    given: [...LIVE, made, generated(3, REPLACING), switched(3, 1)],
    step: "discard",
    name: 3,
  },
  {
    title: "before another machine's, which got the name",
    given: [...LIVE, made, switched(2, 1), generated(3, REPLACING), switched(3, 1)],
    step: "finish",
    name: 3,
    unnamed: [2],
  },
];

for (const row of STEPS) {
  Deno.test(`a new key ${row.title}: ${row.step ?? "over"}`, () => {
    const state = given(...row.given);
    const rotation = rotationsOf(state).find(({ next }) => next.id === id(2));
    assert.equal(rotation?.step, row.step);
    const entry = state.secrets.get("default/KEY");
    const current = entry === undefined ? undefined : currentVersion(state, entry)?.id;
    assert.equal(current, row.name === undefined ? undefined : id(row.name));
    assert.deepEqual(unnamedKeys(state).map((key) => key.id), (row.unnamed ?? []).map(id));
  });
}

Deno.test("a key that waits has its value, and so has the one that it replaced", () => {
  const waiting = given(...LIVE, made);
  assert.deepEqual([...waiting.versions.keys()], [id(1), id(2)]);
  assert.deepEqual(waiting.secrets.get("default/KEY")?.versions, [id(1)]);
  const over = given(...LIVE, made, switched(2, 1), deletionRequested(1, 7), deleted(1, 7));
  assert.deepEqual([...over.versions.keys()], [id(2)]);
  assert.deepEqual(over.secrets.get("default/KEY")?.versions, [id(2)]);
});

Deno.test("the other keys of a secret are those that its rotation left", () => {
  const beside = (...facts: Given) => {
    const state = given(...facts);
    return [1, 2].map((n) => keysBeside(state, state.keys.get(id(n))!).map((key) => key.id));
  };
  assert.deepEqual(beside(...LIVE, made), [[id(2)], [id(1)]]);
  assert.deepEqual(beside(...LIVE, made, switched(2, 1)), [[id(2)], [id(1)]]);
  assert.deepEqual(beside(...LIVE, made, switched(2, 1), deleted(1, 7)), [[], []]);
});

Deno.test("what is planned for each name", () => {
  const two = [
    ...LIVE,
    generated(5, { name: "B", token: "t2" }),
    generated(6, { environment: "prod" }),
    set(8),
  ];
  const plan = (choice: Parameters<typeof planRotation>[2], ...more: Given) =>
    planRotation(given(...two, ...more), "resend", choice).map((
      { name, environment, old, rotation, discard },
    ) =>
      `${environment}/${name} ${old.id.slice(-1)} ${rotation?.step ?? "create"}${
        discard.map((key) => ` without ${key.id.slice(-1)}`)
      }`
    );
  const all = ["default/KEY 1 create", "default/B 5 create", "prod/KEY 6 create"];
  assert.deepEqual(plan({}), all);
  assert.deepEqual(plan({ names: [{ environment: "default", name: "B" }] }), [all[1]]);
  assert.deepEqual(plan({ names: [{ environment: "default", name: "MANUAL" }] }), []);
  assert.deepEqual(plan({ environment: "prod" }), [all[2]]);
  assert.deepEqual(plan({ mintedBy: "t2" }), [all[1]]);
  assert.deepEqual(plan({ madeUntilMs: atMs(2) }), [all[0]]);
  assert.deepEqual(plan({ madeUntilMs: atMs(2) - 1 }), []);
  assert.deepEqual(plan({}, made)[0], "default/KEY 1 test");
  assert.deepEqual(plan({}, made, testFailed(2))[0], "default/KEY 1 create without 2");
  assert.deepEqual(plan({}, made, tested(2), switched(2, 1))[0], "default/KEY 1 finish");
  // When the old key was made counts, not when the new one was.
  assert.deepEqual(plan({ madeUntilMs: atMs(2) }, made, switched(2, 1)), ["default/KEY 1 finish"]);
  const over = [made, switched(2, 1), deleted(1, 7)] as const;
  assert.deepEqual(plan({ notRotatedSinceMs: atMs(8) }, ...over), [...all.slice(1), "default/KEY 2 create"]);
  assert.deepEqual(plan({ notRotatedSinceMs: atMs(7) }, ...over), all.slice(1));
  // A successor that was found gone needs one itself.
  assert.deepEqual(plan({}, made, switched(2, 1), vanished(2))[0], "default/KEY 2 create");
});

Deno.test("what hinders is said, each with its reason", () => {
  const why = (more: Given, at: number, lastUsedAt?: string) => {
    const state = given(...LIVE, made, switched(2, 1), ...more);
    const [rotation] = rotationsOf(state);
    return hindrances(state, rotation!, { nowMs: atMs(at), lastUsedAt, force: false });
  };
  assert.deepEqual(why([], 5), [{ why: "grace", until: minute(64) }]);
  assert.deepEqual(why([], 64, minute(8)), [{ why: "used", at: minute(8), until: minute(8 + 24 * 60) }]);
  assert.deepEqual(why([vanished(2)], 64), [{ why: "no_successor" }]);
  assert.deepEqual(why([], 64, "no instant"), []);
});

Deno.test("a key that two names have, each taken over elsewhere, ends with the last of them", () => {
  const facts = [
    vault,
    added(),
    adopted(1),
    adopted(3, { remoteId: "re-1", name: "B" }),
    generated(2, { replaces: id(1) }),
    switched(2, 1),
  ] as const;
  const why = (...more: Given) => {
    const state = given(...facts, ...more);
    const [rotation] = rotationsOf(state);
    const finishing = { nowMs: atMs(1_000), lastUsedAt: undefined, force: true };
    return hindrances(state, rotation!, finishing).map((one) =>
      "keys" in one ? one.keys.map(({ id }) => id) : []
    );
  };
  assert.deepEqual(why(), [[id(3)]]);
  const next = { replaces: id(3), name: "B" };
  assert.deepEqual(why(generated(4, next), switched(4, 3, { name: "B" })), []);
  assert.deepEqual(why(deleted(3, 7)), []);
});

Deno.test("whatever was recorded, a rotation is of two keys, and its step fits them", () => {
  fc.assert(
    fc.property(anyHistory, (history) => {
      const state: State = emptyState();
      // An id that stands for a key and for a value set by hand is nothing that cred writes.
      const made = history.filter(({ event }) => event.type !== "secret.set");
      for (const event of made) evolve(state as ReturnType<typeof emptyState>, event);
      for (const { next, old, step } of rotationsOf(state)) {
        assert.equal(next.replaces, old.id);
        assert.equal(next.switchedAt !== undefined, step === "finish");
        for (
          const { why } of hindrances(state, { next, old }, { nowMs: 0, lastUsedAt: undefined, force: false })
        ) {
          assert.ok(why.length > 0);
        }
      }
      for (const key of unnamedKeys(state)) assert.equal(key.status, "live");
    }),
    { numRuns: 1_000 },
  );
});
