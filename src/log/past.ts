import type { HistoryEvent } from "../domain/events.ts";

/** How far into each log something reaches: log → number of records. */
export type Extent = ReadonlyMap<string, number>;

/**
 * What each record has seen, taken together with what that has seen. Fed with the events of a history in its order.
 */
export class Past {
  /** Per log, the records that saw something, each with all that the log had seen by then. */
  readonly #steps = new Map<string, { readonly seq: number; readonly extent: Extent }[]>();

  add({ log, event }: HistoryEvent): void {
    if (event.seen === undefined) return;
    const steps = this.#steps.get(log) ?? [];
    const extent = new Map(steps.at(-1)?.extent);
    for (const [other, [size]] of Object.entries(event.seen)) widen(extent, this.of(other, size));
    steps.push({ seq: event.seq, extent });
    this.#steps.set(log, steps);
  }

  /** What a log's newest record has seen of other logs, and they of each other. */
  newestOf(log: string): Extent {
    return this.#steps.get(log)?.at(-1)?.extent ?? NOTHING;
  }

  /** The past of a log's first `size` records, themselves included. */
  of(log: string, size: number): Extent {
    const extent = new Map(this.#steps.get(log)?.findLast((step) => step.seq < size)?.extent);
    return extent.set(log, Math.max(size, extent.get(log) ?? 0));
  }
}

const NOTHING: Extent = new Map();

function widen(extent: Map<string, number>, by: Extent): void {
  for (const [log, size] of by) if ((extent.get(log) ?? 0) < size) extent.set(log, size);
}
