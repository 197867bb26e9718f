import assert from "node:assert/strict";
import { readRateLimit, readRetryAfterMs } from "../../src/system/http/rate_headers.ts";

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

const RETRY_AFTER: readonly (readonly [given: string | undefined, then: number | undefined])[] = [
  [undefined, undefined],
  ["0", 0],
  ["1", 1000],
  [" 90 ", 90_000],
  ["0.25", 250],
  ["Fri, 02 Jan 2026 03:04:15 GMT", 10_000],
  ["Fri, 02 Jan 2026 03:04:00 GMT", 0],
  ["-1", undefined],
  ["soon", undefined],
  ["", undefined],
];

for (const [given, then] of RETRY_AFTER) {
  Deno.test(`retry-after: ${given}`, () => {
    const headers = new Headers(given === undefined ? {} : { "retry-after": given });
    assert.equal(readRetryAfterMs(headers, NOW), then);
  });
}

Deno.test("rate limit: window from the policy, else what is left of it", () => {
  const three = { "ratelimit-limit": "5", "ratelimit-remaining": "2", "ratelimit-reset": "3" };
  assert.deepEqual(readRateLimit(new Headers({ ...three, "ratelimit-policy": "5;w=10" })), {
    limit: 5,
    remaining: 2,
    resetMs: 3000,
    windowMs: 10_000,
  });
  assert.equal(readRateLimit(new Headers(three))?.windowMs, 3000);
  assert.equal(readRateLimit(new Headers({ ...three, "ratelimit-reset": "0" }))?.windowMs, 1000);
});

Deno.test("rate limit: missing or senseless headers are none", () => {
  assert.equal(readRateLimit(new Headers()), undefined);
  for (const limit of ["0", "many", "-5"]) {
    const headers = { "ratelimit-limit": limit, "ratelimit-remaining": "1", "ratelimit-reset": "1" };
    assert.equal(readRateLimit(new Headers(headers)), undefined);
  }
});
