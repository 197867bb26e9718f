// What is GitHub's own: names, keys that change, marks, what absent means, and how many calls a push takes.

import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import { github } from "../../src/targets/github/mod.ts";
import { describedFetch } from "../servers/github_described.ts";
import { githubAnswers, startGithub } from "../servers/github.ts";
import { callsOf, clientOf, put } from "./github_on_trial.ts";
import { assertDone } from "./trial.ts";

Deno.test("github: 100 secrets are 101 calls, and looking again is one", async () => {
  await using server = await startGithub();
  const client = clientOf(server);
  const values = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`KEY_${i}`, `value ${i}`]));
  for (const result of (await put(client, values)).values()) assertDone(result, ["created"]);
  assert.equal(server.requests.length, 101);
  assert.equal(server.repository.stores.actions.texts().get("KEY_99"), "value 99");
  const marks = await client.list();
  assert.equal(server.requests.length, 102);
  assert.equal(marks.length, 100);
});

Deno.test("github: requests are as GitHub describes them, in every store", async () => {
  await using server = await startGithub();
  server.repository.setEnvironment("there");
  const met = new Set<string>();
  for (
    const [store, scope] of [
      ["actions"],
      ["dependabot"],
      ["codespaces"],
      ["org"],
      ["actions", "there"],
      ["actions", "yet to come"],
    ]
  ) {
    const fetch = describedFetch(server.url, met);
    const identifier = store === "org" ? "acme" : "acme/app";
    const client = clientOf(server, { store: store!, scope, identifier, fetch, createPlace: true });
    await client.check();
    assertDone((await put(client, { KEY: "v" })).get("KEY"), ["created"]);
    await client.check();
    assertDone((await put(client, { KEY: "w" })).get("KEY"), ["updated"]);
    assert.equal((await client.list()).length, 1);
    assert.equal(await client.delete("KEY"), "deleted");
    assert.equal(await client.delete("KEY"), "already_absent");
  }
  assert.ok(met.size > 25);
  for (const { userAgent } of server.requests) assert.match(userAgent!, /^cred\//);
});

Deno.test("github: names are stored in capitals, and twins are not pushed over each other", async () => {
  await using server = await startGithub();
  const client = clientOf(server);
  const told = await put(client, { lower_case: "a", LOWER_CASE: "b", Other: "c" });
  assertDone(told.get("lower_case"), ["created"]);
  const twin = told.get("LOWER_CASE")!;
  assert.ok("failed" in twin && twin.failed.code === "conflict.same_name");
  assertDone(told.get("Other"));
  assert.deepEqual([...server.repository.stores.actions.texts()], [["LOWER_CASE", "a"], ["OTHER", "c"]]);
  assert.deepEqual((await client.list()).map((secret) => secret.name), ["LOWER_CASE", "OTHER"]);
  assert.equal(await client.delete("lower_case"), "deleted");
});

Deno.test("github: names and sizes that it refuses", () => {
  const code = (name: string, size = 1) => github.refuse({ name, size }, "actions")?.code;
  for (const name of ["A", "_", "a_1", "GITHUB", "MY_GITHUB_X", "A".repeat(255)]) {
    assert.equal(code(name), undefined);
  }
  for (const name of ["", "1A", "A-B", "A.B", "GITHUB_", "GITHUB_TOKEN", "github_x", "A".repeat(256)]) {
    assert.equal(code(name), "usage.name", name);
  }
  assert.equal(code("A", 49_152), undefined);
  assert.equal(code("A", 49_153), "usage.too_large");
});

Deno.test("github: 48 KB arrive", async () => {
  await using server = await startGithub();
  assertDone((await put(clientOf(server), { A: "ä".repeat(24_576) })).get("A"));
  assert.equal(server.repository.stores.actions.texts().get("A"), "ä".repeat(24_576));
});

Deno.test("github: a key that changed in the middle of a push is fetched once more", async () => {
  await using server = await startGithub();
  const { actions } = server.repository.stores;
  const client = clientOf(server);
  const told: string[] = [];
  const items = ["A", "B", "C"].map((name) => ({ name, value: Secret.ofText(`value ${name}`) }));
  await client.put(items, (name, result) => {
    assertDone(result, ["created"]);
    told.push(name);
    if (name === "A") actions.rotateKey();
    return Promise.resolve();
  });
  assert.deepEqual(told, ["A", "B", "C"]);
  assert.deepEqual([...actions.texts().values()], ["value A", "value B", "value C"]);
  assert.equal(callsOf(server).filter((call) => call.includes("public-key")).length, 2);
});

Deno.test("github: a key that never fits is fetched twice and no more", async () => {
  await using server = await startGithub();
  server.misbehave(
    { method: "PUT", times: Infinity },
    githubAnswers.refused(422, "Bad request - validation failed due to an improperly encrypted secret"),
  );
  const told = await put(clientOf(server), { A: "v", B: "w" });
  for (const result of told.values()) {
    assert.ok("failed" in result && result.failed.code === "conflict.public_key");
  }
  assert.equal(server.requests.length, 5);
});

Deno.test("github: a public key that is none ends the push", async () => {
  await using server = await startGithub();
  const answers = [
    { key_id: "1", key: btoa("x".repeat(33)) },
    { key_id: "1", key: "not base64" },
    { key_id: "1", key: btoa("\0".repeat(32)) },
    { key_id: "", key: btoa("x".repeat(32)) },
    {},
  ];
  for (const body of answers) {
    server.misbehave({ path: /public-key$/ }, { what: "answer", work: false, status: 200, body });
    await assert.rejects(put(clientOf(server), { A: "v" }), {
      code: "failed.platform",
      message: /no public key/,
    });
  }
});

Deno.test("github: a full place says so, and what is there can still be updated", async () => {
  await using server = await startGithub();
  const { actions } = server.repository.stores;
  for (let i = 0; i < 100; i++) actions.put(`K${i}`, new Uint8Array(), Date.now());
  const told = await put(clientOf(server), { NEW: "v", K7: "w" });
  const full = told.get("NEW")!;
  assert.ok("failed" in full && full.failed.code === "failed.quota");
  assert.equal(full.failed.message, '"acme/app" holds as many secrets as GitHub allows (100)');
  assertDone(told.get("K7"), ["updated"]);
});

Deno.test("github: a list of several pages is whole", async () => {
  await using server = await startGithub();
  const place = server.world.organization("acme")!;
  for (let i = 0; i < 250; i++) place.put(`K${i}`, new Uint8Array(), Date.UTC(2026, 0, 2, 3, 4, 5));
  const listed = await clientOf(server, { store: "org", identifier: "acme" }).list();
  assert.deepEqual(listed.map((secret) => secret.name), [...place.secrets.keys()].sort());
  assert.equal(listed[0]!.updatedAt, "2026-01-02T03:04:05.000Z");
  assert.equal(server.requests.length, 3);
});

Deno.test("github: what somebody wrote more than two seconds later was changed; the rest is told as it is", async () => {
  await using server = await startGithub();
  const client = clientOf(server);
  const { mark } = assertDone((await put(client, { A: "v" })).get("A"));
  assert.match(mark!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
  const [listed] = await client.list();
  assert.equal(client.changed(listed!, mark), false);
  const at = (ms: number) => ({ name: "A", updatedAt: new Date(Date.parse(mark!) + ms).toISOString() });
  assert.equal(client.changed(at(2000), mark), false);
  assert.equal(client.changed(at(2001), mark), true);
  assert.equal(client.changed(at(-60_000), mark), false);
  assert.equal(client.changed(at(60_000), undefined), undefined);
  assert.equal(client.changed({ name: "A" }, mark), undefined);
  assert.equal(client.changed(at(60_000), "a mark of another kind"), undefined);
});

Deno.test("github: absent is said only of a place that can be looked at", async () => {
  await using server = await startGithub();
  server.world.addRepository("other/hidden");
  const hidden = clientOf(server, { identifier: "other/hidden" });
  await assert.rejects(hidden.delete("KEY"), { code: "access.not_found" });
  const client = clientOf(server);
  await put(client, { KEY: "v" });
  server.misbehave({ method: "DELETE" }, githubAnswers.refused(404, "Not Found"));
  await assert.rejects(
    client.delete("KEY"),
    { code: "access.not_found" },
    "it is listed, so it isn't absent",
  );
  server.misbehave({ method: "DELETE" }, { what: "drop", work: true });
  assert.equal(await client.delete("KEY"), "already_absent");
});

Deno.test("github: a token that is revoked in the middle ends the push", async () => {
  await using server = await startGithub();
  const told: string[] = [];
  const items = ["A", "B", "C"].map((name) => ({ name, value: Secret.ofText("v") }));
  const pushing = clientOf(server).put(items, (name) => {
    told.push(name);
    server.world.revokeToken(server.token);
    return Promise.resolve();
  });
  await assert.rejects(pushing, { code: "access.token_rejected", effect: "none" });
  assert.deepEqual(told, ["A"]);
});
