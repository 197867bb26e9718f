// Changes of one secret on two machines that didn't know of each other.

import assert from "node:assert/strict";
import type { HistoryEvent, NewEvent } from "../../src/domain/events.ts";
import { decide } from "../../src/domain/decide/mod.ts";
import { evolve } from "../../src/domain/evolve.ts";
import { rivalVersions } from "../../src/domain/queries.ts";
import { emptyState, type State } from "../../src/domain/state.ts";
import { deleted, fact, generated, HERE, id, minute, requested, set, THERE } from "./given.ts";

/** A record of a log, and how many of the other log's records it had seen. */
type Told = readonly [log: string, seen: number, fact: NewEvent];

function told(...items: readonly Told[]): State {
  const state = emptyState();
  const sizes = new Map<string, number>();
  items.forEach(([log, seen, { id: own, ...rest }], n) => {
    const seq = sizes.get(log) ?? 0;
    sizes.set(log, seq + 1);
    const past = new Map([[log === HERE ? THERE : HERE, seen]]);
    const event = { v: 1, seq, id: own ?? id(0xe000 + n), time: minute(n), ...rest };
    evolve(state, { log, signer: HERE, event, past } as HistoryEvent);
  });
  return state;
}

/** `[<rival>, <who has the name>]` by the numbers of their ids. */
function rivalsOf(state: State): (readonly [number, number | undefined])[] {
  const number = (version: string) => parseInt(version.slice(-12), 16);
  return rivalVersions(state).map(({ version, current }) =>
    [number(version.id), current === undefined ? undefined : number(current.id)] as const
  );
}

const remove = fact("secret.removed", { environment: "default", name: "MANUAL" });
const back = (version: number) =>
  fact("secret.rolled_back", { environment: "default", name: "MANUAL", version: id(version) });
const CASES: Readonly<Record<string, readonly [readonly Told[], ReturnType<typeof rivalsOf>]>> = {
  "one machine's own changes": [[[HERE, 0, set(1)], [HERE, 0, set(2)]], []],
  "a change that has seen the other": [[[HERE, 0, set(1)], [THERE, 1, set(2)]], []],
  "two that have not": [[[HERE, 0, set(1)], [THERE, 0, set(2)]], [[1, 2]]],
  "two that saw the same before": [[[HERE, 0, set(1)], [THERE, 1, set(2)], [HERE, 0, set(3)]], [[2, 3]]],
  "a later change that has seen both": [
    [[HERE, 0, set(1)], [THERE, 0, set(2)], [HERE, 1, set(3)]],
    [],
  ],
  "a later change that has seen one": [[[HERE, 0, set(1)], [THERE, 0, set(2)], [THERE, 0, set(3)]], [[1, 3]]],
  "a removal that had not seen the change": [
    [[HERE, 0, set(1)], [THERE, 1, set(2)], [HERE, 0, remove]],
    [[2, undefined]],
  ],
  "a removal that had seen it": [[[HERE, 0, set(1)], [THERE, 1, remove]], []],
  "a removal that had seen both": [[[HERE, 0, set(1)], [THERE, 0, set(2)], [HERE, 1, remove]], []],
  "a change after a removal that had not seen the other's": [
    [[HERE, 0, set(1)], [THERE, 1, set(2)], [HERE, 0, remove], [HERE, 1, set(4)]],
    [],
  ],
  "a key against a value by hand": [
    [[HERE, 0, requested(1)], [THERE, 0, set(2, "KEY")], [HERE, 0, generated(1)]],
    [[2, 1]],
  ],
  "the deletion of the key that won": [
    [[HERE, 0, requested(1)], [THERE, 0, set(2, "KEY")], [HERE, 0, generated(1)], [HERE, 1, deleted(1, 9)]],
    [[2, undefined]],
  ],
  "a rollback that had not seen the change": [
    [[HERE, 0, set(1)], [HERE, 0, set(2)], [THERE, 2, set(3)], [HERE, 0, back(1)]],
    [[3, 1]],
  ],
  "a change that had not seen a rollback": [
    [[HERE, 0, set(1)], [HERE, 0, set(2)], [HERE, 0, back(1)], [THERE, 2, set(3)]],
    [[1, 3]],
  ],
  "a rollback to the rival": [[[HERE, 0, set(1)], [THERE, 0, set(2)], [THERE, 1, back(1)]], []],
  "the deletion of the key that lost": [
    [[HERE, 0, requested(1)], [HERE, 0, generated(1)], [THERE, 0, set(2, "KEY")], [HERE, 0, deleted(1, 9)]],
    [],
  ],
};

for (const [what, [facts, expected]] of Object.entries(CASES)) {
  Deno.test(`rivals: ${what}`, () => assert.deepEqual(rivalsOf(told(...facts)), expected));
}

Deno.test("what a removal had not seen is kept, taken up by the next value, and can be removed", () => {
  const left: Told[] = [[HERE, 0, set(1)], [THERE, 1, set(2)], [HERE, 0, remove]];
  const state = told(...left);
  assert.deepEqual([...state.versions.keys()], [id(2)]);
  assert.equal(state.secrets.size, 0);
  const removal = { type: "remove secret", environment: "default", name: "MANUAL" } as const;
  assert("events" in decide(state, removal));
  const gone = told(...left, [HERE, 1, remove]);
  assert.deepEqual([gone.versions.size, gone.rivals.size], [0, 0]);
  assert("refusal" in decide(gone, removal));
  assert.deepEqual(told(...left, [HERE, 1, set(4)]).secrets.get("default/MANUAL")?.versions, [id(2), id(4)]);
});
