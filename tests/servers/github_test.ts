// The stand-in held to GitHub's own client and to GitHub's own API description: what that program makes of its answers,
// that each is of the described shape, and that it refuses what it must.

import assert from "node:assert/strict";
import { Octokit } from "@octokit/rest";
import sodium from "libsodium-wrappers";
import { describedFetch } from "./github_described.ts";
import { githubAnswers, type GithubServer, startGithub } from "./github.ts";

const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const at = { owner: "acme", repo: "app" } as const;

function clientOf(server: GithubServer, token = server.token): Octokit {
  return new Octokit({
    auth: token,
    baseUrl: server.url,
    log: QUIET,
    request: { fetch: describedFetch(server.url) },
  });
}

async function sealed(key: { key: string; key_id: string }, text: string) {
  await sodium.ready;
  const box = sodium.crypto_box_seal(
    text,
    sodium.from_base64(key.key, sodium.base64_variants.ORIGINAL),
  );
  return { encrypted_value: sodium.to_base64(box, sodium.base64_variants.ORIGINAL), key_id: key.key_id };
}

Deno.test("stand-in and octokit: a repository secret's life", async () => {
  await using server = await startGithub();
  const { actions } = clientOf(server).rest;
  const { data: key } = await actions.getRepoPublicKey(at);
  const one = { ...at, secret_name: "one_Two" };
  const made = await actions.createOrUpdateRepoSecret({ ...one, ...await sealed(key, "grüße\n") });
  assert.equal(made.status as number, 201);
  assert.equal(server.repository.stores.actions.texts().get("ONE_TWO"), "grüße\n");
  const again = await actions.createOrUpdateRepoSecret({ ...one, ...await sealed(key, "") });
  assert.equal(again.status as number, 204);
  assert.equal(server.repository.stores.actions.texts().get("ONE_TWO"), "");

  const { data: listed } = await actions.listRepoSecrets(at);
  assert.deepEqual([listed.total_count, listed.secrets[0]?.name], [1, "ONE_TWO"]);
  assert.equal((await actions.getRepoSecret(one)).data.updated_at, listed.secrets[0]?.updated_at);
  assert.equal((await actions.deleteRepoSecret(one)).status, 204);
  await assert.rejects(actions.deleteRepoSecret(one), { status: 404 });
  await assert.rejects(actions.getRepoSecret(one), { status: 404 });
});

Deno.test("stand-in and octokit: each store and environment has secrets and a key of its own", async () => {
  await using server = await startGithub();
  const { actions, dependabot, codespaces, repos } = clientOf(server).rest;
  const name = { ...at, secret_name: "KEY" };
  const environment = { ...at, environment_name: "prod/eu" };
  await repos.createOrUpdateEnvironment(environment);
  const keys = [
    (await actions.getRepoPublicKey(at)).data,
    (await dependabot.getRepoPublicKey(at)).data,
    (await codespaces.getRepoPublicKey(at)).data,
    (await actions.getEnvironmentPublicKey(environment)).data,
  ] as const;
  assert.equal(new Set(keys.map((key) => key.key_id)).size, 4);
  await dependabot.createOrUpdateRepoSecret({ ...name, ...await sealed(keys[1], "d") });
  await codespaces.createOrUpdateRepoSecret({ ...name, ...await sealed(keys[2], "c") });
  const inside = { ...environment, secret_name: "KEY" };
  await actions.createOrUpdateEnvironmentSecret({ ...inside, ...await sealed(keys[3], "e") });
  await assert.rejects(
    actions.createOrUpdateRepoSecret({ ...name, ...await sealed(keys[3], "e") }),
    { status: 422 },
  );
  const { stores } = server.repository;
  assert.deepEqual(
    [stores.actions, stores.dependabot, stores.codespaces, server.repository.environment("PROD/EU")!.place]
      .map((place) => place.texts().get("KEY")),
    [undefined, "d", "c", "e"],
  );
  assert.equal((await actions.listEnvironmentSecrets(environment)).data.total_count, 1);
  assert.equal((await dependabot.listRepoSecrets(at)).data.total_count, 1);
  assert.equal((await codespaces.listRepoSecrets(at)).data.total_count, 1);
  await actions.deleteEnvironmentSecret(inside);
  await dependabot.deleteRepoSecret(name);
  await codespaces.deleteRepoSecret(name);
  await repos.deleteAnEnvironment(environment);
  await assert.rejects(actions.listEnvironmentSecrets(environment), { status: 404 });
});

