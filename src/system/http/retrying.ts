// The law of repeating: an answer that says that nothing was done (429) is waited out for every request; a failure
// that may pass is tried again, 4 times in all, only where doing it twice is as good as once; nothing else is.
// If any attempt may have done the work, so may the whole.

import type { ApiAnswer, ApiRequest, Call } from "./exchange.ts";
import { interruption } from "./failures.ts";
import { waitForRate, type WaitOptions } from "./pacing.ts";
import { type PlatformEffect, PlatformError } from "./platform_error.ts";
import { readRetryAfterMs } from "./rate_headers.ts";

/** Attempts at a request that keeps failing. */
const MAX_ATTEMPTS = 4;
/** After this time no failed attempt is followed by another. */
const FAILING_MS = 60_000;
/** How long a rate limit is waited out where the request has no deadline of its own. */
const RATE_LIMITED_MS = 120_000;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 8_000;

/** Says what is wrong with an answer; undefined when it is good. */
export type Judge = (answer: ApiAnswer, request: ApiRequest) => PlatformError | undefined;

/** What repeating needs from outside. */
export interface RetryOptions extends WaitOptions {
  readonly judge: Judge;
  /** From 0 to below 1; decides nothing but when to knock again. */
  readonly jitter?: () => number;
}

/** A call whose answers are judged good; what may pass is repeated. */
export function retrying(call: Call, options: RetryOptions): Call {
  const { clock } = options;
  const jitter = options.jitter ?? Math.random;

  return async (request) => {
    const startedAtMs = clock.nowMs();
    let failed = 0, limited = 0;
    let effect: PlatformEffect = "none";
    for (;;) {
      const { answer, failure } = await attempt(call, request, options.judge);
      if (failure === undefined) return answer;
      if (failure.effect === "unknown") effect = "unknown";

      const nowMs = clock.nowMs();
      const askedMs = answer === undefined ? undefined : readRetryAfterMs(answer.headers, nowMs);
      if (isRateLimited(failure) && (request.repeatable || failure.effect === "none")) {
        const waitMs = spread(askedMs ?? backoffMs(limited++), jitter());
        if (nowMs + waitMs > (request.deadlineMs ?? startedAtMs + RATE_LIMITED_MS)) {
          throw judged(failure, effect);
        }
        await waitForRate(waitMs, options).catch(() => Promise.reject(interruption(effect)));
      } else if (request.repeatable && mayPass(failure) && ++failed < MAX_ATTEMPTS) {
        const waitMs = Math.max(askedMs ?? 0, backoffMs(failed - 1) * (0.5 + jitter() / 2));
        const lastMs = Math.min(startedAtMs + FAILING_MS, request.deadlineMs ?? Infinity);
        if (nowMs + waitMs > lastMs) throw judged(failure, effect);
        await clock.sleep(waitMs, options.interrupted).catch(() => Promise.reject(interruption(effect)));
      } else {
        throw judged(failure, effect);
      }
    }
  };
}

type Outcome =
  | { readonly answer: ApiAnswer; readonly failure: undefined }
  | { readonly answer: ApiAnswer | undefined; readonly failure: PlatformError };

async function attempt(call: Call, request: ApiRequest, judge: Judge): Promise<Outcome> {
  let answer: ApiAnswer;
  try {
    answer = await call(request);
  } catch (error) {
    if (error instanceof PlatformError) return { answer: undefined, failure: error };
    throw error;
  }
  return { answer, failure: judge(answer, request) };
}

/** A wait of the program's own (no status) is not waited for again. */
function isRateLimited(failure: PlatformError): boolean {
  return failure.code === "failed.rate_limited" && failure.httpStatus !== undefined;
}

function mayPass(failure: PlatformError): boolean {
  if (failure.code === "failed.unreachable" || failure.code === "failed.timeout") return true;
  return failure.code === "failed.platform" && (failure.httpStatus ?? 0) >= 500;
}

function backoffMs(before: number): number {
  return Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** before);
}

/** Never earlier than asked, a little later, so that those who were refused together do not return together. */
function spread(ms: number, jitter: number): number {
  return ms + 20 + jitter * Math.min(200, Math.max(50, ms / 10));
}

function judged(failure: PlatformError, effect: PlatformEffect): PlatformError {
  if (failure.effect === effect) return failure;
  return new PlatformError(failure.code, failure.message, {
    effect,
    hints: failure.hints,
    cause: failure.cause,
    ...(failure.httpStatus === undefined ? {} : { httpStatus: failure.httpStatus }),
  });
}
