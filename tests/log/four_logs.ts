// Up to four logs of one signer, written in any order, with clocks that go backwards, each seeing any of the others.

import fc from "fast-check";
import type { SeenHeads } from "../../src/domain/events.ts";
import { type Scribe, secret } from "./scribe.ts";

/** One write: to which log, after how long, and which other logs it sees as they are then. */
export interface Step {
  readonly log: number;
  readonly sees: readonly number[];
  readonly ms: number;
}

/** Arbitrary writes. */
export const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    log: fc.integer({ min: 0, max: 3 }),
    sees: fc.subarray([0, 1, 2, 3]),
    ms: fc.integer({ min: -3_000, max: 3_000 }),
  }),
  { minLength: 4, maxLength: 12 },
);

/** Four logs of one signer that were written as these steps say; clocks may go backwards. */
export class Four {
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
