import assert from "node:assert/strict";
import { CreateProjectEnvRequestBody$outboundSchema } from "@vercel/sdk/models/createprojectenvop.js";
import { Secret } from "../../src/domain/secret.ts";
import { vercel } from "../../src/targets/vercel/mod.ts";
import type { PutResult, TargetConnection } from "../../src/targets/target.ts";
import { startVercel, type VercelProject, type VercelServer } from "../servers/vercel.ts";
import type { VercelEnv } from "../servers/vercel_envs.ts";
import { fastClock } from "../support/fake_clock.ts";
import { targetContract } from "./contract.ts";
import { targetFaults } from "./faults.ts";
import { openConnection, putAll } from "./trial.ts";

function connectionTo(server: VercelServer, overrides?: Partial<TargetConnection>): TargetConnection {
  const { team, name } = server.project;
  const place = { identifier: `${team!.slug}/${name}`, store: "project", scope: "production" };
  return openConnection(server, place, overrides);
}

function edit(project: VercelProject, key: string, value: string): void {
  const env = project.envs.find((item) => item.key === key)!;
  Object.assign(env, { plain: value, updatedAt: env.updatedAt + 300_000 });
}

for (const scope of ["production", "preview", "development", "staging"]) {
  targetContract(`vercel, ${scope}`, () => {
    const server = startVercel();
    return Promise.resolve({
      driver: vercel,
      connection: (overrides) => connectionTo(server, { scope, ...overrides }),
      stored: () => server.valuesOf(server.project, scope),
      failNext: (name) => server.failNext(name),
      edit: (name, value) => edit(server.project, name, value),
      [Symbol.asyncDispose]: () => server.stop(),
    });
  });
}

targetContract("vercel, a person's own project", () => {
  const server = startVercel();
  const identifier = server.ownProject.id;
  return Promise.resolve({
    driver: vercel,
    connection: (overrides) => connectionTo(server, { identifier, ...overrides }),
    stored: () => server.valuesOf(server.ownProject, "production"),
    [Symbol.asyncDispose]: () => server.stop(),
  });
});

targetFaults("vercel", () => {
  const server = startVercel();
  return Promise.resolve({
    driver: vercel,
    server,
    connection: (overrides) => connectionTo(server, overrides),
    stored: () => server.valuesOf(server.project, "production"),
    [Symbol.asyncDispose]: () => server.stop(),
  });
});

function put(
  server: VercelServer,
  values: Readonly<Record<string, string>>,
  overrides?: Partial<TargetConnection>,
): Promise<Record<string, PutResult>> {
  return putAll(vercel.connect(connectionTo(server, overrides)), values);
}

/** What each came to: done, or the code of its failure. */
function words(told: Record<string, PutResult>): Record<string, string> {
  const word = (result: PutResult) =>
    "failed" in result ? `${result.failed.code} ${result.failed.effect}` : result.done;
  return Object.fromEntries(Object.entries(told).map(([name, result]) => [name, word(result)]));
}

function env(key: string, value: string, target: string[], more: Partial<VercelEnv> = {}): VercelEnv {
  const id = crypto.randomUUID().slice(0, 16);
  return {
    id,
    key,
    plain: value,
    type: "encrypted",
    target,
    customEnvironmentIds: [],
    createdAt: 0,
    updatedAt: 0,
    ...more,
  };
}

function test(title: string, run: (server: VercelServer) => Promise<void>): void {
  Deno.test(`vercel: ${title}`, async () => {
    await using server = startVercel();
    await run(server);
  });
}

