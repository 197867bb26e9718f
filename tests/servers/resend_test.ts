// The stand-in held to Resend's own SDK: what that program makes of its answers, and that it refuses what it must.

import assert from "node:assert/strict";
import { Resend } from "resend";
import { badAnswers } from "./misbehaviour.ts";
import { type ResendServer, startResend } from "./resend.ts";

const TOKEN = /^re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}$/;
const UUID = /^[0-9a-f-]{36}$/;

function sdk(server: ResendServer, token = server.masterKey): Resend {
  return new Resend(token, { baseUrl: server.url });
}

/** A request without the SDK: status and JSON. */
async function ask(
  server: ResendServer,
  method: string,
  path: string,
  body?: string,
  headers: HeadersInit = {},
) {
  const init: RequestInit = { method, headers: { authorization: `Bearer ${server.masterKey}`, ...headers } };
  if (body !== undefined) init.body = body;
  const response = await fetch(server.url + path, init);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text.startsWith("{") && JSON.parse(text),
  };
}

Deno.test("stand-in and SDK: a key's life", async () => {
  await using server = await startResend();
  const client = sdk(server);
  const made = await client.apiKeys.create({ name: "one", permission: "sending_access" });
  assert.equal(made.error, null);
  assert.match(made.data.token, TOKEN);
  assert.match(made.data.id, UUID);

  const listed = await client.apiKeys.list();
  assert.deepEqual(listed.data?.data.map((key) => key.name), ["one", "master"]);
  assert.ok(!JSON.stringify(listed).includes(made.data.token));

  assert.equal((await client.apiKeys.update(made.data.id, { name: "two" })).data?.id, made.data.id);
  assert.deepEqual(server.keys.map((key) => key.name), ["two", "master"]);

  const removed = await client.apiKeys.remove(made.data.id);
  assert.equal(removed.error, null);
  assert.deepEqual(server.keys.map((key) => key.name), ["master"]);
  assert.equal((await client.apiKeys.remove(made.data.id)).error?.name, "not_found");
});

Deno.test("stand-in and SDK: domains", async () => {
  await using server = await startResend({ domains: ["a.example", "b.example"] });
  const listed = await sdk(server).domains.list();
  assert.deepEqual(listed.data?.data.map((domain) => domain.name), ["a.example", "b.example"]);
  const [domain] = server.account.domains;
  const made = await sdk(server).apiKeys.create({
    name: "d",
    permission: "sending_access",
    domain_id: domain!.id,
  });
  assert.equal(made.error, null);
  assert.equal(server.account.key(made.data.id)?.domainId, domain!.id);
});

Deno.test("stand-in and SDK: a sending key sends and does nothing else; a deleted one not even that", async () => {
  await using server = await startResend();
  const key = server.account.addKey({ permission: "sending_access" });
  const client = sdk(server, key.token);
  const mail = { from: "a@example.com", to: "b@example.com", subject: "s", text: "t" };
  assert.equal((await client.emails.send(mail)).error, null);
  assert.notEqual(key.lastUsedAt, undefined);
  for (const refused of [client.apiKeys.list(), client.domains.list(), client.apiKeys.remove(key.id)]) {
    const { error } = await refused;
    assert.deepEqual([error?.statusCode, error?.name], [401, "restricted_api_key"]);
  }
  server.account.removeKey(key.id);
  const { error } = await client.emails.send(mail);
  assert.deepEqual([error?.statusCode, error?.name, error?.message], [
    400,
    "validation_error",
    "API key is invalid",
  ]);
});

Deno.test("stand-in and SDK: a key may delete itself", async () => {
  await using server = await startResend();
  const [master] = server.keys;
  assert.equal((await sdk(server).apiKeys.remove(master!.id)).error, null);
  assert.equal((await sdk(server).apiKeys.list()).error?.message, "API key is invalid");
});

Deno.test("stand-in and SDK: accounts do not see each other", async () => {
  await using server = await startResend();
  const other = server.addAccount();
  const key = server.account.addKey();
  const client = sdk(server, other.masterKey);
  assert.deepEqual((await client.apiKeys.list()).data?.data.map((item) => item.name), ["master"]);
  assert.equal((await client.apiKeys.remove(key.id)).error?.name, "not_found");
});

