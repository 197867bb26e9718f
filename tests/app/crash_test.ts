// A process is killed before, in and after each of its steps (writes and requests); then others come, and all must be
// as if the command had never been given, or had been carried out, and nothing may be lost, orphaned or readable.

import assert from "node:assert/strict";
import { deathsIn, Life, type When } from "../support/dying.ts";
import { rootOf, SavedWorld } from "../support/saved_world.ts";
import { assertNothingInPlain, TOKEN } from "../support/secrets_at_rest.ts";
import { makeWorld, type Outcome, type RunOptions, type World } from "../support/world.ts";

const FIVE_MINUTES = 300_000;
const VALUE = "postgres://value-that-nobody-may-read";

interface Case {
  readonly name: string;
  /** What is there before. */
  readonly given: readonly string[];
  readonly command: string;
  readonly how?: RunOptions;
  /** Statuses of reconciling. */
  readonly reconciled: readonly number[];
  /** Statuses of the same command given again after that. */
  readonly again: readonly number[];
  /** What must be true in the end. */
  readonly then: (world: World) => Promise<void>;
}

const ADD = "source add resend --token-env RESEND_API_KEY";
const KEY = "source generate resend FIRST_KEY -d one";

const CASES: readonly Case[] = [
  {
    name: "the first source add, which makes the personal vault",
    given: [],
    command: ADD,
    reconciled: [0, 4],
    again: [0, 5],
    then: (world) => sourceWorks(world),
  },
  {
    name: "init",
    given: [],
    command: "init",
    reconciled: [4],
    again: [0, 5],
    then: async (world) => assert.equal((await world.json("status")).vault.kind, "project"),
  },
  {
    name: "another token for a source",
    given: [ADD, KEY],
    command: `${ADD} --replace`,
    reconciled: [0],
    again: [0],
    then: (world) => sourceWorks(world),
  },
  {
    name: "source generate",
    given: [ADD, "source generate resend OTHER_KEY"],
    command: "source generate resend FIRST_KEY -d one -e staging",
    reconciled: [0],
    again: [0, 5],
    then: async (world) => assert.deepEqual(await liveSecrets(world), ["FIRST_KEY", "OTHER_KEY"]),
  },
  {
    name: "source delete",
    given: [ADD, KEY, "source generate resend OTHER_KEY"],
    command: "source delete resend FIRST_KEY --yes",
    reconciled: [0],
    again: [0, 1],
    then: async (world) => assert.deepEqual(await liveSecrets(world), ["OTHER_KEY"]),
  },
  {
    name: "source revoke",
    given: [ADD, KEY, "source generate resend OTHER_KEY -e staging"],
    command: "source revoke resend --yes",
    reconciled: [0, 4],
    again: [0, 4],
    then: async (world) => {
      assert.deepEqual((await world.json("source list")).sources, []);
      assert.equal(world.server.keys.length, 2, "the master key and the foreign one are left");
      const items = [...Deno.readDirSync(`${world.home}/keychain/items`)].map(({ name }) => name);
      assert.deepEqual(items.filter((name) => name.startsWith("token-")), []);
    },
  },
  {
    name: "secret set, a new version",
    given: [ADD, KEY, `secret set DATABASE_URL older-value`],
    command: "secret set DATABASE_URL --stdin",
    how: { stdin: VALUE },
    reconciled: [0],
    again: [0],
    then: async (world) => assert.equal((await world.run("secret get DATABASE_URL")).stdout, `${VALUE}\n`),
  },
  {
    name: "secret remove",
    given: [ADD, KEY, `secret set DATABASE_URL ${VALUE}`],
    command: "secret remove DATABASE_URL --yes",
    reconciled: [0],
    again: [0, 1],
    then: async (world) => assert.deepEqual(await liveSecrets(world), ["FIRST_KEY"]),
  },
];

