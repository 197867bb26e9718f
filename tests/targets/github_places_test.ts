// Where secrets go at GitHub: environments that are there or not, organizations, and the rights each place asks for.

import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import { github } from "../../src/targets/github/mod.ts";
import type { TargetConnection } from "../../src/targets/target.ts";
import { githubAnswers, startGithub } from "../servers/github.ts";
import { callsOf, clientOf, put } from "./github_on_trial.ts";
import { assertDone } from "./trial.ts";

const ENVIRONMENT = "/repos/acme/app/environments/production";

Deno.test("github: default is the repository, other environments are GitHub's, for Actions alone", () => {
  assert.equal(github.scopeOf("default", "actions"), undefined);
  assert.equal(github.scopeOf("default", "dependabot"), undefined);
  assert.equal(github.scopeOf("production", "actions"), "production");
  for (const store of ["dependabot", "codespaces", "org"]) {
    const refusal = github.scopeOf("production", store);
    assert.ok(typeof refusal === "object" && refusal.code === "usage.environment");
  }
});

Deno.test("github: places that are none are refused before any call", async () => {
  await using server = await startGithub();
  const wrong: Partial<TargetConnection>[] = [
    { identifier: "acme" },
    { identifier: "acme/.." },
    { identifier: "acme/app", store: "org" },
    { store: "variables" },
    { scope: ".." },
    { scope: "." },
    { scope: "" },
    { store: "dependabot", scope: "production" },
  ];
  for (const more of wrong) assert.throws(() => clientOf(server, more), { status: 2 });
  assert.throws(() => clientOf(server, { token: undefined }), { status: 4 });
});

Deno.test("github: an environment's name cannot lead elsewhere", async () => {
  await using server = await startGithub();
  for (const scope of ["a/b", "../x", "a?b#c", "50%", "ü ü"]) {
    server.repository.setEnvironment(scope);
    const client = clientOf(server, { scope });
    assertDone((await put(client, { KEY: scope })).get("KEY"));
    assert.equal(server.repository.environment(scope)!.place.texts().get("KEY"), scope);
    assert.equal((await client.list()).length, 1);
  }
  assert.equal(server.repository.stores.actions.secrets.size, 0);
});

Deno.test("github: a missing environment is named, and made only when that is asked for", async () => {
  await using server = await startGithub();
  const client = clientOf(server, { scope: "production" });
  const missing = {
    code: "failed.no_place",
    message: '"acme/app" has no environment "production" at GitHub',
    hints: ["make it there, or let --create-environment make one without protection rules"],
  };
  await assert.rejects(client.check(), missing);
  await assert.rejects(client.list(), missing);
  await assert.rejects(put(client, { KEY: "v" }), missing);
  assert.equal(await client.delete("KEY"), "already_absent");
  assert.equal(server.repository.environments.length, 0);

  const creating = clientOf(server, { scope: "production", createPlace: true });
  await creating.check();
  assert.deepEqual(await creating.list(), []);
  assert.equal(server.repository.environments.length, 0, "looking makes nothing");
  const before = server.requests.length;
  assertDone((await put(creating, { KEY: "v", OTHER: "w" })).get("KEY"), ["created"]);
  assert.deepEqual(callsOf(server).slice(before), [
    `GET ${ENVIRONMENT}/secrets/public-key 404`,
    `GET ${ENVIRONMENT} 404`,
    "GET /repos/acme/app/environments 200",
    `PUT ${ENVIRONMENT} 200`,
    `GET ${ENVIRONMENT}/secrets/public-key 200`,
    `PUT ${ENVIRONMENT}/secrets/KEY 201`,
    `PUT ${ENVIRONMENT}/secrets/OTHER 201`,
  ]);
});

