// The stand-in held to GitLab's client: what that program makes of its answers, and that it refuses what it must.

import assert from "node:assert/strict";
import { Gitlab } from "@gitbeaker/rest";
import { type GitlabServer, startGitlab } from "./gitlab.ts";

const client = (server: GitlabServer, token = server.token) =>
  new Gitlab({ host: server.url, token, rateLimits: { "**": 1_000_000 } });

/** A test with that client, which leaves timers of its limits and deadlines behind. */
function test(title: string, run: () => Promise<void>): void {
  Deno.test({
    name: `gitlab stand-in and client: ${title}`,
    fn: run,
    sanitizeOps: false,
    sanitizeResources: false,
  });
}

/** What the client's error says. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it was not refused");
}

test("a variable's life", async () => {
  await using server = startGitlab();
  const { ProjectVariables } = client(server);
  const made = await ProjectVariables.create(server.project, "KEY", "value-number-one", {
    masked: true,
    raw: true,
    environmentScope: "production",
  });
  assert.deepEqual(made, {
    variable_type: "env_var",
    key: "KEY",
    value: "value-number-one",
    protected: false,
    masked: true,
    hidden: false,
    raw: true,
    environment_scope: "production",
    description: null,
  });
  const filter = { environment_scope: "production" };
  await ProjectVariables.edit(server.project, "KEY", "value-number-two", { filter });
  assert.equal((await ProjectVariables.show(server.project, "KEY", { filter })).value, "value-number-two");
  assert.equal((await ProjectVariables.all(server.project)).length, 1);
  await ProjectVariables.remove(server.project, "KEY", { filter });
  assert.equal(await refusal(ProjectVariables.show(server.project, "KEY")), "404 Variable Not Found");
});

test("one key in two scopes needs the filter", async () => {
  await using server = startGitlab();
  const { ProjectVariables, GroupVariables } = client(server);
  for (const environmentScope of ["*", "production"]) {
    await ProjectVariables.create(server.project, "KEY", `of ${environmentScope}`, { environmentScope });
  }
  assert.match(await refusal(ProjectVariables.show(server.project, "KEY")), /multiple variables/);
  assert.match(await refusal(ProjectVariables.remove(server.project, "KEY")), /filter\[environment_scope\]/);
  const taken = ProjectVariables.create(server.project, "KEY", "again", { environmentScope: "production" });
  assert.equal(await refusal(taken), '{"key":["(KEY) has already been taken"]}');
  await GroupVariables.create(server.freeGroup, "KEY", "value", { environmentScope: "production" });
  assert.equal(server.variables(server.freeGroup)[0]?.environment_scope, "*");
});

test("what it refuses", async () => {
  await using server = startGitlab();
  const { ProjectVariables } = client(server);
  const make = (key: string, value: string, options = {}) =>
    ProjectVariables.create(server.project, key, value, options);
  assert.match(await refusal(make("A-B", "x")), /can contain only/);
  assert.match(await refusal(make("A", "x".repeat(10_001))), /too long/);
  for (const value of ["short", "with white space", "two\nlines-of-it"]) {
    assert.equal(await refusal(make("A", value, { masked: true, raw: true })), '{"value":["is invalid"]}');
  }
  assert.equal(await refusal(make("A", "a$b-a$b-a$b", { masked: true })), '{"value":["is invalid"]}');
  await make("A", "a$b-a$b-a$b", { masked: true, raw: true });
  await make("HIDDEN", "value-number-one", { masked_and_hidden: true });
  const hidden = await ProjectVariables.show(server.project, "HIDDEN");
  assert.deepEqual([hidden.value, hidden.hidden, hidden.masked], [null, true, true]);
  const edit = ProjectVariables.edit(server.project, "HIDDEN", "value-number-two", {
    masked: false,
    filter: { environment_scope: "*" },
  });
  assert.match(await refusal(edit), /cannot be changed/);
});

test("who it lets in", async () => {
  await using server = startGitlab();
  const all = (token: string, id: string | number = server.project) =>
    client(server, token).ProjectVariables.all(id);
  assert.equal(await refusal(all("nobody")), "401 Unauthorized");
  assert.equal(await refusal(all(server.developerToken)), "403 Forbidden");
  assert.equal(await refusal(all(server.token, "acme/none")), "404 Project Not Found");
  assert.deepEqual(await all(server.readingToken), []);
  const write = client(server, server.readingToken).ProjectVariables.create(server.project, "A", "x");
  assert.equal(await refusal(write), "insufficient_scope");
  const scopes = async (token: string) => (await client(server, token).PersonalAccessTokens.show()).scopes;
  assert.deepEqual(await scopes(server.readingToken), ["read_api"]);
  assert.equal(await refusal(scopes(server.loginToken)), "400 Bad request");
});

test("pages", async () => {
  await using server = startGitlab();
  const { ProjectVariables } = client(server);
  for (let i = 0; i < 45; i++) await ProjectVariables.create(server.project, `KEY_${i}`, "x");
  const all = await ProjectVariables.all(server.project, { perPage: 20 });
  assert.equal(new Set(all.map((variable) => variable.key)).size, 45);
  const last = await ProjectVariables.all(server.project, { perPage: 20, page: 3, showExpanded: true });
  assert.deepEqual([last.data.length, last.paginationInfo.next], [5, null]);
});

Deno.test("gitlab stand-in: its rate limit is told as GitLab does", async () => {
  await using server = startGitlab({ rate: 1 });
  const ask = () =>
    fetch(`${server.url}/api/v4/projects/42/variables`, { headers: { "private-token": server.token } });
  const first = await ask();
  await first.body?.cancel();
  assert.match(first.headers.get("ratelimit-reset")!, /^\d{10}$/);
  const second = await ask();
  // A new minute of the wall clock may have begun between the two.
  if (second.status !== 200) {
    assert.deepEqual([second.status, await second.text(), second.headers.get("retry-after")], [
      429,
      "Retry later\n",
      "1",
    ]);
  } else await second.body?.cancel();
});
