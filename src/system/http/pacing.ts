// The law of pacing: in any window no more requests are sent than the platform allows in one, wherever its own
// windows begin: so a burst is free, a long row runs at the allowed rate, and hardly ever does an answer say 429.
// The platform's headers are believed; until the first answer tells them, one request is under way at a time.

import type { Clock } from "../clock.ts";
import type { ApiAnswer, ApiRequest, Call } from "./exchange.ts";
import { interruption } from "./failures.ts";
import { PlatformError } from "./platform_error.ts";
import { readRateLimit, readRetryAfterMs } from "./rate_headers.ts";

/** Longest pause that one answer can ask of the requests after it. */
const LONGEST_PAUSE_MS = 120_000;
/** Added to a window, as a part of it: what a request may overtake its elder on the way. */
const SLACK = 0.03;

/** What pacing and retrying need from outside. */
export interface WaitOptions {
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
  /** Told of each wait for the platform's rate limit, in milliseconds. */
  readonly onWait?: ((ms: number) => void) | undefined;
}

interface Sent {
  readonly startedAtMs: number;
  endedAtMs: number | undefined;
  /** Which of the platform's windows it fell into, as far as `remaining` tells: it only falls within one. */
  window: number;
  readonly ended: Promise<void>;
}

/** The right to send one request now; `end` is told the answer, where there was one. */
interface Turn {
  end(answer: ApiAnswer | undefined): void;
}

/** A call that waits its turn; turns are taken in order. */
export function paced(call: Call, options: WaitOptions): Call {
  const { clock } = options;
  let limit: number | undefined;
  let windowMs = 1000;
  let fastestMs = Infinity;
  let pausedUntilMs = 0;
  let recent: Sent[] = [];
  let window = 0;
  let lastRemaining = 0;
  let lastTurn: Promise<unknown> = Promise.resolve();

  // An answered request reached the platform no later than the fastest way back before its answer, and the next one
  // may be as fast on the way there. The platform's window ends no later than a window after any request in it.
  function freeAtMs(sent: Sent): number {
    if (sent.endedAtMs === undefined) return Infinity;
    const starts = recent.flatMap(({ window, startedAtMs, endedAtMs }) =>
      window === sent.window && endedAtMs !== undefined ? [Math.max(startedAtMs, endedAtMs - fastestMs)] : []
    );
    return Math.min(...starts) + windowMs * (1 + SLACK);
  }

  function forget(nowMs: number): void {
    recent = recent.filter((sent) =>
      sent.endedAtMs === undefined || (limit !== undefined && freeAtMs(sent) > nowMs)
    );
  }

  async function takeTurn(request: ApiRequest): Promise<Turn> {
    for (;;) {
      const nowMs = clock.nowMs();
      forget(nowMs);
      if (nowMs < pausedUntilMs) {
        await wait(pausedUntilMs - nowMs, request);
      } else if (recent.length < (limit ?? 1)) {
        return send(nowMs);
      } else {
        const atMs = recent.map(freeAtMs).sort((a, b) => a - b)[recent.length - (limit ?? 1)]!;
        if (atMs < Infinity) await wait(atMs - nowMs, request);
        else {await Promise.race(
            recent.filter((sent) => sent.endedAtMs === undefined).map((sent) => sent.ended),
          );}
      }
    }
  }

  function send(nowMs: number): Turn {
    let resolve = () => {};
    const ended = new Promise<void>((done) => resolve = done);
    const sent: Sent = { startedAtMs: nowMs, endedAtMs: undefined, window: 0, ended };
    recent.push(sent);
    return {
      end: (answer) => {
        sent.endedAtMs = clock.nowMs();
        if (answer !== undefined) learn(answer, sent, sent.endedAtMs);
        resolve();
      },
    };
  }

  async function wait(ms: number, request: ApiRequest): Promise<void> {
    if (clock.nowMs() + ms > (request.deadlineMs ?? Infinity)) {
      throw new PlatformError(
        "failed.rate_limited",
        "the platform's rate limit leaves no time for the request",
        {
          effect: "none",
        },
      );
    }
    await waitForRate(ms, options);
  }

  function learn(answer: ApiAnswer, sent: Sent, nowMs: number): void {
    fastestMs = Math.min(fastestMs, nowMs - sent.startedAtMs);
    const rate = readRateLimit(answer.headers);
    limit = rate?.limit ?? limit ?? Infinity;
    if (rate !== undefined) {
      windowMs = rate.windowMs;
      if (rate.remaining >= lastRemaining) window++;
      lastRemaining = rate.remaining;
      // Used up, and not by us alone: what else runs on this account has its share of the window.
      if (rate.remaining === 0 && recent.length < rate.limit) pause(nowMs, rate.resetMs);
    }
    sent.window = window;
    if (answer.status === 429 || answer.status === 503) {
      pause(nowMs, readRetryAfterMs(answer.headers, nowMs) ?? 0);
    }
  }

  function pause(nowMs: number, ms: number): void {
    // A longer one is a quota's or a mistake: that is for the refused request to say, not for others to sit out.
    if (ms <= LONGEST_PAUSE_MS) pausedUntilMs = Math.max(pausedUntilMs, nowMs + ms);
  }

  return async (request) => {
    const waiting = lastTurn.then(() => takeTurn(request));
    lastTurn = waiting.catch(() => {});
    const turn = await waiting;
    let answer: ApiAnswer | undefined;
    try {
      return answer = await call(request);
    } finally {
      turn.end(answer);
    }
  };
}

/** Sleeps for the platform's sake, telling so; `interrupted` has effect `none`. */
export async function waitForRate(ms: number, options: WaitOptions): Promise<void> {
  options.onWait?.(Math.ceil(ms));
  try {
    await options.clock.sleep(Math.ceil(ms), options.interrupted);
  } catch {
    throw interruption("none");
  }
}