test("a variable that is for other environments too is neither changed, split nor removed", async (server) => {
  const [staging] = server.project.environments;
  const shared = [
    env("BOTH", "of both", ["production", "preview"]),
    env("ALL", "of all", ["production", "preview", "development"]),
    env("CUSTOM", "of custom", ["production"], { customEnvironmentIds: [staging!.id] }),
  ];
  server.project.envs.push(...structuredClone(shared));
  const told = await put(server, { BOTH: "value-1", MINE: "value-2", ALL: "value-3", CUSTOM: "value-4" });
  const held = "conflict.shared none";
  assert.deepEqual(words(told), { BOTH: held, MINE: "created", ALL: held, CUSTOM: held });
  assert.ok("failed" in told.BOTH! && /for "preview" too/.test(told.BOTH.failed.message));
  const client = vercel.connect(connectionTo(server));
  for (const key of ["BOTH", "ALL", "CUSTOM"]) {
    await assert.rejects(client.delete(key), { code: "conflict.shared", effect: "none" });
  }
  assert.deepEqual(server.project.envs.slice(0, 3), shared);
  assert.deepEqual((await client.list()).map((secret) => secret.name).sort(), [
    "ALL",
    "BOTH",
    "CUSTOM",
    "MINE",
  ]);
});

test("another environment's variable of the same name stays", async (server) => {
  const [staging] = server.project.environments;
  server.project.envs.push(
    env("KEY", "of preview", ["preview"]),
    env("KEY", "of staging", [], { customEnvironmentIds: [staging!.id] }),
    env("KEY", "of a branch", ["production"], { gitBranch: "main" }),
  );
  assert.deepEqual(words(await put(server, { KEY: "of production" })), { KEY: "created" });
  assert.deepEqual(words(await put(server, { KEY: "of production again" })), { KEY: "updated" });
  const values = () => server.project.envs.map(({ plain }) => plain);
  assert.deepEqual(values(), ["of preview", "of staging", "of a branch", "of production again"]);
  await put(server, { KEY: "of staging again" }, { scope: "staging" });
  assert.equal(await vercel.connect(connectionTo(server)).delete("KEY"), "deleted");
  assert.deepEqual(values(), ["of preview", "of staging again", "of a branch"]);
});

test("one that is made for several environments meanwhile is not taken over", async (server) => {
  const hold = server.hold({ method: "POST" });
  const putting = put(server, { KEY: "value-of-mine", OTHER: "value-of-other" });
  await hold.arrived;
  server.project.envs.push(env("KEY", "of both", ["production", "preview"]));
  hold.release();
  assert.deepEqual(words(await putting), { KEY: "conflict.shared none", OTHER: "created" });
  assert.equal(server.project.envs[0]?.plain, "of both");
});

test("sensitive wherever it is allowed, encrypted in development, and nothing made less than it was", async (server) => {
  for (const scope of ["production", "preview", "staging", "development"]) {
    await put(server, { KEY: "value" }, { scope });
  }
  assert.deepEqual(server.project.envs.map(({ type }) => type), [
    "sensitive",
    "sensitive",
    "sensitive",
    "encrypted",
  ]);
  server.project.envs.push(env("OLD", "old", ["production"], { type: "plain" }));
  await put(server, { OLD: "new-value" });
  assert.equal(server.project.envs.at(-1)?.type, "sensitive");
});

test("what is sent is what the API's description allows", async (server) => {
  await put(server, { A: "value-1", B: "value-2" });
  await put(server, { A: "value-1" }, { scope: "staging" });
  for (const { method, body, query } of server.requests) {
    if (method !== "POST") continue;
    assert.deepEqual(CreateProjectEnvRequestBody$outboundSchema.parse(JSON.parse(body)), JSON.parse(body));
    assert.equal(query, "?slug=acme&upsert=true");
  }
});

test("a 201 with failures is a partial one; what is said of nothing is not known", async (server) => {
  server.failNext("B");
  const told = await put(server, { A: "value-number-one", B: "value-number-two", C: "value-number-three" });
  assert.deepEqual(words(told), { A: "created", B: "failed.refused none", C: "created" });
  assert.ok("failed" in told.B!);
  assert.equal(told.B.failed.message, "Vercel refused: This very variable is refused: [secret]");
  const silent = { status: 201, body: { created: [], failed: [] } };
  server.misbehave({ method: "POST" }, { what: "answer", work: true, ...silent });
  assert.deepEqual(words(await put(server, { D: "value-four" })), { D: "failed.platform unknown" });
});

