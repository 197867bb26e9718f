// Every way in which the platform can go wrong, at every operation: the error, what may have been done, and what was.

import assert from "node:assert/strict";
import { resend } from "../../src/sources/resend/mod.ts";
import type { SourceClient } from "../../src/sources/source.ts";
import type { PlatformError } from "../../src/system/http/platform_error.ts";
import { NOBODY } from "../servers/front.ts";
import { badAnswers, type Fault } from "../servers/misbehaviour.ts";
import { type ResendServer, startResend } from "../servers/resend.ts";
import { connectionTo } from "./contract.ts";

const NAME = "KEY cred-01234567-0123456789ABCDEFGHJKMNPQRS";
type Operation = "check" | "list" | "domainId" | "create" | "delete";
const OPERATIONS: readonly Operation[] = ["check", "list", "domainId", "create", "delete"];

function run(operation: Operation, client: SourceClient, keyId: string): Promise<unknown> {
  switch (operation) {
    case "check":
      return client.check();
    case "list":
      return client.list();
    case "domainId":
      return client.domainId("example.com");
    case "create":
      return client.create({
        remoteName: NAME,
        permission: "sending_access",
        deadlineMs: Date.now() + 3_600_000,
      });
    case "delete":
      return client.delete(keyId);
  }
}

/** The fault stays until the operation gives up. */
const LASTING: readonly (readonly [title: string, Fault, code: string, effect: string, requests?: number])[] =
  [
    ["lost before the work", { what: "drop", work: false }, "failed.unreachable", "unknown"],
    ["an answer cut off", { what: "truncate", work: false }, "failed.unreachable", "unknown"],
    ["HTML of 502", badAnswers.html(502), "failed.platform", "unknown"],
    ["HTML of 200", badAnswers.html(200), "failed.platform", "unknown", 1],
    ["HTML of 404", badAnswers.html(404), "failed.platform", "unknown", 1],
    ["HTML of 403", badAnswers.html(403), "failed.blocked", "unknown", 1],
    [
      "HTML of 429",
      { what: "answer", work: false, status: 429, body: "<html>", headers: { "retry-after": "9999" } },
      "failed.rate_limited",
      "unknown",
      1,
    ],
    ["JSON of 500", badAnswers.broken(), "failed.platform", "unknown"],
    ["half a JSON", badAnswers.garbage(false), "failed.platform", "unknown", 1],
    ["a redirect", badAnswers.redirect("https://example.com/"), "failed.platform", "unknown", 1],
    ["a rate limit for hours", badAnswers.rateLimited("9999"), "failed.rate_limited", "none", 1],
    ["a quota", badAnswers.quota(), "failed.quota", "none", 1],
    [
      "an unknown endpoint",
      answer(404, { name: "not_found", message: "The requested endpoint does not exist." }),
      "failed.refused",
      "none",
      1,
    ],
    [
      "a wrong value",
      answer(422, { name: "validation_error", message: "Too\u001b[31m long\u202e." }),
      "failed.refused",
      "none",
      1,
    ],
    ["an empty error", answer(401, {}), "failed.platform", "unknown", 1],
    [
      "JSON that is no answer",
      answer(200, { data: "x", id: "", deleted: false }),
      "failed.platform",
      "unknown",
      1,
    ],
  ];

function answer(status: number, body: Record<string, unknown>): Fault {
  return { what: "answer", work: false, status, body };
}

for (const [title, fault, code, effect, requests] of LASTING) {
  for (const operation of OPERATIONS) {
    Deno.test(`resend: ${title} at ${operation}: ${code}`, async () => {
      await using server = await startResend();
      const key = server.account.addKey();
      const client = resend.connect(connectionTo(server.url, server.masterKey));
      server.misbehave({ times: Infinity }, fault);
      await assert.rejects(run(operation, client, key.id), (error: PlatformError) => {
        assert.deepEqual([error.code, error.effect], [code, effect]);
        assertFit(error, server);
        return true;
      });
      assert.equal(server.requests.length, operation === "create" ? 1 : requests ?? 4);
      assert.equal(server.keys.length, 2);
    });
  }
}

/** The operations side by side, each with a platform of its own: a deadline takes its time. */
async function atEach(
  test: (operation: Operation, server: ResendServer, keyId: string) => Promise<void>,
): Promise<void> {
  await Promise.all(OPERATIONS.map(async (operation) => {
    await using server = await startResend();
    await test(operation, server, server.account.addKey().id);
  }));
}

