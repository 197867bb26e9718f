import assert from "node:assert/strict";
import type { ErrorCode } from "../../src/domain/errors.ts";
import type { ApiAnswer, ApiRequest, Call } from "../../src/system/http/exchange.ts";
import { type PlatformEffect, PlatformError } from "../../src/system/http/platform_error.ts";
import { retrying } from "../../src/system/http/retrying.ts";
import { FakeClock } from "../support/fake_clock.ts";

const LIST: ApiRequest = { method: "GET", path: "/things", repeatable: true };
const MAKE: ApiRequest = { method: "POST", path: "/things", body: {}, repeatable: false };

/** What the platform does at each call; the last goes on for ever. */
type Step = "ok" | "lost" | "refused" | "late" | "broken" | "limited" | "limited?" | "quota" | "denied";

const FAILURES: Readonly<Record<Exclude<Step, "ok">, readonly [ErrorCode, PlatformEffect, number?]>> = {
  lost: ["failed.unreachable", "unknown"],
  refused: ["failed.unreachable", "none"],
  late: ["failed.timeout", "unknown"],
  broken: ["failed.platform", "unknown", 502],
  limited: ["failed.rate_limited", "none", 429],
  "limited?": ["failed.rate_limited", "unknown", 429],
  quota: ["failed.quota", "none", 429],
  denied: ["failed.refused", "none", 422],
};

function setUp(steps: readonly Step[], headers: Record<string, string> = {}, user = new AbortController()) {
  const clock = new FakeClock();
  const waits: number[] = [];
  let calls = 0;
  const inner: Call = () => {
    const step = steps[Math.min(calls++, steps.length - 1)]!;
    const failure = step === "ok" ? undefined : FAILURES[step];
    if (failure !== undefined && failure[2] === undefined) {
      return Promise.reject(new PlatformError(failure[0], step, { effect: failure[1] }));
    }
    return Promise.resolve({
      status: failure?.[2] ?? 200,
      headers: new Headers(failure === undefined ? {} : headers),
      text: step,
      json: undefined,
    });
  };
  const judge = (answer: ApiAnswer) => {
    const failure = answer.text === "ok" ? undefined : FAILURES[answer.text as Exclude<Step, "ok">];
    return failure &&
      new PlatformError(failure[0], answer.text, { effect: failure[1], httpStatus: answer.status });
  };
  const call = retrying(inner, {
    clock,
    judge,
    interrupted: user.signal,
    onWait: (ms) => waits.push(ms),
    jitter: () => 0,
  });
  const startedAtMs = clock.nowMs();
  return {
    clock,
    waits,
    run: (request: ApiRequest) => clock.run(call(request)),
    calls: () => calls,
    tookMs: () => clock.nowMs() - startedAtMs,
  };
}

const GOOD: readonly (readonly [ApiRequest, readonly Step[], calls: number])[] = [
  [LIST, ["ok"], 1],
  [LIST, ["lost", "ok"], 2],
  [LIST, ["refused", "late", "broken", "ok"], 4],
  [LIST, ["limited", "limited", "limited", "limited", "limited", "ok"], 6],
  [LIST, ["limited?", "ok"], 2],
  [LIST, ["lost", "limited", "broken", "ok"], 4],
  [MAKE, ["ok"], 1],
  [MAKE, ["limited", "limited", "limited", "limited", "limited", "ok"], 6],
];
for (const [request, steps, calls] of GOOD) {
  Deno.test(`retry: ${request.method} ${steps.join(", ")}`, async () => {
    const { run, ...seen } = setUp(steps);
    assert.equal((await run(request)).status, 200);
    assert.equal(seen.calls(), calls);
  });
}

