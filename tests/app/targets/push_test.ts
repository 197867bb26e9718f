import assert from "node:assert/strict";
import type { Files } from "../../../src/system/files.ts";
import { type GithubServer, startGithub } from "../../servers/github.ts";
import { makeWorld, type RunOptions, type World } from "../../support/world.ts";

const VALUE = "postgres://user:päss\nword@host/db";

interface Pushing extends AsyncDisposable {
  readonly world: World;
  readonly github: GithubServer;
  readonly env: RunOptions;
  run(command: string): ReturnType<World["run"]>;
  // deno-lint-ignore no-explicit-any
  json(command: string): Promise<any>;
}

/** A vault with a key and a secret set by hand, and a GitHub with a token in the environment. */
async function pushing(): Promise<Pushing> {
  const world = await makeWorld(), github = await startGithub();
  const env: RunOptions = { env: { GITHUB_API_URL: github.url, GITHUB_TOKEN: github.token } };
  await world.run("init");
  await world.run("source add resend --token-env RESEND_API_KEY");
  await world.run("source generate resend RESEND_KEY");
  await world.run("secret set DATABASE_URL --stdin", { stdin: VALUE });
  assert.equal((await world.run("target add github acme/app", env)).status, 0);
  return {
    world,
    github,
    env,
    run: (command) => world.run(command, env),
    json: (command) => world.json(command, env),
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

function actions(
  view: { readonly secrets: readonly { readonly remoteName: string; readonly action: string }[] },
) {
  return Object.fromEntries(view.secrets.map(({ remoteName, action }) => [remoteName, action]));
}

function writes(github: GithubServer): number {
  return github.requests.filter(({ method }) => method === "PUT").length;
}

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

Deno.test("deleting a key that a target holds names it; --unless-pushed refuses; prune takes it away", async () => {
  await using p = await pushing();
  await p.run("push github");
  assert.equal((await p.run("source delete resend RESEND_KEY --yes --unless-pushed")).status, 5);
  const deleted = await p.json("source delete resend RESEND_KEY --yes");
  assert.equal(deleted.stillAt[0].remoteName, "RESEND_KEY");
  assert.equal((await p.json("status")).targets[0].why, "orphaned");
  assert.deepEqual((await p.json("prune github --yes")).secrets, [{
    remoteName: "RESEND_KEY",
    result: "deleted",
  }]);
  assert.deepEqual([...p.github.repository.stores.actions.secrets.keys()], ["DATABASE_URL"]);
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

Deno.test("what ends a value elsewhere than in the default environment is told with its environment", async () => {
  await using p = await pushing();
  const { actions } = p.github.repository.stores;
  actions.put("STAGE_KEY", new Uint8Array(1), Date.now());
  await p.run("source generate resend STAGE_KEY -e staging");
  await p.run("push github -e staging --create-environment");
  const refused = await p.run("source delete resend STAGE_KEY -e staging --yes --unless-pushed");
  assert.match(refused.stderr, /hint: cred prune github STAGE_KEY -e staging\n/);
  const outcome = await p.run("source delete resend STAGE_KEY -e staging --yes");
  assert.match(outcome.stderr, /next: cred prune github STAGE_KEY -e staging\n/);
  const status = (await p.run("status")).stdout;
  const command = /orphaned .*: cred (prune .*)\n/.exec(status)![1]!;
  assert.equal((await p.run(`${command} --yes`)).status, 0);
  assert.deepEqual((await p.json("status")).targets, []);
  assert.ok(actions.secrets.has("STAGE_KEY"), "that of the repository is another one");
});

Deno.test("a push without an outcome, of a secret that is gone since, is pruned with the others", async () => {
  await using p = await pushing();
  for (let i = 0; i < 8; i++) {
    p.github.misbehave({ method: "PUT", path: /RESEND_KEY$/ }, { what: "drop", work: true });
  }
  assert.equal((await p.run("push github RESEND_KEY")).status, 3);
  p.github.behave();
  assert.match((await p.run("status")).stdout, /push it again: cred push github RESEND_KEY\n/);
  await p.run("source delete resend RESEND_KEY --yes");
  assert.match((await p.run("status")).stdout, /prune it: cred prune github RESEND_KEY\n/);
  assert.deepEqual((await p.json("prune github --yes")).secrets, [{
    remoteName: "RESEND_KEY",
    result: "deleted",
  }]);
  assert.deepEqual((await p.json("status")).targets, []);
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

Deno.test("unknown are names of this very place that are none of the vault's", async () => {
  await using p = await pushing();
  await p.run("push github DATABASE_URL");
  p.github.repository.stores.actions.put("RESEND_KEY", new Uint8Array(1), Date.now());
  assert.deepEqual((await p.json("diff github DATABASE_URL")).unknown, []);
  await p.world.run("secret set OTHER --stdin -e staging", { stdin: "x" });
  await p.run("push github -e staging --create-environment");
  p.github.repository.environment("staging")!.place.put("DATABASE_URL", new Uint8Array(1), Date.now());
  assert.deepEqual((await p.json("diff github -e staging")).unknown, ["DATABASE_URL"]);
});

Deno.test("what is set again while a prune begins is not pruned", async () => {
  await using p = await pushing();
  await p.run("push github");
  await p.run("secret remove DATABASE_URL --yes");
  let isSet = false;
  const files = (inner: Files): Files => ({
    ...inner,
    lock: async (path, holder, waitMs) => {
      if (path.endsWith("/lock") && !isSet) {
        isSet = true;
        await p.world.run("secret set DATABASE_URL --stdin", { stdin: VALUE });
      }
      return await inner.lock(path, holder, waitMs);
    },
  });
  assert.equal((await p.world.run("prune github --yes", { ...p.env, files })).status, 0);
  assert.ok(isSet);
  assert.ok(p.github.repository.stores.actions.secrets.has("DATABASE_URL"));
});

Deno.test("a name that this vault never put there is removed only when it is named", async () => {
  await using p = await pushing();
  p.github.repository.stores.actions.put("HANDMADE", new Uint8Array(1), Date.now());
  assert.deepEqual((await p.json("prune github --yes")).secrets, []);
  assert.deepEqual((await p.json("diff github")).unknown, ["HANDMADE"]);
  assert.equal((await p.json("prune github HANDMADE --yes")).secrets[0].result, "deleted");
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

Deno.test("a leaked value says what it is, where it went and what ends it", async () => {
  await using p = await pushing();
  await p.run("push github");
  const key = (await p.run("secret get RESEND_KEY")).stdout.trimEnd();
  const outcome = await p.world.run("secret identify", { ...p.env, stdin: key });
  assert.equal(outcome.status, 0);
  assert.match(outcome.stdout, /RESEND_KEY: its value now, a key of source resend/);
  assert.match(outcome.stdout, /sent to github acme\/app as RESEND_KEY/);
  assert.match(outcome.stdout, /cred source delete resend RESEND_KEY/);
  assert.equal((await p.world.run("secret identify", { ...p.env, stdin: "something else" })).status, 1);
  const master = await p.world.run("secret identify", { ...p.env, stdin: p.world.server.masterKey });
  assert.match(
    master.stdout,
    /master token of source resend\n +to replace it: cred source add resend --replace/,
  );
});

Deno.test("a value that is gone from the vault is still known where it was sent", async () => {
  await using p = await pushing();
  await p.run("push github");
  const key = (await p.run("secret get RESEND_KEY")).stdout.trimEnd();
  await p.run("source delete resend RESEND_KEY --yes");
  const outcome = await p.world.run("secret identify", { ...p.env, stdin: key });
  assert.equal(outcome.status, 0);
  assert.match(outcome.stdout, /RESEND_KEY: an older version, a key of source resend \(deleted\)/);
  assert.match(outcome.stdout, /to end it: cred prune github RESEND_KEY\n/);
  await p.run("prune github --yes");
  assert.equal((await p.world.run("secret identify", { ...p.env, stdin: key })).status, 1);
});

Deno.test("a master token of a source of another name is told with the command that replaces it", async () => {
  await using p = await pushing();
  await p.run("source add resend --as work --token-env RESEND_API_KEY");
  const master = JSON.parse(
    (await p.world.run("secret identify --json", { ...p.env, stdin: p.world.server.masterKey })).stdout,
  );
  assert.deepEqual(master.masterTokens.map(({ end }: { end: string }) => end), [
    "cred source add resend --replace",
    "cred source add resend --as work --replace",
  ]);
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

Deno.test("removing a target says what stays there", async () => {
  await using p = await pushing();
  await p.run("push github");
  const removed = await p.run("target remove github --yes");
  assert.equal(removed.status, 0);
  assert.match(removed.stderr, /warning: 2 secrets of this vault are still there/);
  assert.equal((await p.run("target add github acme/app")).status, 0);
  assert.equal((await p.run("prune github DATABASE_URL RESEND_KEY --yes")).status, 0);
  assert.deepEqual((await p.json("status")).targets, []);
});

Deno.test("a limit outlives the key that it was set for", async () => {
  await using p = await pushing();
  await p.run("secret limit RESEND_KEY --to vercel");
  await p.run("source delete resend RESEND_KEY --yes");
  await p.run("source generate resend RESEND_KEY");
  assert.deepEqual(actions(await p.json("diff github RESEND_KEY")), { RESEND_KEY: "skipped" });
});
