import assert from "node:assert/strict";
import { makeWorld, type World } from "../../support/world.ts";

async function runs(world: World, ...lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    const { status, stderr } = await world.run(line);
    assert.equal(status, 0, `${line}: ${stderr}`);
  }
}

async function refused(
  world: World,
  words: string,
): Promise<{ code: string; message: string; hints: string[] }> {
  const { status, stdout, stderr } = await world.run(`${words} --json`);
  assert.notEqual(status, 0, words);
  assert.equal(stdout, "");
  return JSON.parse(stderr).error;
}

async function withKeys(): Promise<World> {
  const world = await makeWorld();
  await runs(
    world,
    "source add resend --token-env RESEND_API_KEY",
    "source generate resend MAIL_KEY -e staging",
    "secret set A one -e staging -d first",
    "secret set A two -e staging",
    "secret set B b -e staging --expires 2099-01-02",
    "secret limit B -e staging --to github",
  );
  return world;
}

const steps = (view: { secrets: { secret: string; step: string }[] }) =>
  view.secrets.map(({ secret, step }) => `${secret} ${step}`);

Deno.test("env list: what there is, with its numbers", async () => {
  await using world = await withKeys();
  const { stdout } = await world.run("env list");
  assert.equal(stdout, "staging\t3\t1\t\n");
  await runs(world, "secret set A x", "target add dotenv out.env", "target bind dotenv st.env --env staging");
  assert.deepEqual((await world.json("env list")).environments, [
    { environment: "default", secrets: 1, keys: 0, targets: [] },
    { environment: "staging", secrets: 3, keys: 1, targets: ["dotenv"] },
  ]);
  await using empty = await makeWorld();
  const { stdout: nothing, stderr } = await empty.run("env list");
  assert.deepEqual([nothing, stderr], ["", "next: cred secret set KEY -e NAME\n"]);
  const onTerminal = await empty.run("env list", { env: { CRED_COLUMNS: "80" } });
  assert.equal(onTerminal.stdout, "no environments yet\n");
});

Deno.test("env copy: values, descriptions and limits, sealed anew; keys are named", async () => {
  await using world = await withKeys();
  const dry = await world.json("env copy staging production --dry-run");
  assert.deepEqual([steps(dry), dry.dryRun], [["A new", "B new"], true]);
  assert.equal((await world.json("env list")).environments.length, 1);
  const made = await world.run("env copy staging production");
  assert.equal(
    made.stdout,
    "kept 2 secrets, 0 there already\n  kept  A (production)\n  kept  B (production)\n" +
      "  left      MAIL_KEY: a key of resend stays where it is\n",
  );
  const command = "cred source generate resend MAIL_KEY -e production --permission sending_access";
  assert.ok(made.stderr.includes(`next: ${command}\n`), made.stderr);
  assert.equal((await world.run("secret get A -e production")).stdout, "two\n");
  const { secrets } = await world.json("secret list -e production");
  assert.deepEqual(
    secrets.map((
      { description, targets }: { description?: string; targets?: string[] },
    ) => [description, targets]),
    [
      ["first", undefined],
      [undefined, ["github"]],
    ],
  );
  const rows = (await world.run("log export --format jsonl")).stdout.trim().split("\n").map((line) =>
    JSON.parse(line)
  );
  const set = rows.filter(({ type, secret }) => type === "secret.set" && secret === "B").map(({ data }) =>
    data
  );
  assert.equal(new Set(set.map(({ sealed }) => sealed)).size, 2);
  assert.deepEqual(new Set(set.map(({ expiresAt }) => expiresAt.slice(0, 4))), new Set(["2099"]));
  assert.equal(new Set(set.map(({ fingerprint }) => fingerprint)).size, 2);
  await runs(world, command.slice("cred ".length));
  const again = await world.json("env copy staging production");
  assert.deepEqual([steps(again), again.keys], [["A same", "B same"], []]);
});

