import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import { gitlab } from "../../src/targets/gitlab/mod.ts";
import type { PutResult, TargetConnection } from "../../src/targets/target.ts";
import { type GitlabOptions, type GitlabServer, startGitlab } from "../servers/gitlab.ts";
import type { GitlabVariable } from "../servers/gitlab_variables.ts";
import { targetContract } from "./contract.ts";
import { targetFaults } from "./faults.ts";
import { openConnection, putAll } from "./trial.ts";

function connectionTo(server: GitlabServer, overrides?: Partial<TargetConnection>): TargetConnection {
  return openConnection(server, { identifier: server.project, store: "project", scope: "*" }, overrides);
}

function storedIn(variables: readonly GitlabVariable[], scope: string): ReadonlyMap<string, string> {
  const here = variables.filter((variable) => variable.environment_scope === scope);
  return new Map(here.map((variable) => [variable.key, variable.value!]));
}

for (
  const [title, store, place, scope] of [
    ["gitlab", "project", "project", "*"],
    ["gitlab, an environment", "project", "project", "production"],
    ["gitlab, a group", "group", "group", "*"],
  ] as const
) {
  targetContract(title, () => {
    const server = startGitlab();
    const identifier = server[place];
    return Promise.resolve({
      driver: gitlab,
      connection: (overrides) => connectionTo(server, { identifier, store, scope, ...overrides }),
      stored: () => storedIn(server.variables(identifier), scope),
      failNext: (name) => server.failNext(name),
      edit(name, value) {
        const variable = server.variables(identifier).find((item) => item.key === name)!;
        variable.value = value;
      },
      [Symbol.asyncDispose]: () => server.stop(),
    });
  });
}

targetFaults("gitlab", () => {
  const server = startGitlab();
  return Promise.resolve({
    driver: gitlab,
    server,
    connection: (overrides) => connectionTo(server, overrides),
    stored: () => storedIn(server.variables(server.project), "*"),
    [Symbol.asyncDispose]: () => server.stop(),
  });
});

function put(
  server: GitlabServer,
  values: Readonly<Record<string, string>>,
  overrides?: Partial<TargetConnection>,
): Promise<Record<string, PutResult>> {
  return putAll(gitlab.connect(connectionTo(server, overrides)), values);
}

function variable(key: string, value: string, more: Partial<GitlabVariable> = {}): GitlabVariable {
  return {
    variable_type: "env_var",
    key,
    value,
    protected: false,
    masked: false,
    hidden: false,
    raw: false,
    environment_scope: "*",
    description: null,
    ...more,
  };
}

/** Runs a test against a stand-in of its own. */
function test(
  title: string,
  run: (server: GitlabServer) => Promise<void>,
  options: GitlabOptions = {},
): void {
  Deno.test(`gitlab: ${title}`, async () => {
    await using server = startGitlab(options);
    await run(server);
  });
}

const OTHERS = ["production", "staging/*", "*"];
for (const scope of ["production", "*"]) {
  test(`the scope ${scope} is in every call, and no other scope's variable is touched`, async (server) => {
    const all = server.variables(server.project);
    all.push(...OTHERS.map((other) => variable("KEY", `of ${other}`, { environment_scope: other })));
    const client = gitlab.connect(connectionTo(server, { scope }));
    assert.deepEqual((await client.list()).map((secret) => secret.name), ["KEY"]);
    assert.deepEqual(await put(server, { KEY: "value-of-mine", NEW: "value-of-new" }, { scope }), {
      KEY: { done: "updated" },
      NEW: { done: "created" },
    });
    for (const { value, environment_scope } of all.filter((item) => item.key === "KEY")) {
      assert.equal(value, environment_scope === scope ? "value-of-mine" : `of ${environment_scope}`);
    }
    assert.equal(all.find((item) => item.key === "NEW")?.environment_scope, scope);
    assert.equal(await client.delete("KEY"), "deleted");
    assert.deepEqual(all.filter((item) => item.key === "KEY").length, OTHERS.length - 1);
    const filter = `?filter%5Benvironment_scope%5D=${encodeURIComponent(scope)}`;
    for (const { method, query } of server.requests) {
      if (method === "PUT" || method === "DELETE") assert.equal(query, filter);
    }
  });
}

test("what is new is raw and masked; what can't be masked is not; nothing is hidden", async (server) => {
  await put(server, { A: "re_Abcdefgh_0123", B: "pa$$wörd·秘密", C: "short", D: "with white space", E: "" });
  const flags = server.variables(server.project).map(({ key, raw, masked, hidden, protected: isProtected }) =>
    [key, raw, masked, hidden, isProtected].join(" ")
  );
  assert.deepEqual(flags, [
    "A true true false false",
    "B true true false false",
    "C true false false false",
    "D true false false false",
    "E true false false false",
  ]);
});

test("what an older GitLab can't mask is written all the same", async (server) => {
  assert.deepEqual(await put(server, { A: "pa$$word-0123" }), { A: { done: "created" } });
  assert.equal(server.variables(server.project)[0]?.masked, false);
  assert.deepEqual(await put(server, { A: "pa$$word-4567" }), { A: { done: "updated" } });
  assert.equal(server.variables(server.project)[0]?.value, "pa$$word-4567");
}, { masksLess: true });

test("an update keeps protected, type and description", async (server) => {
  const kept = { protected: true, variable_type: "file", description: "of somebody" } as const;
  server.variables(server.project).push(variable("KEY", "old", kept));
  await put(server, { KEY: "value-number-two" });
  assert.deepEqual(server.variables(server.project), [
    variable("KEY", "value-number-two", { ...kept, raw: true, masked: true }),
  ]);
});

