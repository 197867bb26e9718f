// Several commands at once, and one in the middle of another: one wins, the others say why not, and nothing is made
// twice, lost, or taken for what a crash left while somebody still works on it.

import assert from "node:assert/strict";
import { ADD, holds, liveSecrets, runOk } from "../support/survival.ts";
import { makeWorld, type World } from "../support/world.ts";

function ours(world: World): number {
  return world.server.keys.filter(({ name }) => name.includes(" cred-")).length;
}

function statuses(outcomes: readonly { readonly status: number }[]): number[] {
  return outcomes.map(({ status }) => status).sort();
}

Deno.test("two first commands: one personal vault", async () => {
  await using world = await makeWorld();
  const outcomes = await Promise.all([
    world.run(ADD),
    world.run("secret set DATABASE_URL value"),
    world.run("secret set OTHER value"),
    world.run(`${ADD} --as second`),
  ]);
  assert.deepEqual(statuses(outcomes), [0, 0, 0, 0], outcomes.map(({ stderr }) => stderr).join());
  assert.deepEqual(await liveSecrets(world), ["DATABASE_URL", "OTHER"]);
  assert.equal((await world.json("source list")).sources.length, 2);
  assert.equal((await world.json("log verify --full")).logs.length, 1);
  const items = [...Deno.readDirSync(`${world.home}/keychain/items`)].map(({ name }) => name);
  assert.equal(
    items.filter((name) => name.startsWith("vault-")).length,
    1,
    "the keys of a vault that was not made",
  );
  // The slower ones left no second vault that this one would be told of.
  const revoked = await world.json("source revoke resend --yes");
  assert.deepEqual(revoked.otherVaults, []);
});

Deno.test("two inits: one vault", async () => {
  await using world = await makeWorld();
  const outcomes = await Promise.all([world.run("init"), world.run("init"), world.run("init")]);
  // Who finds that another process was faster takes its vault.
  assert.ok(outcomes.every(({ status }) => status === 0 || status === 5));
  assert.deepEqual([...Deno.readDirSync(world.folder)].map(({ name }) => name), [".cred"]);
  await runOk(world, "secret set A b", [0]);
  await runOk(world, "log verify --full", [0]);
});

Deno.test("two source add of one name: one source, one token", async () => {
  await using world = await makeWorld();
  await runOk(world, "secret set A b", [0]);
  const outcomes = await Promise.all([world.run(ADD), world.run(ADD), world.run(ADD)]);
  assert.deepEqual(statuses(outcomes), [0, 5, 5]);
  assert.equal(tokenItems(world), 1);
  await Promise.all([
    world.run(`${ADD} --replace`),
    world.run(`${ADD} --replace`),
    world.run(`${ADD} --replace`),
  ]);
  assert.equal(tokenItems(world), 1, "an old token is left in the keychain");
  await runOk(world, "source generate resend KEY", [0]);
});

Deno.test("generating one name several times at once: one key", async () => {
  await using world = await makeWorld();
  await runOk(world, ADD, [0]);
  const outcomes = await Promise.all(
    Array.from({ length: 4 }, () => world.run("source generate resend KEY")),
  );
  assert.deepEqual(statuses(outcomes), [0, 5, 5, 5]);
  assert.equal(ours(world), 1);
  const posts = world.server.requests.filter(({ method }) => method === "POST");
  assert.equal(posts.length, 1, "the platform was asked more than once");
  await holds(world);
});

Deno.test("many names at once, by generate, set and delete: all of them", async () => {
  await using world = await makeWorld();
  await runOk(world, ADD, [0]);
  const names = Array.from({ length: 6 }, (_, i) => `KEY_${i}`);
  const made = await Promise.all([
    ...names.map((name) => world.run(`source generate resend ${name}`)),
    ...names.map((name) => world.run(`secret set MANUAL_${name} value`)),
  ]);
  assert.ok(made.every(({ status }) => status === 0), made.map(({ stderr }) => stderr).join());
  assert.equal((await liveSecrets(world)).length, 12);
  await holds(world);
  const gone = await Promise.all(names.map((name) => world.run(`source delete resend ${name} --yes`)));
  assert.ok(gone.every(({ status }) => status === 0));
  assert.equal(ours(world), 0);
  await runOk(world, "log verify --full", [0]);
});

for (
  const other of ["source reconcile resend", "source revoke resend --yes", "source generate resend OTHER"]
) {
  for (const when of ["before", "after"] as const) {
    Deno.test(`${other}, while a generate is in the middle of its call (held ${when} the work)`, async () => {
      await using world = await makeWorld();
      await runOk(world, ADD, [0]);
      const hold = world.server.hold({ method: "POST" }, when);
      const making = world.run("source generate resend KEY");
      await hold.arrived;
      const disturbing = world.run(other);
      // What needs no platform is not held up, and shows what is going on.
      const status = await world.json("status");
      assert.equal(status.unsettled[0].secret, "KEY");
      await runOk(world, "secret set MANUAL value", [0]);
      await runOk(world, "log verify --full", [0]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      hold.release();
      const [made, disturbed] = await Promise.all([making, disturbing]);
      assert.equal(made.status, 0, made.stderr);
      assert.equal(disturbed.status, 0, disturbed.stderr);
      if (other.includes("revoke")) return assert.equal(ours(world), 0);
      assert.equal(ours(world), other.includes("generate") ? 2 : 1);
      await holds(world);
    });
  }
}

Deno.test("deleting one key twice at once: once at the platform", async () => {
  await using world = await makeWorld();
  await runOk(world, ADD, [0]);
  await runOk(world, "source generate resend KEY", [0]);
  const outcomes = await Promise.all([
    world.run("source delete resend KEY --yes"),
    world.run("source delete resend KEY --yes"),
  ]);
  assert.ok(statuses(outcomes)[0] === 0 && statuses(outcomes)[1]! <= 1);
  assert.equal(world.server.requests.filter(({ method }) => method === "DELETE").length, 1);
});

Deno.test("revoking twice at once, and while keys are made", async () => {
  await using world = await makeWorld();
  await runOk(world, ADD, [0]);
  for (const name of ["A", "B", "C"]) await runOk(world, `source generate resend ${name}`, [0]);
  const outcomes = await Promise.all([
    world.run("source revoke resend --yes"),
    world.run("source generate resend D"),
    world.run("source revoke resend --yes"),
    world.run("source generate resend E"),
  ]);
  for (const { status, stderr } of outcomes) assert.ok([0, 3, 4, 5].includes(status), stderr);
  await runOk(world, "source revoke resend --yes", [0, 4]);
  assert.equal(ours(world), 0);
  assert.equal(tokenItems(world), 0);
  await runOk(world, "log verify --full", [0]);
});

function tokenItems(world: World): number {
  return [...Deno.readDirSync(`${world.home}/keychain/items`)].filter(({ name }) => name.startsWith("token-"))
    .length;
}
