import assert from "node:assert/strict";
import fc from "fast-check";
import type { SeenHeads } from "../../src/domain/events.ts";
import { readingOf, Scribe, secret } from "./scribe.ts";

/** One write: to which log, after how long, and which other logs it sees as they are then. */
interface Step {
  readonly log: number;
  readonly sees: readonly number[];
  readonly ms: number;
}

const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    log: fc.integer({ min: 0, max: 3 }),
    sees: fc.subarray([0, 1, 2, 3]),
    ms: fc.integer({ min: -3_000, max: 3_000 }),
  }),
  { minLength: 4, maxLength: 12 },
);

/** Four logs of one signer that were written as these steps say; clocks may go backwards. */
class Four {
  readonly names: readonly string[];
  readonly scribe: Scribe;
  /** Which logs each log names. */
  readonly #names = new Map<string, Map<string, number>>();

  constructor(scribe: Scribe) {
    this.scribe = scribe;
    this.names = [scribe.first, ...[1, 2, 3].map((n) => scribe.further(n))];
  }

  async write({ log, sees, ms }: Step): Promise<void> {
    const { scribe, names } = this;
    const name = names[log]!;
    const isNew = !scribe.trees.has(name);
    const named = this.#names.get(name) ?? new Map<string, number>();
    this.#names.set(name, named);
    const seen: Record<string, SeenHeads[string]> = {};
    for (const i of isNew ? new Set([0, ...sees]) : sees) {
      const other = names[i]!;
      const head = other === name || !scribe.trees.has(other) ? undefined : scribe.heads(other)[other]!;
      if (head === undefined || head[0] <= (named.get(other) ?? 0)) continue;
      named.set(other, head[0]);
      seen[other] = head;
    }
    scribe.nowMs += ms;
    const fact = isNew ? { type: "log.opened" as const, data: { signer: scribe.first } } : secret(1);
    await scribe.write(name, [fact], Object.keys(seen).length === 0 ? undefined : seen);
  }

  /** These logs, and all that they have seen. */
  closure(logs: readonly string[]): Set<string> {
    const all = new Set(logs);
    for (const log of all) for (const other of this.#names.get(log)?.keys() ?? []) all.add(other);
    return all;
  }
}

Deno.test("merging further logs never reorders what was there, and the order of files is nothing", async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, fc.boolean(), async (steps, reversed) => {
      const four = new Four(await Scribe.make());
      const { scribe, names } = four;
      await scribe.begin(1);
      for (const step of steps) await four.write(step);
      const whole = await readingOf(scribe.files());
      assert.equal(whole.code, undefined, whole.message);

      for (let mask = 0; mask < 16; mask++) {
        const some = names.filter((name, i) => scribe.logs.has(name) && mask & (1 << i));
        const part = four.closure([scribe.first, ...some]);
        const logs = [...scribe.files().logs].filter(([name]) => part.has(name));
        const files = { publicKey: scribe.publicKey, logs: new Map(reversed ? logs.reverse() : logs) };
        const { code, message, order } = await readingOf(files);
        assert.equal(code, undefined, message);
        assert.deepEqual(order, whole.order.filter((place) => part.has(place.split(":")[0]!)));
      }
    }),
    { numRuns: 25 },
  );
});

Deno.test("going on with a log never reorders what was there", async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, async (steps) => {
      const four = new Four(await Scribe.make());
      await four.scribe.begin(1);
      let before: readonly string[] = [];
      for (const step of steps) {
        await four.write(step);
        const { code, order } = await readingOf(four.scribe.files());
        assert.equal(code, undefined);
        assert.deepEqual(order.filter((place) => before.includes(place)), before);
        before = order;
      }
    }),
    { numRuns: 10 },
  );
});
