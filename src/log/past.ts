import type { HistoryEvent } from "../domain/events.ts";

/** How far into each log something reaches: log → number of records. */
export type Extent = ReadonlyMap<string, number>;

/** What the first records of a log have seen together. */
export interface LogPast {
  /** How many they are. */
  readonly records: number;
  /** How far into other logs they have seen, and those into each other. */
  readonly past: Extent;
  /** The largest size of each other log that one of them named. */
  readonly named: Extent;
  /** The latest of their times. */
  readonly newest: string;
}

/**
 * What each record has seen, taken together with what that has seen. Fed with the events of a history in its order. It
 * may begin with what the first records of each log have seen together; of fewer of them it then knows nothing.
 */
export class Past {
  /** Per log, the records that saw something, each with all that the log had seen by then. */
  readonly #steps = new Map<string, { readonly seq: number; readonly extent: Extent }[]>();
  readonly #named = new Map<string, Map<string, number>>();
  readonly #newest = new Map<string, string>();
  /** Per log, with how many records it begins. */
  readonly #begins = new Map<string, number>();

  constructor(from: ReadonlyMap<string, LogPast> = new Map()) {
    for (const [log, { records, past, named, newest }] of from) {
      this.#begins.set(log, records);
      if (past.size > 0) this.#steps.set(log, [{ seq: records - 1, extent: past }]);
      this.#named.set(log, new Map(named));
      this.#newest.set(log, newest);
    }
  }

  add({ log, event }: HistoryEvent): void {
    if (event.time > (this.#newest.get(log) ?? "")) this.#newest.set(log, event.time);
    if (event.seen === undefined) return;
    const steps = this.#steps.get(log) ?? [];
    const extent = new Map(steps.at(-1)?.extent);
    const named = this.#named.get(log) ?? new Map<string, number>();
    for (const [other, [size]] of Object.entries(event.seen)) {
      widen(extent, this.of(other, size));
      named.set(other, size);
    }
    steps.push({ seq: event.seq, extent });
    this.#steps.set(log, steps);
    this.#named.set(log, named);
  }

  /** What the first records of a log have seen, which are all that there are. */
  whole(log: string, records: number): LogPast {
    return {
      records,
      past: this.newestOf(log),
      named: this.#named.get(log) ?? new Map(),
      newest: this.#newest.get(log) ?? "",
    };
  }

  /** What a log's newest record has seen of other logs, and they of each other. */
  newestOf(log: string): Extent {
    return this.#steps.get(log)?.at(-1)?.extent ?? NOTHING;
  }

  /** The past of a log's first `size` records, themselves included. */
  of(log: string, size: number): Extent {
    if (size < (this.#begins.get(log) ?? 0)) throw new RangeError(`the past of ${log} began behind ${size}`);
    const extent = new Map(this.#steps.get(log)?.findLast((step) => step.seq < size)?.extent);
    return extent.set(log, Math.max(size, extent.get(log) ?? 0));
  }
}

const NOTHING: Extent = new Map();

function widen(extent: Map<string, number>, by: Extent): void {
  for (const [log, size] of by) if ((extent.get(log) ?? 0) < size) extent.set(log, size);
}