Deno.test("env copy: what is there is not overwritten unless that is said, a key never", async () => {
  await using world = await withKeys();
  await runs(world, "secret set A mine -e production", "secret set B b -e production");
  assert.equal((await refused(world, "env copy staging production")).code, "conflict.secret_exists");
  assert.deepEqual(steps(await world.json("env copy staging production --dry-run")), ["A differs", "B same"]);
  assert.equal((await world.run("secret get A -e production")).stdout, "mine\n");
  assert.deepEqual(steps(await world.json("env copy staging production --overwrite")), [
    "A differs",
    "B same",
  ]);
  assert.equal((await world.run("secret get A -e production")).stdout, "two\n");
  await runs(world, "source generate resend A -e third");
  assert.equal((await refused(world, "env copy staging third --overwrite")).code, "conflict.generated");
  assert.equal((await world.json("secret list -e third")).secrets.length, 1);
  assert.equal((await refused(world, "env copy nowhere x")).code, "failed.no_environment");
  assert.equal((await refused(world, "env copy staging staging")).code, "usage.environment");
  assert.equal((await refused(world, "env copy staging a/b")).code, "usage.name");
});

Deno.test("env delete: with live keys only when that is said, and then there too", async () => {
  await using world = await withKeys();
  await runs(
    world,
    "target add dotenv out.env",
    "target bind dotenv st.env --env staging",
    "push dotenv A -e staging",
  );
  const error = await refused(world, "env delete staging --yes");
  assert.equal(error.code, "conflict.live_keys");
  assert.ok(error.message.includes('"MAIL_KEY"'));
  assert.deepEqual(error.hints, [
    "to delete them too, there and here: cred env delete staging --delete-keys",
  ]);
  assert.equal((await refused(world, "env delete staging --delete-keys")).code, "usage.unconfirmed");
  const dry = await world.run("env delete staging --delete-keys --dry-run");
  assert.equal(
    dry.stdout,
    "would delete environment staging\n  delete   MAIL_KEY at resend and here\n  remove   A\n  remove   B\n",
  );
  assert.equal(world.server.keys.filter(({ name }) => name.startsWith("MAIL_KEY")).length, 1);
  const { status, stdout, stderr } = await world.run("env delete staging --delete-keys --yes");
  assert.equal(status, 0, stderr);
  assert.equal(
    stdout,
    "environment staging is deleted\n  deleted  MAIL_KEY at resend and here\n  removed  A\n  removed  B\n",
  );
  assert.match(stderr, /bound to it: dotenv/);
  assert.match(stderr, /still at dotenv/);
  assert.match(stderr, /next: cred prune dotenv A -e staging/);
  assert.equal(world.server.keys.filter(({ name }) => name.startsWith("MAIL_KEY")).length, 0);
  assert.deepEqual((await world.json("env list")).environments, []);
  assert.equal(
    [...Deno.readDirSync(`${world.home}/personal/values`)].length,
    1,
    "the fingerprint key is left",
  );
  assert.equal((await refused(world, "env delete staging --yes")).code, "failed.no_environment");
});

Deno.test("env delete: what fails at the platform leaves the rest, and the same command goes on", async () => {
  await using world = await withKeys();
  await runs(world, "source generate resend SECOND -e staging");
  const id =
    (await world.json("source keys resend")).keys.find((key: { secret?: string }) => key.secret === "SECOND")
      .remoteId;
  world.server.misbehave(
    { method: "DELETE", path: `/api-keys/${id}` },
    { what: "answer", work: false, status: 422, body: { name: "validation_error", message: "not now" } },
  );
  const first = await world.run("env delete staging --delete-keys --yes --json");
  assert.equal(first.status, 3, first.stderr + first.stdout);
  const view = JSON.parse(first.stdout);
  assert.deepEqual([view.deleted, view.secrets, view.keys.length, view.failed.length], [false, [], 1, 1]);
  assert.equal((await world.json("secret list -e staging")).secrets.length, 3);
  assert.equal((await world.json("env delete staging --delete-keys --yes")).deleted, true);
  assert.deepEqual((await world.json("env list")).environments, []);
});

Deno.test("env delete: a key that was asked for is settled first", async () => {
  await using world = await makeWorld();
  await runs(
    world,
    "source add resend --token-env RESEND_API_KEY",
    "source generate resend LIVE -e staging",
  );
  world.server.misbehave({ method: "POST", path: "/api-keys" }, { what: "drop", work: true });
  world.server.misbehave({ method: "GET", path: "/api-keys", times: 9 }, { what: "drop", work: false });
  assert.equal((await world.run("source generate resend KEY -e staging")).status, 1);
  const error = await refused(world, "env delete staging --delete-keys --yes");
  assert.deepEqual([error.code, error.hints], ["conflict.unsettled", [
    "settle it first: cred source reconcile resend",
  ]]);
  assert.deepEqual((await world.json("env list")).environments, [
    { environment: "staging", secrets: 1, keys: 1, targets: [] },
  ]);
});
