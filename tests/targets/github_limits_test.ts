// GitHub's limits, with the time in the test's hands: how long is waited for what, and when it is given up.

import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import type { PlatformError } from "../../src/system/http/platform_error.ts";
import { github } from "../../src/targets/github/mod.ts";
import type { PutResult, RemoteSecret, TargetConnection } from "../../src/targets/target.ts";
import { startGithub } from "../servers/github.ts";
import { FakeClock, fastClock } from "../support/fake_clock.ts";
import { MemoryFiles } from "../support/memory_files.ts";
import { connectionTo } from "./github_on_trial.ts";
import { assertDone } from "./trial.ts";

const SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
const PRIMARY = "API rate limit exceeded for user ID 1.";

// Loaded now: a clock that stands still has no time for it.
await import("@serenity-kit/noble-sodium");

/** Undefined stands for a good answer. */
type Canned = CannedRefusal | undefined;
interface CannedRefusal {
  readonly status: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client whose requests get these answers, in order, and then good ones. */
function canned(answers: readonly Canned[], more: Partial<TargetConnection> = {}) {
  const clock = new FakeClock();
  const left = [...answers], waits: number[] = [], atMs: number[] = [];
  const startedAtMs = clock.nowMs();
  const client = github.connect({
    address: "https://api.github.com",
    identifier: "acme/app",
    store: "actions",
    scope: undefined,
    token: Secret.ofText("ghp_token"),
    clock,
    files: new MemoryFiles(),
    processes: {
      output: () => Promise.resolve(undefined),
      page: () => Promise.resolve(false),
      run: () => Promise.resolve(0),
    },
    interrupted: new AbortController().signal,
    createPlace: false,
    force: false,
    onWait: (ms) => waits.push(ms),
    fetch: (request) => {
      atMs.push(clock.nowMs() - startedAtMs);
      const next = left.shift();
      if (next !== undefined) {
        const body = JSON.stringify({ message: next.message ?? "", documentation_url: "", status: "" });
        return Promise.resolve(new Response(body, next));
      }
      if (request.method === "PUT") return Promise.resolve(new Response("{}", { status: 201 }));
      const key = { key_id: "1", key: "2Sg8iYjAxxmI2LvUXpJjkYrMxURPc8r+dB7TJyvvcCU=" };
      return Promise.resolve(Response.json({ total_count: 0, secrets: [], ...key }));
    },
    ...more,
  });
  return { clock, client, waits, atMs, list: () => clock.run<readonly RemoteSecret[]>(client.list()) };
}

function assertWaits(waits: readonly number[], ...expected: readonly number[]): void {
  assert.equal(waits.length, expected.length);
  waits.forEach((ms, i) =>
    assert.ok(ms >= expected[i]! && ms < expected[i]! + 300, `${ms} is not ${expected[i]}`)
  );
}

for (const status of [403, 429]) {
  Deno.test(`github limits: ${status} waits as long as retry-after says`, async () => {
    const { list, waits } = canned([{ status, message: SECONDARY, headers: { "retry-after": "7" } }]);
    assert.deepEqual(await list(), []);
    assertWaits(waits, 7000);
  });

  Deno.test(`github limits: ${status} without a word waits a minute, then two`, async () => {
    const { list, waits } = canned([{ status, message: SECONDARY }, { status, message: SECONDARY }]);
    assert.deepEqual(await list(), []);
    assertWaits(waits, 60_000, 120_000);
  });

  Deno.test(`github limits: ${status} is given up after five minutes`, async () => {
    const { list, waits } = canned(Array(9).fill({ status, message: SECONDARY }));
    await assert.rejects(list(), { code: "failed.rate_limited", effect: "none", httpStatus: status });
    assertWaits(waits, 60_000, 120_000);
  });

  Deno.test(`github limits: ${status} for the hour's allowance waits until it is renewed`, async () => {
    const reset = String(new FakeClock().nowMs() / 1000 + 90);
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
    const { list, waits } = canned([{ status, message: PRIMARY, headers }]);
    assert.deepEqual(await list(), []);
    assertWaits(waits, 90_000);
  });
}

Deno.test("github limits: an allowance renewed in an hour is not waited for, and its time is said", async () => {
  const headers = {
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": String(Date.UTC(2026, 0, 2, 3, 59) / 1000),
  };
  const { list, waits } = canned([{ status: 403, message: PRIMARY, headers }]);
  await assert.rejects(list(), (error: PlatformError) => {
    assert.equal(
      error.message,
      "GitHub's rate limit is used up until 03:59 UTC: API rate limit exceeded for user ID 1",
    );
    return error.code === "failed.rate_limited" && error.effect === "none";
  });
  assert.deepEqual(waits, []);
});

Deno.test("github limits: a reset in the past or beyond sense waits a moment or a minute", async () => {
  const remaining = { "x-ratelimit-remaining": "0" };
  const past = canned([{
    status: 403,
    message: PRIMARY,
    headers: { ...remaining, "x-ratelimit-reset": "5" },
  }]);
  await past.list();
  assertWaits(past.waits, 1000);
  const none = canned([{
    status: 403,
    message: PRIMARY,
    headers: { ...remaining, "x-ratelimit-reset": "soon" },
  }]);
  await none.list();
  assertWaits(none.waits, 60_000);
});

Deno.test("github limits: the waits grow only while one refusal follows another", async () => {
  const refusal = { status: 403, message: SECONDARY };
  const { list, waits } = canned([refusal, undefined, refusal]);
  await list();
  await list();
  assertWaits(waits, 60_000, 60_000);
});

Deno.test("github limits: 75 writes don't wait, and no minute has more", async () => {
  const { client, clock, waits, atMs } = canned([]);
  const items = Array.from({ length: 160 }, (_, i) => ({ name: `K${i}`, value: Secret.ofText("v") }));
  const told: PutResult[] = [];
  await clock.run(client.put(items, (_, result) => Promise.resolve(void told.push(result))));
  for (const result of told) assertDone(result);
  const writes = atMs.slice(1);
  assert.deepEqual([writes[74], writes[75], writes[149], writes[150]], [0, 60_000, 60_000, 120_000]);
  assert.deepEqual(waits, [60_000, 60_000]);
});

Deno.test("github limits: a refusal for hours is the outcome of all that is left, without a call", async () => {
  const refusal = { status: 403, message: SECONDARY, headers: { "retry-after": "9999" } };
  const { client, clock, atMs } = canned([undefined, undefined, refusal]);
  const told: unknown[] = [];
  const items = ["A", "B", "C", "1D"].map((name) => ({ name, value: Secret.ofText("v") }));
  await clock.run(client.put(items, (name, result) => {
    told.push("failed" in result ? [name, result.failed.code, result.failed.effect] : [name, result.done]);
    return Promise.resolve();
  }));
  assert.deepEqual(told, [
    ["A", "created"],
    ["B", "failed.rate_limited", "none"],
    ["C", "failed.rate_limited", "none"],
    ["1D", "usage.name", "none"],
  ]);
  assert.equal(atMs.length, 3);
});

Deno.test("github limits: 100 secrets pass a platform that takes 80 writes in a minute", async () => {
  const clock = fastClock(50);
  await using server = await startGithub({ writesPerMinute: 80, nowMs: () => clock.nowMs() });
  const client = github.connect(connectionTo(server, { clock }));
  const items = Array.from({ length: 100 }, (_, i) => ({ name: `K${i}`, value: Secret.ofText("v") }));
  await client.put(items, (_, result) => Promise.resolve(void assertDone(result)));
  assert.equal(server.repository.stores.actions.secrets.size, 100);
  assert.equal(server.requests.length, 101);
});

Deno.test("github limits: waiting ends when the user interrupts", async () => {
  const user = new AbortController();
  const { client, clock } = canned([{ status: 403, message: SECONDARY }], {
    interrupted: user.signal,
    onWait: () => user.abort(),
  });
  await assert.rejects(clock.run(client.list()), { code: "interrupted" });
});
