import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import { denoFiles } from "../../src/system/deno/files.ts";
import { denoProcesses } from "../../src/system/deno/processes.ts";
import { fly } from "../../src/targets/fly/mod.ts";
import { authorization } from "../../src/targets/fly/token.ts";
import type { PutResult, TargetConnection } from "../../src/targets/target.ts";
import { type FlyOptions, type FlyServer, startFly } from "../servers/fly.ts";
import { targetContract } from "./contract.ts";
import { targetFaults } from "./faults.ts";
import { openConnection, putAll } from "./trial.ts";

function connectionTo(server: FlyServer, overrides?: Partial<TargetConnection>): TargetConnection {
  return openConnection(server, { identifier: server.app, store: "app", scope: undefined }, overrides);
}

function stored(server: FlyServer): ReadonlyMap<string, string> {
  return new Map([...server.secrets].map(([name, { value }]) => [name, value]));
}

for (const lags of [false, true]) {
  targetContract(lags ? "fly, reading late" : "fly", () => {
    const server = startFly({ lags });
    return Promise.resolve({
      driver: fly,
      connection: (overrides) => connectionTo(server, overrides),
      stored: () => stored(server),
      failNext: (name) => server.failNext(name),
      edit: (name, value) => void server.secrets.set(name, { value, updatedAt: new Date().toISOString() }),
      [Symbol.asyncDispose]: () => server.stop(),
    });
  });
}

targetFaults("fly", () => {
  const server = startFly();
  return Promise.resolve({
    driver: fly,
    server,
    connection: (overrides) => connectionTo(server, overrides),
    stored: () => stored(server),
    [Symbol.asyncDispose]: () => server.stop(),
  });
});

function test(title: string, run: (server: FlyServer) => Promise<void>, options: FlyOptions = {}): void {
  Deno.test(`fly: ${title}`, async () => {
    await using server = startFly(options);
    await run(server);
  });
}

function put(
  server: FlyServer,
  values: Readonly<Record<string, string>>,
  overrides?: Partial<TargetConnection>,
): Promise<Record<string, PutResult>> {
  return putAll(fly.connect(connectionTo(server, overrides)), values);
}

test("forty secrets are one request, and what is not in it stays", async (server) => {
  server.secrets.set("OTHER", { value: "of somebody", updatedAt: new Date().toISOString() });
  const values = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`KEY_${i}`, `value-${i}`]));
  await put(server, values);
  assert.deepEqual(server.requests.map(({ method }) => method), ["POST"]);
  assert.deepEqual(Object.fromEntries(stored(server)), { OTHER: "of somebody", ...values });
});

test("an empty value is a value, and no name is special", async (server) => {
  server.secrets.set("EMPTY", { value: "old", updatedAt: new Date().toISOString() });
  await put(server, { EMPTY: "", constructor: "value-one" });
  const items = [{ name: "__proto__", value: Secret.ofText("value-two") }];
  await fly.connect(connectionTo(server)).put(items, () => Promise.resolve());
  assert.deepEqual([...stored(server)], [["EMPTY", ""], ["constructor", "value-one"], [
    "__proto__",
    "value-two",
  ]]);
  assert.ok(server.requests.every(({ body }) => !body.includes("null")));
});

test("the digest tells what was put from what somebody else wrote", async (server) => {
  const { KEY } = await put(server, { KEY: "value-number-one" });
  assert.ok("done" in KEY! && KEY.mark !== undefined);
  const client = fly.connect(connectionTo(server));
  const [listed] = await client.list();
  assert.equal(listed?.mark, KEY.mark);
  assert.equal(listed?.value, undefined);
  assert.equal(client.changed(listed!, KEY.mark), false);
  assert.equal(client.changed(listed!, "another"), true);
  assert.equal(client.changed(listed!, undefined), undefined);
});

test("what was written is staged, and the driver says what to do then", async (server) => {
  await put(server, { KEY: "value-number-one" });
  assert.equal(server.running.size, 0);
  assert.match(fly.afterPush!, /fly secrets deploy/);
  server.deploy();
  assert.equal(server.running.get("KEY"), "value-number-one");
});

test("what a client wrote it reads, however late the platform is", async (server) => {
  const client = fly.connect(connectionTo(server));
  await client.put([{ name: "KEY", value: Secret.ofText("value") }], () => Promise.resolve());
  assert.deepEqual((await client.list()).map(({ name }) => name), ["KEY"]);
  assert.equal(server.requests.at(-1)?.query, "?min_version=2");
  assert.equal(await client.delete("KEY"), "deleted");
  assert.deepEqual(await client.list(), []);
  assert.equal(server.requests.at(-1)?.query, "?min_version=3");
}, { lags: true });

