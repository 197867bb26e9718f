/** What a platform's `ratelimit-*` headers say of the account's allowance. */
export interface RateLimit {
  /** Requests in a window. */
  readonly limit: number;
  readonly remaining: number;
  /** Until the window ends: whole seconds on the wire, so at most this long. */
  readonly resetMs: number;
  /** Length of the window; where the policy does not say, what is left of it. */
  readonly windowMs: number;
}

/** The allowance, or undefined where the headers are missing or make no sense. */
export function readRateLimit(headers: Headers): RateLimit | undefined {
  const limit = readCount(headers.get("ratelimit-limit"));
  const remaining = readCount(headers.get("ratelimit-remaining"));
  const reset = readCount(headers.get("ratelimit-reset"));
  if (limit === undefined || limit === 0 || remaining === undefined || reset === undefined) return undefined;
  const window = /;\s*w=(\d{1,6})\b/.exec(headers.get("ratelimit-policy") ?? "")?.[1];
  return { limit, remaining, resetMs: reset * 1000, windowMs: Math.max(1, Number(window ?? reset)) * 1000 };
}

/** How long `retry-after` asks to wait (seconds or an HTTP date on the wire), 0 for the past; undefined without. */
export function readRetryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const atMs = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

function readCount(text: string | null): number | undefined {
  const digits = /^\s*(\d{1,9})/.exec(text ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}
