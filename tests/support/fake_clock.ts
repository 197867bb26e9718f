import { setImmediate } from "node:timers";
import type { Clock } from "../../src/system/clock.ts";

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/**
 * A clock that stands still until it is told to move. `run` moves it by itself, to the next sleeper whenever the
 * work stands still, so that an hour of waiting takes no time: for work that does no real I/O.
 */
export class FakeClock implements Clock {
  /** Every wait that was asked for, in order, in milliseconds. */
  readonly slept: number[] = [];
  #nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);
  #sleepers: Sleeper[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  offsetMinutes(): number {
    return 0;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        atMs: this.#nowMs + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        },
      };
      signal?.addEventListener("abort", stop, { once: true });
      this.#sleepers.push(sleeper);
    });
  }

  /** How many wait for the time to pass. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Moves the time, waking whoever is due, in order, each at its own instant. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      await settled();
      const next = this.#next();
      if (next === undefined || next.atMs > untilMs) break;
      this.#wake(next);
    }
    this.#nowMs = untilMs;
    await settled();
  }

  /** Lets `work` come to its end, moving the time whenever it waits for that. */
  async run<T>(work: Promise<T>): Promise<T> {
    let over = false;
    work.then(() => over = true, () => over = true);
    for (;;) {
      await settled();
      if (over) return work;
      const next = this.#next();
      if (next === undefined) throw new Error("the work waits for something other than the time");
      this.#wake(next);
    }
  }

  #next(): Sleeper | undefined {
    return this.#sleepers.reduce<Sleeper | undefined>(
      (first, other) => first === undefined || other.atMs < first.atMs ? other : first,
      undefined,
    );
  }

  #wake(sleeper: Sleeper): void {
    this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
    this.#nowMs = Math.max(this.#nowMs, sleeper.atMs);
    sleeper.wake();
  }
}

/** How often a fast clock moves while somebody waits, and the most of the machine's time that one move stands for. */
const TICK_MS = 1, LONGEST_TICK_MS = 2;

/**
 * A clock that runs `times` as fast as the machine's while somebody waits for it, and otherwise no faster: for waits of
 * many seconds around real I/O on loopback. It moves in small steps of the event loop, so that on a busy machine 30 s
 * don't pass before the work had its turn.
 */
export function fastClock(times: number, startedAtMs = Date.now()): Clock {
  const started = performance.now();
  const sleepers = new Set<Sleeper>();
  let gainedMs = 0, ticker: ReturnType<typeof setTimeout> | undefined;
  const nowMs = () => startedAtMs + (performance.now() - started) * Math.min(times, 1) + gainedMs;

  function tickLater(): void {
    const from = performance.now();
    ticker = setTimeout(() => {
      gainedMs += Math.min(performance.now() - from, LONGEST_TICK_MS) * Math.max(times - 1, 0);
      for (const sleeper of sleepers) if (sleeper.atMs <= nowMs()) sleeper.wake();
      if (sleepers.size > 0) tickLater();
    }, TICK_MS);
  }

  function leave(sleeper: Sleeper): void {
    sleepers.delete(sleeper);
    if (sleepers.size === 0) clearTimeout(ticker);
  }

  return {
    nowMs: () => Math.floor(nowMs()),
    offsetMinutes: () => 0,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const stop = () => {
          leave(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          atMs: nowMs() + Math.max(0, ms),
          wake: () => {
            leave(sleeper);
            signal?.removeEventListener("abort", stop);
            resolve();
          },
        };
        signal?.addEventListener("abort", stop, { once: true });
        sleepers.add(sleeper);
        if (sleepers.size === 1) tickLater();
      }),
  };
}

/** All promises that need nothing from outside have come to their end; a few turns for streams and bodies. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