Deno.test("resend: no answer: failed.timeout", () =>
  atEach(async (operation, server, keyId) => {
    const client = resend.connect(connectionTo(server.url, server.masterKey));
    server.misbehave({ times: Infinity }, { what: "hang", work: true });
    await assert.rejects(run(operation, client, keyId), { code: "failed.timeout", effect: "unknown" });
    assert.equal(server.keys.filter((item) => item.name === NAME).length, operation === "create" ? 1 : 0);
    assert.equal(server.keys.some((item) => item.id === keyId), operation !== "delete");
  }));

for (const operation of OPERATIONS) {
  Deno.test(`resend: interrupted during ${operation}`, async () => {
    await using server = await startResend();
    const key = server.account.addKey();
    const user = new AbortController();
    const client = resend.connect(connectionTo(server.url, server.masterKey, { interrupted: user.signal }));
    const hold = server.hold({});
    const work = run(operation, client, key.id);
    hold.arrived.then(() => user.abort());
    await assert.rejects(work, { code: "interrupted", effect: "unknown" });
  });

  Deno.test(`resend: nobody there at ${operation}: failed.unreachable, nothing done`, async () => {
    const client = resend.connect(connectionTo(NOBODY, "re_token"));
    await assert.rejects(run(operation, client, "x"), (error: PlatformError) => {
      assert.deepEqual([error.code, error.effect], ["failed.unreachable", "none"]);
      assert.equal(error.message, `cannot reach "${new URL(NOBODY).host}": connection refused`);
      return true;
    });
  });
}

/** The fault passes: what may be repeated succeeds, creating says that it does not know. */
const PASSING: readonly (readonly [title: string, Fault, madeKeys: number])[] = [
  ["lost before the work", { what: "drop", work: false }, 0],
  ["lost after the work", { what: "drop", work: true }, 1],
  ["cut off after the work", { what: "truncate", work: true }, 1],
  ["HTML of 502 after the work", badAnswers.html(502, true), 1],
  ["JSON of 500 after the work", badAnswers.broken(true), 1],
];

async function passes(
  fault: Fault,
  madeKeys: number,
  operation: Operation,
  server: ResendServer,
  keyId: string,
) {
  const client = resend.connect(connectionTo(server.url, server.masterKey));
  server.misbehave({}, fault);
  const work = run(operation, client, keyId);
  if (operation === "create") {
    await assert.rejects(work, { effect: "unknown" });
    assert.equal(server.keys.filter((item) => item.name === NAME).length, madeKeys);
  } else {
    const result = await work;
    if (operation !== "delete") return;
    assert.equal(result, madeKeys === 0 ? "deleted" : "already_absent");
    assert.equal(server.account.key(keyId), undefined);
  }
}

for (const [title, fault, madeKeys] of PASSING) {
  Deno.test(
    `resend: ${title}, once`,
    () => atEach((operation, server, keyId) => passes(fault, madeKeys, operation, server, keyId)),
  );
}

Deno.test("resend: half an answer and then silence, once", () =>
  atEach((operation, server, keyId) =>
    passes({ what: "hang_in_body", work: true }, 1, operation, server, keyId)
  ));

Deno.test("resend: late answers are answers", async () => {
  await using server = await startResend();
  const key = server.account.addKey();
  const client = resend.connect(connectionTo(server.url, server.masterKey));
  for (const operation of OPERATIONS) {
    server.misbehave({}, { what: "delay", ms: 50 });
    await run(operation, client, key.id);
  }
});

Deno.test("resend: a key that was made twice is still one that works", async () => {
  await using server = await startResend();
  const client = resend.connect(connectionTo(server.url, server.masterKey));
  server.misbehave({ method: "POST" }, { what: "twice" });
  const made = await client.create({
    remoteName: NAME,
    permission: "full_access",
    deadlineMs: Date.now() + 9e6,
  });
  assert.equal((await client.list()).filter((key) => key.remoteName === NAME).length, 2);
  assert.equal(server.account.key(made.remoteId)?.token, made.value.openText((text) => text));
});

/** One line, no control characters, no token, no full stop. */
function assertFit(error: PlatformError, server: ResendServer): void {
  for (const text of [error.message, ...error.hints]) {
    assert.match(text, /^[^\p{Cc}\p{Cf}]{1,400}[^.\p{Cc}]$/u);
  }
  const whole = Deno.inspect(error, { depth: 10 });
  for (const key of server.keys) assert.ok(!whole.includes(key.token));
}
