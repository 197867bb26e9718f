import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import { resend } from "../../src/sources/resend/mod.ts";
import { readInstant } from "../../src/sources/resend/answers.ts";
import { judgeAnswer } from "../../src/sources/resend/errors.ts";
import type { ApiAnswer } from "../../src/system/http/exchange.ts";
import { connectionTo } from "./contract.ts";

const TOKEN = "re_Hunter2x_notToBeSeenAnywhere1";

function answerOf(status: number, body: unknown): ApiAnswer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers: new Headers(), text, json: typeof body === "string" ? undefined : body };
}

const NAMED:
  readonly (readonly [status: number, name: string, message: string, code: string, effect: string])[] = [
    [400, "validation_error", "API key is invalid", "access.token_rejected", "none"],
    [401, "validation_error", "API key is invalid", "access.token_rejected", "none"],
    [403, "validation_error", "The API key is invalid.", "access.token_rejected", "none"],
    [403, "invalid_api_key", "API key is invalid", "access.token_rejected", "none"],
    [401, "missing_api_key", "Missing API Key", "access.token_rejected", "none"],
    [401, "something_new", "No", "access.token_rejected", "none"],
    [
      401,
      "restricted_api_key",
      "This API key is restricted to only send emails",
      "access.token_restricted",
      "none",
    ],
    [403, "restricted_api_key", "Restricted", "access.token_restricted", "none"],
    [403, "validation_error", "You can only send testing emails", "failed.refused", "none"],
    [422, "validation_error", "API key is invalid", "failed.refused", "none"],
    [422, "missing_required_field", "Missing `name` field.", "failed.refused", "none"],
    [404, "not_found", "API key not found", "failed.not_found", "none"],
    [404, "not_found", "The requested endpoint does not exist.", "failed.refused", "none"],
    [404, "not_found", "Domain not found", "failed.refused", "none"],
    [409, "concurrent_idempotent_requests", "Wait", "failed.refused", "none"],
    [429, "rate_limit_exceeded", "Too many requests", "failed.rate_limited", "none"],
    [429, "daily_quota_exceeded", "Daily quota", "failed.quota", "none"],
    [429, "monthly_quota_exceeded", "Monthly quota", "failed.quota", "none"],
    [429, "something_new", "Slow", "failed.rate_limited", "unknown"],
    [500, "application_error", "Oops", "failed.platform", "unknown"],
    [503, "service_unavailable", "Oops", "failed.platform", "unknown"],
    [400, "internal_server_error", "Oops", "failed.platform", "unknown"],
  ];
for (const [status, name, message, code, effect] of NAMED) {
  Deno.test(`resend errors: ${status} ${name} "${message}" is ${code}`, () => {
    const error = judgeAnswer(answerOf(status, { statusCode: status, name, message }), Secret.ofText(TOKEN));
    assert.deepEqual([error?.code, error?.effect, error?.httpStatus], [code, effect, status]);
  });
}

Deno.test("resend errors: a token in the platform's words is blotted out, whatever it looks like", () => {
  for (const token of [TOKEN, "hunter2-hunter2"]) {
    const message = `no ${token}, nor re_OtherKey_0123456789 \u001b[2Jhere\n`;
    const error = judgeAnswer(answerOf(422, { name: "x", message }), Secret.ofText(token));
    assert.equal(error?.message, "Resend refused: no [secret], nor [secret] here");
  }
});

Deno.test("resend errors: each rejected token has its own way out", () => {
  const judge = (name: string) =>
    judgeAnswer(answerOf(401, { name, message: "" }), Secret.ofText(TOKEN))?.hints.join();
  assert.match(judge("restricted_api_key")!, /full_access.*https:\/\/resend\.com\/api-keys/);
  assert.match(judge("invalid_api_key")!, /https:\/\/resend\.com\/api-keys/);
});

const INSTANTS: readonly (readonly [given: unknown, then: string | undefined])[] = [
  ["2023-10-06 23:47:56.678+00", "2023-10-06T23:47:56.678Z"],
  ["2023-10-06 23:47:56.678901+00", "2023-10-06T23:47:56.678Z"],
  ["2023-10-06 23:47:56+02", "2023-10-06T21:47:56.000Z"],
  ["2023-10-06T23:47:56.678Z", "2023-10-06T23:47:56.678Z"],
  ["2023-10-06T23:47:56.110779+00:00", "2023-10-06T23:47:56.110Z"],
  ["2023-10-06T23:47:56.1-0530", "2023-10-07T05:17:56.100Z"],
  ["2023-10-06 23:47:56", undefined],
  ["2023-13-06 23:47:56+00", undefined],
  ["yesterday", undefined],
  [1696636076, undefined],
  [null, undefined],
  [undefined, undefined],
];
for (const [given, then] of INSTANTS) {
  Deno.test(`resend answers: the instant ${JSON.stringify(given)}`, () =>
    assert.equal(readInstant(given), then));
}