Deno.test("stand-in and octokit: an environment that is written again loses its rules", async () => {
  await using server = await startGithub();
  const { repos } = clientOf(server).rest;
  const environment = { ...at, environment_name: "production" };
  await repos.createOrUpdateEnvironment({ ...environment, wait_timer: 30 });
  assert.equal((await repos.getEnvironment(environment)).data.protection_rules?.length, 1);
  await repos.createOrUpdateEnvironment(environment);
  assert.equal((await repos.getEnvironment(environment)).data.protection_rules?.length, 0);
  assert.equal((await repos.getAllEnvironments(at)).data.total_count, 1);
});

Deno.test("stand-in and octokit: an organization's secrets have a visibility", async () => {
  await using server = await startGithub();
  const { actions } = clientOf(server).rest;
  const { data: key } = await actions.getOrgPublicKey({ org: "acme" });
  const one = { org: "acme", secret_name: "KEY" };
  const box = await sealed(key, "o");
  const ids = [server.repository.id];
  await actions.createOrUpdateOrgSecret({
    ...one,
    ...box,
    visibility: "selected",
    selected_repository_ids: ids,
  });
  assert.equal((await actions.getOrgSecret(one)).data.visibility, "selected");
  const { data } = await actions.listSelectedReposForOrgSecret(one);
  assert.deepEqual(data.repositories.map((item) => item.id), ids);
  await actions.createOrUpdateOrgSecret({ ...one, ...box, visibility: "all" });
  await assert.rejects(actions.listSelectedReposForOrgSecret(one), { status: 409 });
  assert.equal((await actions.listOrgSecrets({ org: "acme" })).data.secrets[0]?.visibility, "all");
  await actions.deleteOrgSecret(one);
  assert.equal(server.world.organization("acme")?.secrets.size, 0);
});

Deno.test("stand-in and octokit: pages", async () => {
  await using server = await startGithub();
  const client = clientOf(server);
  for (let i = 0; i < 70; i++) server.repository.stores.actions.put(`K${i}`, new Uint8Array(), Date.now());
  const all = await client.paginate(client.rest.actions.listRepoSecrets, at);
  assert.equal(all.length, 70);
  assert.equal(server.requests.length, 3, "30 in a page unless said");
  const first = await client.rest.actions.listRepoSecrets({ ...at, per_page: 50 });
  assert.match(first.headers.link!, /page=2>; rel="next", <.*page=2>; rel="last"/);
  const last = await client.rest.actions.listRepoSecrets({ ...at, per_page: 50, page: 2 });
  assert.equal(last.data.secrets.length, 20);
  assert.doesNotMatch(last.headers.link!, /next/);
});

Deno.test("stand-in and octokit: what it refuses, and how", async () => {
  await using server = await startGithub();
  const { actions } = clientOf(server).rest;
  const { data: key } = await actions.getRepoPublicKey(at);
  const put = async (secret_name: string, text: string, more = {}) =>
    await actions.createOrUpdateRepoSecret({ ...at, secret_name, ...await sealed(key, text), ...more });
  await assert.rejects(put("1A", "x"), { status: 422, message: /Name is invalid/ });
  await assert.rejects(put("A-B", "x"), { status: 422, message: /Name is invalid/ });
  await assert.rejects(put("github_x", "x"), { status: 422, message: /must not start with GITHUB_/ });
  await assert.rejects(put("A", "x".repeat(49_153)), { status: 422, message: /too large/ });
  await put("A", "x".repeat(49_152));
  await assert.rejects(put("A", "x", { key_id: "17" }), { status: 422, message: /improperly encrypted/ });
  await assert.rejects(put("A", "x", { encrypted_value: "c2VjcmV0" }), { message: /improperly encrypted/ });
  server.repository.stores.actions.rotateKey();
  await assert.rejects(put("A", "x"), { status: 422, message: /improperly encrypted/ });
  const raw = (body: string) =>
    fetch(`${server.url}/repos/acme/app/actions/secrets/A`, {
      method: "PUT",
      headers: { authorization: `Bearer ${server.token}` },
      body,
    }).then(async (answer) => [answer.status, (await answer.json()).message]);
  assert.deepEqual(await raw("{"), [400, "Problems parsing JSON"]);
  assert.deepEqual(await raw("{}"), [422, 'Invalid request.\n\n"encrypted_value" wasn\'t supplied.']);
  assert.match(
    (await raw('{"key_id":"1","encrypted_value":"?"}'))[1],
    /^Invalid request\.\n\n\? does not match/,
  );
  for (let i = 0; i < 99; i++) server.repository.stores.actions.put(`K${i}`, new Uint8Array(), 0);
  const { data: newKey } = await actions.getRepoPublicKey(at);
  await assert.rejects(
    actions.createOrUpdateRepoSecret({ ...at, secret_name: "ONE_MORE", ...await sealed(newKey, "x") }),
    { status: 422, message: /maximum number of secrets/ },
  );
});