test("what was masked is not made visible, unless forced; what is hidden stays hidden", async (server) => {
  const all = server.variables(server.project);
  all.push(variable("MASKED", "value-number-one", { masked: true }));
  all.push(variable("HIDDEN", "value-number-one", { masked: true, hidden: true }));
  const news = { MASKED: "with white space", HIDDEN: "with white space" };
  for (const result of Object.values(await put(server, news))) {
    assert.ok("failed" in result);
    assert.deepEqual([result.failed.code, result.failed.effect], ["conflict.unmasked", "none"]);
  }
  assert.deepEqual(all.map((item) => item.value), ["value-number-one", "value-number-one"]);
  const forced = await put(server, news, { force: true });
  assert.deepEqual(forced.MASKED, { done: "updated" });
  assert.ok("failed" in forced.HIDDEN!);
  assert.deepEqual(all.map((item) => item.masked), [false, true]);
  assert.deepEqual(await put(server, { HIDDEN: "value-number-two" }), { HIDDEN: { done: "updated" } });
  assert.deepEqual([all[1]?.value, all[1]?.hidden], ["value-number-two", true]);
});

test("a hidden variable is listed without a value", async (server) => {
  server.variables(server.project).push(variable("KEY", "value-number-one", { masked: true, hidden: true }));
  const client = gitlab.connect(connectionTo(server));
  const [listed] = await client.list();
  assert.deepEqual(listed, { name: "KEY" });
  assert.equal(client.changed(listed!, undefined), undefined);
});

test("one that was made meanwhile is updated", async (server) => {
  const hold = server.hold({ method: "POST" });
  const putting = put(server, { KEY: "value-of-mine" });
  await hold.arrived;
  server.variables(server.project).push(variable("KEY", "value-of-another"));
  hold.release();
  assert.deepEqual(await putting, { KEY: { done: "updated" } });
  assert.deepEqual(server.variables(server.project).map((item) => item.value), ["value-of-mine"]);
});

test("a group without environment scopes: nothing lands in every environment", async (server) => {
  const place = { identifier: server.freeGroup, store: "group", scope: "production" };
  const all = server.variables(server.freeGroup);
  for (const held of [[], [variable("KEY", "of everybody")]]) {
    all.splice(0, all.length, ...held);
    const { KEY } = await put(server, { KEY: "value-of-production" }, place);
    assert.ok("failed" in KEY!);
    assert.deepEqual([KEY.failed.code, KEY.failed.effect], ["conflict.scope", "none"]);
    assert.deepEqual(all, held);
    assert.equal(await gitlab.connect(connectionTo(server, place)).delete("KEY"), "already_absent");
    assert.deepEqual(all, held);
  }
  const { KEY } = await put(server, { KEY: "value-of-all" }, { ...place, scope: "*" });
  assert.deepEqual(KEY, { done: "updated" });
});

test("a list of several pages is whole", async (server) => {
  for (let i = 0; i < 250; i++) {
    const environment_scope = i % 2 === 0 ? "*" : "production";
    server.variables(server.project).push(variable(`KEY_${i}`, "x", { environment_scope }));
  }
  assert.equal((await gitlab.connect(connectionTo(server)).list()).length, 125);
  assert.equal(server.requests.length, 3);
});

test("a second push of known names costs one call for the list, and one for each", async (server) => {
  await put(server, { A: "value-number-one", B: "value-number-one" });
  assert.deepEqual(server.requests.map(({ method }) => method), ["GET", "POST", "POST"]);
  await put(server, { A: "value-number-two", B: "value-number-two" });
  assert.deepEqual(server.requests.map(({ method }) => method).slice(3), ["GET", "PUT", "PUT"]);
});

test("who may not write is told so", async (server) => {
  const check = (token: string, more: Partial<TargetConnection> = {}) =>
    gitlab.connect(connectionTo(server, { token: Secret.ofText(token), ...more })).check();
  await check(server.token);
  await check(server.loginToken);
  await check(server.token, { identifier: "42" });
  await assert.rejects(check(server.readingToken), { code: "access.token_restricted", effect: "none" });
  await assert.rejects(check(server.developerToken), { code: "access.token_restricted", status: 4 });
  await assert.rejects(check(server.token, { identifier: "acme/none" }), {
    code: "access.not_found",
    message: '"acme/none" is not there, or the token has no right to it',
  });
  await assert.rejects(
    put(server, { A: "value-number-one" }, { token: Secret.ofText(server.readingToken) }),
    {
      code: "access.token_restricted",
    },
  );
});

test("the rate limit is waited out, by GitLab's way of telling it", async (server) => {
  const waits: number[] = [];
  const plain = { status: 429, body: "Retry later\n", headers: { "retry-after": "2" } };
  server.misbehave({ times: 3 }, { what: "answer", work: false, ...plain });
  const told = await put(server, { A: "value-number-one" }, { onWait: (ms) => waits.push(ms) });
  assert.deepEqual(told, { A: { done: "created" } });
  assert.ok(waits.length >= 3 && waits.every((ms) => ms < 120_000));
});

test("a value that GitLab repeats is blotted out", async (server) => {
  const value = "value-nobody-may-see";
  const body = { message: { value: [`${value} is what\u001b[2J you sent with ${server.token}.`] } };
  server.misbehave({ method: "POST" }, { what: "answer", work: false, status: 400, body });
  const { A } = await put(server, { A: value });
  assert.ok("failed" in A!);
  assert.equal(A.failed.message, "GitLab refused: value [secret] is what you sent with [secret]");
});