Deno.test("stand-in and SDK: pages", async () => {
  await using server = await startResend();
  for (let i = 1; i <= 5; i++) server.account.addKey({ name: `k${i}` });
  const client = sdk(server);
  const names = async (options: Parameters<typeof client.apiKeys.list>[0]) => {
    const { data } = await client.apiKeys.list(options);
    return [data?.data.map((key) => key.name).join(" "), data?.has_more];
  };
  const id = (name: string) => server.keys.find((key) => key.name === name)!.id;
  assert.deepEqual(await names({}), ["k5 k4 k3 k2 k1 master", false]);
  assert.deepEqual(await names({ limit: 2 }), ["k5 k4", true]);
  assert.deepEqual(await names({ limit: 2, after: id("k4") }), ["k3 k2", true]);
  assert.deepEqual(await names({ limit: 2, after: id("k2") }), ["k1 master", false]);
  assert.deepEqual(await names({ limit: 2, before: id("k2") }), ["k4 k3", true]);
  assert.deepEqual(await names({ limit: 2, before: id("k4") }), ["k5", false]);
  for (
    const query of ["limit=0", "limit=101", "limit=x", `after=${id("k1")}&before=${id("k2")}`, "after=nobody"]
  ) {
    assert.equal((await ask(server, "GET", `/api-keys?${query}`)).status, 422, query);
  }
});

const REFUSALS:
  readonly (readonly [method: string, path: string, body: string | undefined, number, string])[] = [
    ["POST", "/api-keys", undefined, 422, "validation_error"],
    ["POST", "/api-keys", "{", 422, "validation_error"],
    ["POST", "/api-keys", "[]", 422, "validation_error"],
    ["POST", "/api-keys", "{}", 422, "missing_required_field"],
    ["POST", "/api-keys", '{"name":""}', 422, "validation_error"],
    ["POST", "/api-keys", '{"name":7}', 422, "validation_error"],
    ["POST", "/api-keys", '{"name":"n","permission":"root"}', 422, "invalid_access"],
    ["POST", "/api-keys", '{"name":"n","domain_id":"x"}', 422, "invalid_parameter"],
    ["DELETE", "/api-keys/x", undefined, 422, "invalid_parameter"],
    ["DELETE", "/api-keys/00000000-0000-4000-8000-000000000000", undefined, 404, "not_found"],
    ["GET", "/api-keys/00000000-0000-4000-8000-000000000000", undefined, 405, "method_not_allowed"],
    ["PUT", "/api-keys", "{}", 405, "method_not_allowed"],
    ["GET", "/v1/api-keys", undefined, 404, "not_found"],
  ];
Deno.test("stand-in: what it refuses, and how", async () => {
  await using server = await startResend();
  for (const [method, path, body, status, name] of REFUSALS) {
    const { json } = await ask(server, method, path, body);
    assert.deepEqual(
      [json.statusCode, json.name, typeof json.message],
      [status, name, "string"],
      `${method} ${path}`,
    );
  }
  assert.deepEqual(server.keys.length, 1);
});

Deno.test("stand-in: who it lets in", async () => {
  await using server = await startResend();
  const none = await fetch(`${server.url}/api-keys`);
  assert.deepEqual([none.status, (await none.json()).name], [401, "missing_api_key"]);
  const edge = await ask(server, "GET", "/api-keys", undefined, { "user-agent": "" });
  assert.deepEqual([edge.status, edge.text], [403, "error code: 1010"]);
});

Deno.test("stand-in: shapes of the live API", async () => {
  await using server = await startResend();
  const made = await ask(server, "POST", "/api-keys", '{"name":"n"}');
  assert.deepEqual([made.status, Object.keys(made.json).sort(), made.json.object], [201, [
    "id",
    "object",
    "token",
  ], "list"]);
  assert.equal(server.keys[0]?.permission, "full_access");
  const listed = await ask(server, "GET", "/api-keys");
  assert.deepEqual(Object.keys(listed.json.data[0]).sort(), ["created_at", "id", "last_used_at", "name"]);
  assert.match(listed.json.data[0].created_at, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\+00$/);
  const deleted = await ask(server, "DELETE", `/api-keys/${made.json.id}`);
  assert.deepEqual(deleted.json, { object: "list", id: made.json.id, deleted: true });
});

