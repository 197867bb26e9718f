// What expires: said when it is kept, shown wherever it is listed, warned of when it is read, deleted only when asked.

import assert from "node:assert/strict";
import { makeWorld, type World } from "../../support/world.ts";

const DAY = 86_400_000;

async function withSource(world: World): Promise<void> {
  await world.json("init");
  await world.json("source add resend --token-env RESEND_API_KEY");
}

Deno.test("--expires takes a length or a date, and refuses what is no time or is over", async () => {
  await using world = await makeWorld();
  await world.json("init");
  const before = Date.now();
  const { expiresAt } = await world.json("secret set A value --expires 30d");
  const afterMs = Date.parse(expiresAt) - 30 * DAY;
  assert.ok(afterMs >= before && afterMs <= Date.now());
  const dated = await world.json("secret set A value --expires 2999-12-31T12:00Z");
  assert.equal(dated.expiresAt, "2999-12-31T12:00:00.000Z");
  for (
    const [text, message] of [
      ["soon", '--expires "soon" is no time'],
      ["", '--expires "" is no time'],
      ["999999w", '--expires "999999w" is no time'],
      ["0d", "it would have expired already, at "],
      ["2020-01-01", "it would have expired already, at "],
    ] as const
  ) {
    for (const command of ["secret set B value", "source generate resend B"]) {
      if (command.startsWith("source") && (await world.json("source list")).sources.length === 0) {
        await world.json("source add resend --token-env RESEND_API_KEY");
      }
      const { status, stderr } = await world.run([...command.split(" "), `--expires=${text}`]);
      assert.equal(status, 2, `${command} ${text}: ${stderr}`);
      assert.ok(stderr.includes(`error: ${message}`), stderr);
    }
  }
  assert.equal(world.server.keys.filter(({ name }) => name.includes("cred-")).length, 0);
});

Deno.test("an expired secret says so in lists, and can still be read", async () => {
  await using world = await makeWorld();
  await withSource(world);
  const { expiresAt } = await world.json("secret set MANUAL value --expires 3d");
  const made = await world.run("source generate resend KEY --expires 5d");
  assert.match(made.stdout, /^made KEY at resend \(sending_access, until \d{4}-\S+Z\)\n/);
  const list = async () => (await world.run("secret list")).stdout;
  assert.match(await list(), new RegExp(`^default\tMANUAL\tmanual\t\t${expiresAt.slice(0, 10)}T`, "m"));
  assert.deepEqual((await world.run("secret get MANUAL")).stderr, "");

  world.clockAheadMs = 3 * DAY + 1_000;
  assert.match(await list(), /^default\tMANUAL\tmanual\t\texpired\t/m);
  assert.match(await list(), /^default\tKEY\tresend\tsending_access\t\d{4}-/m);
  const read = await world.run("secret get MANUAL");
  assert.deepEqual([read.status, read.stdout], [0, "value\n"]);
  assert.match(read.stderr, /^warning: secret "MANUAL" expired at \d{4}-.*Z\n$/);
  const [row] = (await world.json("secret history MANUAL")).versions;
  assert.deepEqual([row.expired, typeof row.expiresAt], [true, "string"]);
  assert.match((await world.run("secret history MANUAL")).stdout, /\texpired\tkept$/m);

  world.clockAheadMs = 5 * DAY + 1_000;
  assert.match((await world.run("source keys resend")).stdout, /^managed\tKEY\t.*\texpired\t/m);
  assert.match((await world.run("log KEY")).stdout, /generated\t.*, until \d{4}-\d\d-\d\dT/);
});

Deno.test("source prune --expired deletes what has expired, there and here, and nothing else", async () => {
  await using world = await makeWorld();
  await withSource(world);
  await world.run("source generate resend SHORT --expires 1d");
  await world.run("source generate resend LONG --expires 9d");
  await world.run("source generate resend EVER");
  await world.run("secret set MANUAL value --expires 1d");
  const prune = "source prune --expired";
  const early = await world.run(`${prune} --yes`);
  assert.deepEqual([early.status, early.stdout], [0, "no key has expired\n"]);

  world.clockAheadMs = DAY + 1_000;
  const unasked = await world.run(prune);
  assert.equal(unasked.status, 2);
  assert.match(unasked.stderr, /Delete 1 expired key, there and here\?/);
  const declined = await world.run(prune, { answers: ["n"] });
  assert.match(declined.stderr, /^expired: SHORT at resend \(key .*\), at \d{4}-\d\d-\d\d/m);
  assert.equal(declined.status, 2);
  const dry = await world.json(`${prune} --dry-run`);
  assert.deepEqual([dry.deleted.length, dry.deleted[0].secret, dry.dryRun], [1, "SHORT", true]);
  const count = () => world.server.keys.filter(({ name }) => name.includes("cred-")).length;
  assert.equal(count(), 3);

  const done = await world.run(prune, { answers: ["y"] });
  assert.deepEqual([done.status, done.stdout], [0, "deleted  SHORT at resend\n"]);
  assert.equal(count(), 2);
  const { secrets } = await world.json("secret list");
  assert.deepEqual(secrets.map(({ secret }: { secret: string }) => secret), ["EVER", "LONG", "MANUAL"]);
  assert.equal((await world.json("log --type key.deleted")).entries.length, 1);
  assert.equal((await world.run("source prune --yes")).status, 2);
  assert.equal((await world.run(`${prune} --source none --yes`)).status, 4);
});

Deno.test("source prune --expired goes on past what fails, ends with 3, and finishes when run again", async () => {
  await using world = await makeWorld();
  await withSource(world);
  for (const name of ["A", "B"]) await world.run(`source generate resend ${name} --expires 1d`);
  world.clockAheadMs = DAY + 1_000;
  let deletions = 0;
  const failOnce = (request: Request) => {
    if (request.method === "DELETE" && deletions++ === 0) {
      const body = { statusCode: 403, name: "invalid_access", message: "not now" };
      return Promise.resolve(Response.json(body, { status: 403 }));
    }
    return fetch(request, { redirect: "manual" });
  };
  const first = await world.run("source prune --expired --yes", { fetch: failOnce });
  assert.equal(first.status, 3);
  assert.match(
    first.stdout,
    /^deleted {2}B at resend\nfailed {3}A at resend: .*\n1 expired key still there\n$/,
  );
  const unreachable = () => Promise.reject(new TypeError("connection refused"));
  const second = await world.run("source prune --expired --yes", { fetch: unreachable });
  assert.equal(second.status, 3);
  const third = await world.run("source prune --expired --yes");
  assert.deepEqual([third.status, third.stdout], [0, "deleted  A at resend\n"]);
});

Deno.test("source prune --expired tells which targets still hold a value", async () => {
  await using world = await makeWorld();
  await withSource(world);
  await world.run("source generate resend KEY --expires 1d");
  await world.run(`target add dotenv ${world.folder}/.env --as here --yes`);
  assert.equal((await world.run("push here --yes")).status, 0);
  world.clockAheadMs = DAY + 1_000;
  assert.equal((await world.run("source prune --expired --unless-pushed --yes")).status, 5);
  const { status, stderr } = await world.run("source prune --expired --yes");
  assert.equal(status, 0);
  assert.match(stderr, /^warning: values of these keys are still at here/m);
  assert.match(stderr, /^next: cred prune here KEY$/m);
});
