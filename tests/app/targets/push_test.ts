// Pushing: what is sent, what isn't, and what stays to be done.

import assert from "node:assert/strict";
import { actions, pushing, VALUE, writes } from "../../support/pushing.ts";

Deno.test("a push sends what is not there; a second one is one call and no write", async () => {
  await using p = await pushing();
  assert.deepEqual(actions(await p.json("diff github")), { DATABASE_URL: "create", RESEND_KEY: "create" });
  assert.deepEqual(actions(await p.json("push github")), { DATABASE_URL: "create", RESEND_KEY: "create" });
  const stored = p.github.repository.stores.actions.texts();
  assert.equal(stored.get("DATABASE_URL"), VALUE);
  const key = (await p.run("secret get RESEND_KEY")).stdout.trimEnd();
  assert.equal(stored.get("RESEND_KEY"), key);
  const calls = p.github.requests.length;
  assert.deepEqual(actions(await p.json("push github")), {
    DATABASE_URL: "unchanged",
    RESEND_KEY: "unchanged",
  });
  assert.equal(p.github.requests.length - calls, 1);
  assert.equal(writes(p.github), 2);
  assert.match(
    (await p.run("log DATABASE_URL")).stdout,
    /\tsent to github\t.*acme\/app, actions, as DATABASE_URL/,
  );
});

Deno.test("a changed secret is behind until it is pushed, and only it is written", async () => {
  await using p = await pushing();
  await p.run("push github");
  await p.world.run("secret set DATABASE_URL --stdin", { stdin: "new" });
  assert.deepEqual((await p.json("status")).targets.map((one: { why: string }) => one.why), ["behind"]);
  assert.deepEqual(actions(await p.json("push github")), { DATABASE_URL: "update", RESEND_KEY: "unchanged" });
  assert.equal(writes(p.github), 3);
  assert.deepEqual((await p.json("status")).targets, []);
});

Deno.test("one that fails doesn't stop the rest: 3, and the next push goes on", async () => {
  await using p = await pushing();
  const match = { method: "PUT", path: /DATABASE_URL$/ };
  p.github.misbehave(match, {
    what: "answer",
    work: false,
    status: 422,
    body: { message: "no", status: "422" },
  });
  const outcome = await p.run("push github");
  assert.equal(outcome.status, 3);
  assert.match(outcome.stdout, /failed +DATABASE_URL/);
  assert.equal((await p.run("push github")).status, 0);
  assert.equal(p.github.repository.stores.actions.secrets.size, 2);
});

Deno.test("an answer that was lost leaves the push unsettled, and the next one settles it", async () => {
  await using p = await pushing();
  for (let i = 0; i < 8; i++) {
    p.github.misbehave({ method: "PUT", path: /DATABASE_URL$/ }, { what: "drop", work: true });
  }
  assert.equal((await p.run("push github DATABASE_URL")).status, 3);
  p.github.behave();
  assert.equal((await p.json("status")).targets[0].why, "unsettled");
  assert.deepEqual(actions(await p.json("push github DATABASE_URL")), { DATABASE_URL: "unsettled" });
  assert.deepEqual((await p.json("status")).targets, []);
});

Deno.test("a new token leaves a target where it is, whatever the folder says", async () => {
  await using p = await pushing();
  await p.run("target add github acme/app --as work");
  const again = await p.run("target add github --as work");
  assert.equal(again.status, 5);
  const command = /hint: to change it: cred (.+)\n/.exec(again.stderr)![1]!;
  assert.equal(command, "target add github --as work --replace");
  const replaced = await p.json(`${command} --token-env GITHUB_TOKEN`);
  assert.deepEqual([replaced.identifier, replaced.token], ["acme/app", "keychain"]);
});