/** A client of a platform that answers with these bodies, one after the other, the last for ever. */
function scripted(...bodies: readonly unknown[]) {
  const asked: string[] = [];
  const client = resend.connect(connectionTo("https://api.example.com", TOKEN, {
    fetch: (request) => {
      asked.push(`${request.method} ${request.url.slice("https://api.example.com".length)}`);
      const body = bodies[Math.min(asked.length, bodies.length) - 1];
      return Promise.resolve(new Response(typeof body === "string" ? body : JSON.stringify(body)));
    },
  }));
  return { client, asked };
}

const page = (ids: readonly string[], hasMore?: boolean) => ({
  object: "list",
  ...(hasMore === undefined ? {} : { has_more: hasMore }),
  data: ids.map((id) => ({ id, name: id, created_at: "2023-10-06 23:47:56.678+00", last_used_at: null })),
});
const hundred = Array.from({ length: 100 }, (_, i) => `k${i}`);

Deno.test("resend list: pages follow the last id, and no key comes twice", async () => {
  const { client, asked } = scripted(page(["a", "b"], true), page(["b", "c"], true), page([], false));
  assert.deepEqual((await client.list()).map((key) => key.remoteId), ["a", "b", "c"]);
  assert.deepEqual(asked, [
    "GET /api-keys?limit=100",
    "GET /api-keys?limit=100&after=b",
    "GET /api-keys?limit=100&after=c",
  ]);
});

Deno.test("resend list: a page that comes again and again is no list", async () => {
  const { client, asked } = scripted(page(["a", "b"], true));
  await assert.rejects(client.list(), { code: "failed.platform", message: /repeats itself/ });
  assert.equal(asked.length, 2);
});

Deno.test("resend list: a platform that does not say whether there is more", async () => {
  assert.equal((await scripted(page(hundred)).client.list()).length, 100);
  assert.equal((await scripted(page(hundred), page(["z"])).client.list()).length, 101);
  const { client, asked } = scripted(page(["a"]));
  await client.list();
  assert.equal(asked.length, 1);
});

Deno.test("resend list: odd fields do no harm, an unusable id makes it no list", async () => {
  const odd = {
    object: "x",
    has_more: false,
    data: [{ id: "a", name: null, created_at: 7, more: {} }],
    more: 1,
  };
  assert.deepEqual(await scripted(odd).client.list(), [{ remoteId: "a", remoteName: "" }]);
  for (const id of ["", "../x", "a b", 7, null]) {
    await assert.rejects(scripted({ data: [{ id, name: "n" }] }).client.list(), { code: "failed.platform" });
  }
});

const create = (body: unknown) =>
  scripted(body).client.create({
    remoteName: "n",
    permission: "sending_access",
    deadlineMs: Date.now() + 9e6,
  });

Deno.test("resend create: an odd object does no harm; an unusable key may be a key", async () => {
  const made = await create({ object: "list", id: "a", token: "re_x", more: 1 });
  assert.deepEqual([made.remoteId, made.value.openText((text) => text)], ["a", "re_x"]);
  for (const token of ["", "a b", "a\nb", "ü", 7, undefined, "x".repeat(5000)]) {
    await assert.rejects(create({ id: "a", token }), { code: "failed.platform", effect: "unknown" });
  }
  await assert.rejects(create({ id: "", token: "re_x" }), { code: "failed.platform", effect: "unknown" });
  await assert.rejects(create(""), { code: "failed.platform", effect: "unknown" });
});

Deno.test("resend delete: an empty or odd body is a success, one that denies it is not", async () => {
  for (const body of ["", {}, { object: "list", id: "a", deleted: true }, { object: "api_key", id: "a" }]) {
    assert.equal(await scripted(body).client.delete("a"), "deleted");
  }
  for (const body of [{ id: "a", deleted: false }, { id: "b", deleted: true }, "OK", "null", "<html>"]) {
    await assert.rejects(scripted(body).client.delete("a"), { code: "failed.platform", effect: "unknown" });
  }
});
