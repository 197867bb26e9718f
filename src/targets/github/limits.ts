// The law of GitHub's limits: one request at a time, and at most 75 writes begun in any minute, since GitHub advises to
// make no more than 80 in one: so a push of up to 75 secrets never waits, and 100 take a little over a minute. What GitHub
// refuses all the same (403 or 429) waits as long as it asks: `retry-after`, else until the hour's allowance is renewed,
// else a minute, and twice as long each time after. Nobody waits longer than 5 minutes: then the refusal is the outcome.

import { type ExchangeOptions, exchanging } from "../../system/http/exchange.ts";
import type { ApiAnswer, Call } from "../../system/http/exchange.ts";
import { waitForRate, type WaitOptions } from "../../system/http/pacing.ts";
import { readRetryAfterMs } from "../../system/http/rate_headers.ts";
import { type Judge, retrying } from "../../system/http/retrying.ts";

/** Writes in a window. */
const WRITES = 75;
const WINDOW_MS = 60_000;
/** Longest time for one request, waiting for its limits included. */
const PATIENCE_MS = 300_000;
const UNSAID_MS = 60_000;

/** What it takes to call GitHub within its limits. */
export interface LimitedOptions extends ExchangeOptions, WaitOptions {
  readonly judge: Judge;
}

/** Calls to GitHub for one token: paced, judged, repeated where that is safe. */
export function openLimited(options: LimitedOptions): Call {
  const { clock } = options;
  const repeated = retrying(tellingWaits(exchanging(options), options), options);
  const pace = pacedWrites(options);
  return async (request) => {
    if (request.method !== "GET") await pace();
    return await repeated({ deadlineMs: clock.nowMs() + PATIENCE_MS, ...request });
  };
}

/** Whether an answer refuses for the hour's allowance; when that is renewed, as an instant in milliseconds. */
export function renewedAtMs(answer: ApiAnswer): number | undefined {
  if (answer.headers.get("x-ratelimit-remaining")?.trim() !== "0") return undefined;
  const reset = answer.headers.get("x-ratelimit-reset")?.trim() ?? "";
  return /^\d{1,11}$/.test(reset) ? Number(reset) * 1000 : undefined;
}

/** Whether an answer says that nothing was done because too much was asked. */
export function isLimit(answer: ApiAnswer, message: string): boolean {
  if (answer.status === 429) return true;
  if (answer.status !== 403) return false;
  return /rate limit|abuse detection/i.test(message) || answer.headers.has("retry-after");
}

/** Resolves when another write may begin. */
function pacedWrites(options: WaitOptions): () => Promise<void> {
  const { clock } = options;
  let begun: number[] = [];
  return async () => {
    begun = begun.filter((atMs) => clock.nowMs() - atMs < WINDOW_MS);
    const oldest = begun[begun.length - WRITES];
    if (oldest !== undefined) await waitForRate(Math.max(0, oldest + WINDOW_MS - clock.nowMs()), options);
    begun.push(clock.nowMs());
  };
}

/** Says every wait that GitHub asks for in the one header that repeating knows. */
function tellingWaits(call: Call, options: WaitOptions): Call {
  let inRow = 0;
  return async (request) => {
    const answer = await call(request);
    if (!isLimit(answer, messageOf(answer))) {
      inRow = 0;
      return answer;
    }
    const nowMs = options.clock.nowMs();
    const said = readRetryAfterMs(answer.headers, nowMs);
    const renewed = renewedAtMs(answer);
    const unsaidMs = UNSAID_MS * 2 ** inRow++;
    const waitMs = said ?? (renewed === undefined ? unsaidMs : Math.max(1000, renewed - nowMs));
    const headers = new Headers(answer.headers);
    headers.set("retry-after", String(Math.ceil(waitMs / 1000)));
    return { ...answer, headers };
  };
}

/** GitHub's own words in an answer; empty where there are none. */
export function messageOf(answer: ApiAnswer): string {
  const { json } = answer;
  if (typeof json !== "object" || json === null || !("message" in json)) return "";
  return typeof json.message === "string" ? json.message : "";
}