test("where one spoils the whole request, the others go alone", async (server) => {
  const body = { error: { code: "BAD_REQUEST", message: "one of them is wrong" } };
  server.misbehave({ method: "POST" }, { what: "answer", work: false, status: 400, body });
  server.failNext("B");
  const told = await put(server, { A: "value-number-one", B: "value-number-two", C: "value-number-three" });
  assert.deepEqual(words(told), { A: "created", B: "failed.refused none", C: "created" });
  assert.equal(server.requests.filter(({ method }) => method === "POST").length, 4);
});

test("forty secrets take one list and two writes", async (server) => {
  await put(server, Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`KEY_${i}`, `value-${i}`])));
  assert.deepEqual(server.requests.map(({ method }) => method), ["GET", "POST", "POST"]);
});

test("nothing of a value that can't be read is listed; an old plain one is", async (server) => {
  server.project.envs.push(
    env("PLAIN", "plain-value", ["production"], { type: "plain" }),
    env("ENCRYPTED", "secret-value", ["production"]),
    env("SYSTEM", "1", ["production"], { type: "system" }),
  );
  const listed = await vercel.connect(connectionTo(server)).list();
  assert.deepEqual(listed.map(({ name, value }) => [name, value?.openText((text) => text)]), [
    ["PLAIN", "plain-value"],
    ["ENCRYPTED", undefined],
  ]);
});

test("a list of several pages is whole, and one that repeats itself is none", async (server) => {
  for (let i = 0; i < 25; i++) server.project.envs.push(env(`KEY_${i}`, "x", ["production"]));
  server.setPageSize(10);
  const client = vercel.connect(connectionTo(server));
  assert.equal((await client.list()).length, 25);
  const page = { status: 200, body: { envs: [], pagination: { count: 0, next: 7, prev: null } } };
  server.misbehave({ times: 9 }, { what: "answer", work: false, ...page });
  await assert.rejects(client.list(), { code: "failed.platform", message: /repeats itself/ });
});

test("what the token may not see is neither listed as gone nor overwritten", async (server) => {
  server.project.envs.push(env("KEY", "of production", ["production"]));
  server.hideProduction();
  const refused = { code: "access.token_restricted", status: 4 };
  await assert.rejects(vercel.connect(connectionTo(server)).list(), refused);
  await assert.rejects(put(server, { KEY: "value-of-mine" }), refused);
  assert.deepEqual(words(await put(server, { KEY: "value-of-mine" }, { scope: "preview" })), {
    KEY: "created",
  });
});

test("who may not write is told so", async (server) => {
  const check = (more: Partial<TargetConnection>) => vercel.connect(connectionTo(server, more)).check();
  await check({ identifier: `${server.project.team!.id}/${server.project.id}` });
  await assert.rejects(check({ token: Secret.ofText(server.samlToken) }), {
    code: "access.token_restricted",
    message: /single sign-on/,
  });
  await assert.rejects(check({ identifier: server.project.name }), { code: "access.not_found", status: 4 });
  await assert.rejects(check({ scope: "elsewhere" }), (error: { code: string; hints: string[] }) => {
    assert.equal(error.code, "usage.environment");
    assert.match(error.hints.join(), /"production", "preview", "development", "staging"/);
    return true;
  });
});

test("the rate limit is waited out, by Vercel's way of telling it", async (server) => {
  const waits: number[] = [];
  const clock = fastClock(50);
  const body = { error: { code: "rate_limited", message: "Too many requests" } };
  const headers = { "x-ratelimit-reset": String(Math.ceil(clock.nowMs() / 1000) + 60) };
  server.misbehave({ method: "POST" }, { what: "answer", work: false, status: 429, headers, body });
  const told = await put(server, { A: "value" }, { clock, onWait: (ms) => waits.push(ms) });
  assert.deepEqual(words(told), { A: "created" });
  assert.ok(waits.some((ms) => ms > 5_000 && ms < 65_000), String(waits));
});