test("where one spoils the whole request, the others go alone", async (server) => {
  server.failNext("B");
  const { A, B, C } = await put(server, { A: "value-1", B: "value-2-nobody-may-see", C: "value-3" });
  assert.ok("done" in A! && "done" in C!);
  assert.ok("failed" in B!);
  assert.equal(B.failed.message, "Fly.io refused: B is refused with [secret]");
  assert.equal(server.requests.length, 4);
});

test("an answer that says nothing of a secret leaves it unknown", async (server) => {
  const silent = { status: 200, body: { secrets: [], version: 2 } };
  server.misbehave({ method: "POST" }, { what: "answer", work: true, ...silent });
  const { KEY } = await put(server, { KEY: "value" });
  assert.ok("failed" in KEY! && KEY.failed.effect === "unknown");
});

test("every way in which a token is printed works; who may not write is told so", async (server) => {
  const check = (text: string, more: Partial<TargetConnection> = {}) =>
    fly.connect(connectionTo(server, { token: Secret.ofText(text), ...more })).check();
  for (
    const text of [
      server.token,
      `Bearer ${server.token}`,
      server.macaroon,
      `FlyV1 ${server.macaroon}`,
      `FlyV1 ${server.macaroon},fm2_discharge0123==`,
      `${server.macaroon},${server.token}\n`,
    ]
  ) await check(text);
  const reading = { token: Secret.ofText(`FlyV1 ${server.readingToken}`) };
  await assert.rejects(put(server, { A: "value" }, reading), { code: "access.token_restricted", status: 4 });
  await assert.rejects(check(server.token, { identifier: "nowhere" }), {
    code: "access.not_found",
    message: 'app "nowhere" is not there, or the token has no right to it',
  });
  await assert.rejects(
    fly.connect(connectionTo(server, { identifier: "nowhere" })).delete("KEY"),
    { code: "access.not_found" },
  );
});

Deno.test("fly: a token's header", () => {
  const header = (text: string) => authorization(Secret.ofText(text));
  assert.equal(header("fo1_abc"), "Bearer fo1_abc");
  assert.equal(header("FlyV1 fm1r_a,fm1a_b, fm2_c"), "FlyV1 fm1r_a,fm1a_b,fm2_c");
  assert.equal(header("fm2_c,fo1_abc"), "FlyV1 fm2_c");
  for (const text of ["", "FlyV1 ", "a b", "a,,b", "FlyV1 fm2_a b", "a\nb"]) {
    assert.throws(() => header(text), { code: "access.token_rejected", effect: "none" });
  }
});

Deno.test("fly: an app is one environment", () => {
  assert.equal(fly.oneEnvironment, true);
  assert.equal(fly.scopeOf("default", "app"), undefined);
  assert.equal(fly.scopeOf("production", "app"), undefined);
});

Deno.test("fly: identifiers", () => {
  const rows: readonly (readonly [text: string, then: string | undefined])[] = [
    ["shop-web", "shop-web"],
    ["https://fly.io/apps/shop-web/secrets", "shop-web"],
    ["Shop", undefined],
    ["-shop", undefined],
    ["shop/web", undefined],
    ["..", undefined],
    ["a".repeat(64), undefined],
  ];
  for (const [text, then] of rows) assert.equal(fly.readIdentifier(text, "app"), then, text);
});

Deno.test("fly: the app of a working folder", async () => {
  const folder = await Deno.makeTempDir({ prefix: "cred-fly-" });
  const find = () =>
    fly.findIdentifier({ files: denoFiles(), processes: denoProcesses(), folder, address: "" });
  assert.equal(await find(), undefined);
  for (
    const [toml, then] of [
      ['# app = "no"\napp = "shop-web" # mine\nprimary_region = "fra"\n', "shop-web"],
      ["primary_region = 'fra'\r\napp = 'shop-web'\r\n", "shop-web"],
      ['[build]\napp = "no"\n', undefined],
      ['application = "no"\n[[x]]\n', undefined],
      ['app = "Not An App"\n', undefined],
      ["app = shop-web\n", undefined],
    ] as const
  ) {
    await Deno.writeTextFile(`${folder}/fly.toml`, toml);
    assert.equal(await find(), then, toml);
  }
  await Deno.remove(folder, { recursive: true });
});