for (const one of CASES) {
  Deno.test(`killed at every step of ${one.name}`, async () => {
    await using world = await makeWorld();
    world.server.account.addKey({ name: "made by hand" });
    for (const command of one.given) assert.equal((await world.run(command)).status, 0, command);
    await using saved = await SavedWorld.of(world);
    const whole = new Life();
    const done = await world.run(one.command, { ...one.how, ...whole.options });
    assert.equal(done.status, 0, done.stderr);
    assert.ok(whole.steps.length > 1);
    for (const [step, { what, on }] of whole.steps.entries()) {
      for (const when of deathsIn(whole.steps[step]!)) {
        saved.restore();
        const point = `${when} step ${step}, ${what} ${on}`;
        await liveOn(world, one, { step, when }).catch((cause) => {
          throw new Error(`killed ${point}: ${cause instanceof Error ? cause.message : cause}`, { cause });
        });
      }
    }
    // `CRED_TEST_COUNT=1` tells how many moments were tried.
    if (Deno.env.get("CRED_TEST_COUNT")) {
      const points = whole.steps.reduce((sum, step) => sum + deathsIn(step).length, 0);
      console.log(`${one.name}: ${whole.steps.length} steps, ${points} deaths`);
    }
  });
}

async function liveOn(world: World, one: Case, death: { step: number; when: When }): Promise<void> {
  const foreign = world.server.keys.filter(({ name }) => !name.includes(" cred-")).map(({ id }) => id);
  const life = new Life(death);
  await world.run(one.command, { ...one.how, ...life.options });
  assert.ok(life.isOver, "it lived");
  assertNothingInPlain(rootOf(world), [VALUE]);

  world.clockAheadMs += FIVE_MINUTES;
  await run(world, "status", [0]);
  await run(world, "log verify --full", [0, 4]);
  const settled = await run(world, "source reconcile resend --json", one.reconciled);
  if (settled.status === 4) assert.match(settled.stderr, /"access\.(no_vault|no_source|no_token)"/);
  else await holds(world);
  await run(world, one.command, one.again, one.how);
  await one.then(world);
  await run(world, "log verify --full", [0]);
  if ((await run(world, "source reconcile resend", [0, 4])).status === 0) await holds(world);
  assertNothingInPlain(rootOf(world), [VALUE]);
  const left = new Set(world.server.keys.map(({ id }) => id));
  assert.ok(foreign.every((id) => left.has(id)), "a foreign key is gone");
}

Deno.test("killed after an outcome was signed: the key is not taken for a stray", async () => {
  await using world = await makeWorld();
  for (const command of [ADD, KEY]) assert.equal((await world.run(command)).status, 0);
  await using saved = await SavedWorld.of(world);
  const whole = new Life();
  await world.run("source generate resend SECOND_KEY", whole.options);
  const appended = whole.steps.findLastIndex(({ what }) => what === "append");
  for (const when of ["before", "half", "after"] as const) {
    for (const next of ["source reconcile resend", "source generate resend THIRD_KEY", "secret set A b"]) {
      saved.restore();
      await world.run("source generate resend SECOND_KEY", new Life({ step: appended, when }).options);
      world.clockAheadMs += FIVE_MINUTES;
      await run(world, next, [0]);
      assert.ok((await liveSecrets(world)).includes("SECOND_KEY"), `killed ${when}, then ${next}`);
      await holds(world);
    }
  }
});

/** The vault and the platform agree, and every live key's value opens and works. */
async function holds(world: World): Promise<void> {
  const { keys } = await world.json("source keys resend");
  const classes = new Set(keys.map((key: { class: string }) => key.class));
  for (const bad of ["stray", "pending", "unmerged", "vanished"]) assert.ok(!classes.has(bad), bad);
  for (const key of keys) {
    if (key.class !== "managed") continue;
    const { stdout } = await run(world, `secret get ${key.secret} -e ${key.environment}`, [0]);
    assert.equal(stdout, `${world.server.account.key(key.remoteId)?.token}\n`);
  }
  assert.deepEqual((await world.json("status")).unsettled, []);
}

async function sourceWorks(world: World): Promise<void> {
  const [source] = (await world.json("source list")).sources;
  assert.equal(source.token, "here");
  await run(world, "source generate resend LAST_KEY", [0]);
}

async function liveSecrets(world: World): Promise<string[]> {
  const { secrets } = await world.json("secret list");
  return secrets.map(({ secret }: { secret: string }) => secret).sort();
}

/** A run that ends in one of the statuses and shows no token but where a value is asked for. */
async function run(
  world: World,
  command: string,
  statuses: readonly number[],
  how?: RunOptions,
): Promise<Outcome> {
  const outcome = await world.run(command, how);
  assert.ok(statuses.includes(outcome.status), `${command}: ${outcome.status}, ${outcome.stderr}`);
  const asked = command.startsWith("secret get");
  assert.doesNotMatch(asked ? outcome.stderr : outcome.stdout + outcome.stderr, TOKEN);
  return outcome;
}