Deno.test("a token that is kept never goes to another address than the one that it was given for", async () => {
  await using p = await pushing();
  const token = (n: number) =>
    [...Deno.readDirSync(`${p.world.home}/keychain/items`)]
      .filter(({ name }) => name.startsWith("token-")).length - n;
  await p.run("target add github --replace --token-env GITHUB_TOKEN");
  const [url, sources] = [p.github.url, 1];
  assert.equal(token(sources), 1);
  const elsewhere = { GITHUB_API_URL: url.replace("127.0.0.1", "localhost") };
  const other = { env: { ...elsewhere, GITHUB_TOKEN: p.github.token } };
  assert.equal((await p.world.run("target add github --replace", other)).status, 0);
  assert.equal(token(sources), 0);
  const outcome = await p.world.run("push github", { env: elsewhere });
  assert.equal(outcome.status, 4);
  assert.match(outcome.stderr, /there is no token for GitHub/);
});

Deno.test("a token that may not write leaves nothing unsettled, since nothing was sent", async () => {
  await using p = await pushing();
  const body = { message: "Resource not accessible by personal access token", status: "403" };
  p.github.misbehave({ method: "PUT" }, { what: "answer", work: false, status: 403, body });
  assert.equal((await p.run("push github")).status, 4);
  assert.deepEqual((await p.json("status")).targets, []);
  assert.match((await p.run("log")).stdout, /not sent|failed/);
  p.github.behave();
  assert.equal((await p.run("source delete resend RESEND_KEY --yes --unless-pushed")).status, 0);
});

Deno.test("another environment is a GitHub environment, made only when told", async () => {
  await using p = await pushing();
  await p.world.run("secret set DATABASE_URL --stdin -e production", { stdin: "prod" });
  const refused = await p.run("push github -e production");
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /--create-environment/);
  assert.equal((await p.run("push github -e production --create-environment")).status, 0);
  assert.equal(p.github.repository.environment("production")?.place.texts().get("DATABASE_URL"), "prod");
});

Deno.test("of two secrets that want one name there, the one that has it keeps it", async () => {
  await using p = await pushing();
  await p.world.run("secret set database_url --stdin", { stdin: "small" });
  assert.equal((await p.run("push github")).status, 0);
  const refused = await p.run("push github database_url");
  assert.equal(refused.status, 5);
  assert.match(refused.stderr, /"database_url" can't go to "github": it would overwrite DATABASE_URL\n/);
  assert.equal(p.github.repository.stores.actions.texts().get("DATABASE_URL"), VALUE);
  await p.run("secret remove DATABASE_URL --yes");
  assert.equal((await p.run("push github")).status, 0);
  assert.equal(p.github.repository.stores.actions.texts().get("DATABASE_URL"), "small");
});

Deno.test("a limited secret goes nowhere else unless it is forced", async () => {
  await using p = await pushing();
  await p.run("secret limit DATABASE_URL --to vercel");
  assert.deepEqual(actions(await p.json("push github")), { DATABASE_URL: "skipped", RESEND_KEY: "create" });
  assert.equal((await p.run("push github DATABASE_URL")).status, 5);
  assert.equal((await p.run("push github DATABASE_URL --force")).status, 0);
});

Deno.test("a whole personal vault is sent only when that is confirmed", async () => {
  await using p = await pushing();
  await p.run("--vault personal secret set MINE --stdin");
  await p.world.run("--vault personal secret set MINE --stdin", { stdin: "mine" });
  await p.run("--vault personal target add github acme/app");
  assert.equal((await p.run("--vault personal push github")).status, 2);
  assert.equal((await p.run("--vault personal push github MINE")).status, 0);
  assert.equal((await p.run("--vault personal push github --yes")).status, 0);
});

Deno.test("no token, value or sealed box shows in what a push says", async () => {
  await using p = await pushing();
  const said = [
    await p.run("push github"),
    await p.run("push github --json"),
    await p.run("target list --json"),
    await p.run("target secrets github"),
  ];
  for (const { stdout, stderr } of said) {
    assert.ok(!`${stdout}${stderr}`.includes(p.github.token));
    assert.ok(!`${stdout}${stderr}`.includes("päss"));
  }
});

Deno.test("a limit outlives the key that it was set for", async () => {
  await using p = await pushing();
  await p.run("secret limit RESEND_KEY --to vercel");
  await p.run("source delete resend RESEND_KEY --yes");
  await p.run("source generate resend RESEND_KEY");
  assert.deepEqual(actions(await p.json("diff github RESEND_KEY")), { RESEND_KEY: "skipped" });
});