Deno.test("stand-in: its rate limit, told on every answer", async () => {
  await using server = await startResend({ rate: 3 });
  const second = () => Math.floor(Date.now() / 1000);
  let told: unknown[] = [];
  // All within one second of the wall clock; on a machine that was too busy for that, within another.
  for (let began = -1; began !== second();) {
    await new Promise((resolve) => setTimeout(resolve, 1000 - Date.now() % 1000 + 5));
    began = second();
    told = [];
    for (let i = 0; i < 4; i++) {
      const { status, headers, json } = await ask(server, "GET", "/api-keys");
      told.push([status, headers.get("ratelimit-remaining"), headers.get("retry-after"), json.name]);
      assert.equal(headers.get("ratelimit-limit"), "3");
      assert.equal(headers.get("ratelimit-reset"), "1");
      assert.equal(headers.get("ratelimit-policy"), "3;w=1");
    }
  }
  assert.deepEqual(told, [
    [200, "2", null, undefined],
    [200, "1", null, undefined],
    [200, "0", null, undefined],
    [429, "0", "1", "rate_limit_exceeded"],
  ]);
  assert.equal((await sdk(server, server.addAccount().masterKey).apiKeys.list()).error, null);
});

Deno.test("stand-in: goes wrong only where and as often as it is told", async () => {
  await using server = await startResend();
  server.misbehave({ method: "DELETE", path: /^\/api-keys\//, times: 2 }, badAnswers.broken());
  const key = server.account.addKey();
  const client = sdk(server);
  assert.equal((await client.apiKeys.list()).error, null);
  assert.equal((await client.apiKeys.remove(key.id)).error?.statusCode, 500);
  assert.equal((await client.apiKeys.remove(key.id)).error?.statusCode, 500);
  assert.equal((await client.apiKeys.remove(key.id)).error, null);
  server.misbehave({}, { what: "drop", work: false });
  server.behave();
  assert.equal((await client.apiKeys.list()).error, null);
});

Deno.test("stand-in: creates twice when told so", async () => {
  await using server = await startResend();
  server.misbehave({ method: "POST" }, { what: "twice" });
  await ask(server, "POST", "/api-keys", '{"name":"n"}');
  assert.equal(server.keys.filter((key) => key.name === "n").length, 2);
});

Deno.test("stand-in: a test holds a request back, before its work or after it", async () => {
  await using server = await startResend();
  for (const [when, keysMeanwhile] of [["before", 1], ["after", 3]] as const) {
    const hold = server.hold({ method: "POST" }, when);
    const asked = ask(server, "POST", "/api-keys", '{"name":"n"}');
    await hold.arrived;
    assert.equal(server.keys.length, keysMeanwhile);
    hold.release();
    assert.equal((await asked).status, 201);
  }
});

Deno.test("stand-in: stops while requests hang", async () => {
  const server = await startResend();
  server.misbehave({}, { what: "hang", work: true });
  const hold = server.hold({});
  const asked = [ask(server, "POST", "/api-keys", '{"name":"n"}'), ask(server, "GET", "/api-keys")];
  await hold.arrived;
  await server.stop();
  for (const { status } of await Promise.allSettled(asked)) assert.equal(status, "rejected");
  assert.equal(server.keys.length, 2);
});

Deno.test("stand-in: runs as a program", async () => {
  const program = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("resend.ts", import.meta.url).pathname, "--rate", "7", "--foreign", "2"],
    stdout: "piped",
  }).spawn();
  const reader = program.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { url, masterKey } = JSON.parse((await reader.read()).value!);
  const client = new Resend(masterKey, { baseUrl: url });
  const listed = await client.apiKeys.list();
  assert.equal(listed.data?.data.length, 3);
  assert.equal(listed.headers?.["ratelimit-limit"], "7");
  program.kill();
  await program.status;
  await reader.cancel();
});