Deno.test("stand-in and octokit: who it lets in, and where", async () => {
  await using server = await startGithub();
  server.world.addRepository("acme/hidden");
  const open = server.world.addRepository("other/open", false);
  const list = (token: string, repo = "app", owner = "acme") =>
    clientOf(server, token).rest.actions.listRepoSecrets({ owner, repo });
  await assert.rejects(list("ghp_wrong"), { status: 401, message: /Bad credentials/ });
  await assert.rejects(list(server.token, "hidden"), { status: 404 });
  await assert.rejects(list(server.token, "nowhere"), { status: 404 });

  const reader = server.world.addToken({ rights: { secrets: "read" } }).text;
  await list(reader);
  await assert.rejects(
    clientOf(server, reader).rest.actions.deleteRepoSecret({ ...at, secret_name: "A" }),
    (error: { status: number; response: { headers: Record<string, string> } }) => {
      assert.equal(error.status, 403);
      assert.equal(error.response.headers["x-accepted-github-permissions"], "secrets=write");
      return true;
    },
  );
  await assert.rejects(list(server.world.addToken({ rights: {} }).text), {
    status: 403,
    message: /not accessible/,
  });

  const stranger = clientOf(server).rest.actions;
  await stranger.getRepoPublicKey({ owner: "other", repo: "open" });
  await assert.rejects(list(server.token, "open", "other"), { status: 403 });
  open.isArchived = true;
  const name = { owner: "other", repo: "open", secret_name: "A" };
  await assert.rejects(stranger.deleteRepoSecret(name), { status: 403, message: /archived/ });

  const authorization = `Bearer ${server.token}`;
  const edge = await fetch(`${server.url}/repos/acme/app/actions/secrets`, {
    headers: { authorization, "user-agent": "" },
  });
  assert.deepEqual([edge.status, /User-Agent/.test(await edge.text())], [403, true]);
  const nobody = await fetch(`${server.url}/repos/acme/app/actions/secrets`);
  assert.deepEqual([nobody.status, (await nobody.json()).message], [401, "Requires authentication"]);
});

Deno.test("stand-in and octokit: its limits", async () => {
  let nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);
  await using server = await startGithub({ hourly: 2, writesPerMinute: 1, nowMs: () => nowMs });
  const { actions } = clientOf(server).rest;
  const { headers } = await actions.listRepoSecrets(at);
  assert.equal(headers.date, "Fri, 02 Jan 2026 03:04:05 GMT");
  assert.deepEqual(
    [headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"], headers["x-ratelimit-used"]],
    ["2", "1", "1"],
  );
  assert.equal(headers["x-ratelimit-reset"], String(nowMs / 1000 + 3600));
  await actions.listRepoSecrets(at);
  await assert.rejects(actions.listRepoSecrets(at), { status: 403, message: /^API rate limit exceeded/ });
  nowMs += 3_600_000;
  const name = { ...at, secret_name: "A" };
  await assert.rejects(actions.deleteRepoSecret(name), { status: 404 });
  await assert.rejects(actions.deleteRepoSecret(name), { status: 403, message: /secondary rate limit/ });
  server.setHourly(100);
  server.misbehave({}, githubAnswers.secondaryLimit(429));
  await assert.rejects(actions.listRepoSecrets(at), { status: 429 });
});

Deno.test("stand-in: runs as a program", async () => {
  const program = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      new URL("github.ts", import.meta.url).pathname,
      ...["--repo", "Acme/Shop", "--token", "ghp_fixed", "--env", "production"],
    ],
    stdout: "piped",
  }).spawn();
  const reader = program.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const said = JSON.parse((await reader.read()).value!);
  assert.deepEqual([said.repository, said.token], ["Acme/Shop", "ghp_fixed"]);
  const client = new Octokit({ auth: said.token, baseUrl: said.url, log: QUIET });
  const { data } = await client.rest.repos.getAllEnvironments({ owner: "acme", repo: "shop" });
  assert.deepEqual(data.environments?.map((item) => item.name), ["production"]);
  program.kill();
  await program.status;
  await reader.cancel();
});