Deno.test("github: an environment that is there keeps its protection rules", async () => {
  await using server = await startGithub();
  const environment = server.repository.setEnvironment("production", 30);
  const client = clientOf(server, { scope: "production", createPlace: true });
  await client.check();
  assertDone((await put(client, { KEY: "v" })).get("KEY"));
  assert.equal(environment.waitTimer, 30);
  // Even where the token may not see its secrets.
  const blind = server.world.addToken({ rights: { secrets: "write", administration: "write" } }).text;
  server.misbehave({ path: /public-key$/ }, githubAnswers.refused(404, "Not Found"));
  const other = clientOf(server, { scope: "production", createPlace: true, token: Secret.ofText(blind) });
  await assert.rejects(put(other, { KEY: "v" }), { code: "access.not_found" });
  assert.equal(environment.waitTimer, 30);
  assert.ok(!callsOf(server).some((call) => call.startsWith(`PUT ${ENVIRONMENT} `)));
});

Deno.test("github: an environment of a repository that isn't seen is not called missing, nor made", async () => {
  await using server = await startGithub();
  const hidden = server.world.addRepository("other/hidden");
  const client = clientOf(server, { identifier: "other/hidden", scope: "production", createPlace: true });
  for (const call of [() => client.check(), () => client.list(), () => put(client, { KEY: "v" })]) {
    await assert.rejects(call, {
      code: "access.not_found",
      message: '"other/hidden" is not there, or the token has no right to it',
    });
  }
  await assert.rejects(client.delete("KEY"), { code: "access.not_found" });
  assert.equal(hidden.environments.length, 0);
});

Deno.test("github: a new secret of an organization is for private repositories; an old one keeps its visibility", async () => {
  await using server = await startGithub();
  const place = server.world.organization("acme")!;
  const bytes = new TextEncoder().encode("old");
  place.put("ALL", bytes, Date.now()).visibility = "all";
  const chosen = place.put("CHOSEN", bytes, Date.now());
  chosen.visibility = "selected";
  const ids = Array.from({ length: 130 }, (_, i) => 5000 + i);
  chosen.repositoryIds = ids;
  const client = clientOf(server, { store: "org", identifier: "acme" });
  await put(client, { ALL: "new", CHOSEN: "new", FRESH: "new" });
  const held = (name: string) => place.secrets.get(name)!;
  assert.deepEqual(["ALL", "CHOSEN", "FRESH"].map((name) => held(name).visibility), [
    "all",
    "selected",
    "private",
  ]);
  assert.deepEqual(held("CHOSEN").repositoryIds, ids);
  assert.deepEqual([...place.texts().values()], ["new", "new", "new"]);
  // Key, list, two pages of repositories, three writes.
  assert.equal(server.requests.length, 7);
});

const RIGHTS: readonly (readonly [store: string, scope: string | undefined, right: string])[] = [
  ["actions", undefined, "secrets"],
  ["actions", "production", "environments"],
  ["dependabot", undefined, "dependabot_secrets"],
  ["codespaces", undefined, "codespaces_secrets"],
  ["org", undefined, "organization_secrets"],
];
for (const [store, scope, right] of RIGHTS) {
  Deno.test(`github: without ${right} a token is told what it lacks for ${store} ${scope ?? ""}`, async () => {
    await using server = await startGithub();
    server.repository.setEnvironment("production");
    const identifier = store === "org" ? "acme" : "acme/app";
    const client = (rights: object) => {
      const token = Secret.ofText(server.world.addToken({ rights }).text);
      return clientOf(server, { store, scope, identifier, token });
    };
    const lacks = (error: { code: string; hints: readonly string[] }) => {
      assert.equal(error.code, "access.token_restricted");
      assert.match(error.hints.join("\n"), /a fine-grained token needs .*: write/);
      assert.match(error.hints.join("\n"), new RegExp(`GitHub asks for ${right}=(read|write)$`));
      return true;
    };
    await assert.rejects(client({}).check(), lacks);
    const reader = client({ [right]: "read" });
    await reader.check();
    assert.deepEqual(await reader.list(), []);
    await assert.rejects(put(reader, { A: "v" }), lacks);
    await assert.rejects(reader.delete("A"), lacks);
    await client({ [right]: "write" }).check();
  });
}

Deno.test("github: a stranger to a public repository gets its key and nothing more", async () => {
  await using server = await startGithub();
  server.world.addRepository("other/open", false);
  const client = clientOf(server, { identifier: "other/open" });
  await assert.rejects(client.check(), { code: "access.token_restricted" });
  await assert.rejects(put(client, { A: "v" }), { code: "access.token_restricted" });
});