const BAD: readonly (readonly [ApiRequest, readonly Step[], calls: number, ErrorCode, PlatformEffect])[] = [
  [LIST, ["lost"], 4, "failed.unreachable", "unknown"],
  [LIST, ["refused"], 4, "failed.unreachable", "none"],
  [LIST, ["lost", "refused"], 4, "failed.unreachable", "unknown"],
  [LIST, ["broken"], 4, "failed.platform", "unknown"],
  [LIST, ["quota"], 1, "failed.quota", "none"],
  [LIST, ["denied"], 1, "failed.refused", "none"],
  [LIST, ["late", "denied"], 2, "failed.refused", "unknown"],
  [MAKE, ["lost"], 1, "failed.unreachable", "unknown"],
  [MAKE, ["refused"], 1, "failed.unreachable", "none"],
  [MAKE, ["late"], 1, "failed.timeout", "unknown"],
  [MAKE, ["broken"], 1, "failed.platform", "unknown"],
  [MAKE, ["quota"], 1, "failed.quota", "none"],
  [MAKE, ["limited?"], 1, "failed.rate_limited", "unknown"],
  [MAKE, ["limited", "lost"], 2, "failed.unreachable", "unknown"],
];
for (const [request, steps, calls, code, effect] of BAD) {
  Deno.test(`retry: ${request.method} ${steps.join(", ")}: ${code}, ${effect}`, async () => {
    const { run, ...seen } = setUp(steps);
    await assert.rejects(run(request), { code, effect });
    assert.equal(seen.calls(), calls);
  });
}

Deno.test("retry: back-off doubles, with jitter below it", async () => {
  const { run, clock } = setUp(["broken"]);
  await assert.rejects(run(LIST));
  assert.deepEqual(clock.slept, [250, 500, 1000]);
});

Deno.test("retry: Retry-After is waited for, in seconds or to a date, and told", async () => {
  for (const asked of ["7", "Fri, 02 Jan 2026 03:04:12 GMT"]) {
    const { run, waits, tookMs } = setUp(["limited", "ok"], { "retry-after": asked });
    await run(LIST);
    assert.ok(tookMs() >= 7000 && tookMs() < 7500, `${tookMs()}`);
    assert.deepEqual(waits, [tookMs()]);
  }
});

Deno.test("retry: Retry-After of a failing server is waited for too", async () => {
  const { run, tookMs } = setUp(["broken", "ok"], { "retry-after": "9" });
  await run(LIST);
  assert.equal(tookMs(), 9000);
});

Deno.test("retry: a minute of 429 is survived, with and without Retry-After", async () => {
  for (const headers of [{}, { "retry-after": "1" }]) {
    const { run, clock, tookMs } = setUp(["limited"], headers);
    let over = false;
    run(LIST).then(() => over = true, () => over = true);
    while (tookMs() < 60_000 && !over) await clock.advance(500);
    assert.equal(over, false);
    while (!over) await clock.advance(1000);
    assert.ok(tookMs() <= 125_000);
  }
});

Deno.test("retry: creating waits for a rate limit until its deadline and no longer", async () => {
  const { run, clock, tookMs } = setUp(["limited"], { "retry-after": "2" });
  await assert.rejects(run({ ...MAKE, deadlineMs: clock.nowMs() + 9000 }), {
    code: "failed.rate_limited",
    effect: "none",
  });
  assert.ok(tookMs() <= 9000);
});

Deno.test("retry: a Retry-After beyond all patience is refused at once", async () => {
  const { run, tookMs } = setUp(["limited"], { "retry-after": "86400" });
  await assert.rejects(run(LIST), { code: "failed.rate_limited" });
  assert.equal(tookMs(), 0);
});

Deno.test("retry: an interrupted wait tells what the attempts before may have done", async () => {
  for (const [steps, effect] of [[["limited"], "none"], [["lost", "limited"], "unknown"]] as const) {
    const user = new AbortController();
    const { run, clock } = setUp(steps, { "retry-after": "60" }, user);
    const work = run(LIST);
    const rejected = assert.rejects(work, { code: "interrupted", effect });
    void clock.sleep(5000).then(() => user.abort());
    await rejected;
    assert.equal(clock.sleeping, 0);
  }
});
