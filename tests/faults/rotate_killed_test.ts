// A rotation is killed before, in and after each of its steps; at that moment what is in use must work, and the same
// command, given again, ends with one new key where it is used, the old one dead, and nothing left over.

import assert from "node:assert/strict";
import { ALL_FAULTS, deathsIn, Life, type Step } from "../support/dying.ts";
import { SavedWorld } from "../support/saved_world.ts";
import { ADD, foreignKeys, holds, KEY, runOk } from "../support/survival.ts";
import { makeWorld, type World } from "../support/world.ts";

const HOUR = 3_600_000;
const ROTATE = "source rotate resend FIRST_KEY --push --grace 0";

/** A rotation, what was there before it, and the command that ends it all. */
interface Case {
  readonly name: string;
  readonly given: readonly string[];
  readonly laterMs: number;
  readonly command: string;
  /** What is given after the command went through; the command itself is given again in any case. */
  readonly after: readonly string[];
}

const CASES: readonly Case[] = [
  { name: "all of a rotation", given: [], laterMs: 0, command: ROTATE, after: [] },
  {
    name: "the end of a rotation",
    given: ["source rotate resend FIRST_KEY --push"],
    laterMs: 25 * HOUR,
    command: "source rotate --finish",
    after: [],
  },
  {
    name: "giving up a rotation",
    given: ["source rotate resend FIRST_KEY", "secret rollback FIRST_KEY"],
    laterMs: 25 * HOUR,
    command: "source rotate resend --abandon --yes",
    after: [ROTATE],
  },
];

for (const one of CASES) {
  for (const again of ["the same command", "a reconciliation, then the same command"]) {
    Deno.test(`killed at every step of ${one.name}; then ${again}`, async () => {
      await using world = await makeWorld();
      world.server.account.addKey({ name: "made by hand" });
      const before = ["init", ADD, KEY, "source generate resend OTHER_KEY", "target add dotenv .env"];
      for (const command of [...before, "push dotenv", ...one.given]) await runOk(world, command, [0]);
      world.clockAheadMs += one.laterMs;
      await using saved = await SavedWorld.of(world);
      const whole = new Life();
      const done = await world.run(one.command, whole.options);
      assert.equal(done.status, 0, done.stderr);
      for (const [step, { what, on }] of whole.steps.entries()) {
        if (!isTried(whole.steps, step)) continue;
        for (const when of deathsIn(whole.steps[step]!)) {
          saved.restore();
          const life = new Life({ step, when });
          await world.run(one.command, life.options);
          assert.ok(life.isOver, "it lived");
          await goOn(world, one, again !== "the same command").catch((cause) => {
            const point = `${when} step ${step}, ${what} ${on}`;
            throw new Error(`killed ${point}: ${cause instanceof Error ? cause.message : cause}`, { cause });
          });
        }
      }
      if (Deno.env.get("CRED_TEST_COUNT")) console.log(`${one.name}: ${whole.steps.length} steps`);
    });
  }
}

/** Requests, appends and the written target always; of files that only this machine sees every third, unless all are. */
function isTried(steps: readonly Step[], step: number): boolean {
  const { what, on } = steps[step]!;
  return ALL_FAULTS || what === "request" || what === "append" || on.includes("/.env") || step % 3 === 0;
}

async function goOn(world: World, one: Case, reconcile: boolean): Promise<void> {
  const foreign = foreignKeys(world);
  await whatIsUsedWorks(world);
  world.clockAheadMs += HOUR / 12;
  await runOk(world, "status", [0]);
  if (reconcile) {
    await runOk(world, "source reconcile resend", [0]);
    await holds(world);
    await whatIsUsedWorks(world);
  }
  for (const command of [one.command, ...one.after]) {
    await runOk(world, command, [0]);
    await whatIsUsedWorks(world);
  }
  await holds(world);
  const ours = world.server.keys.filter(({ name }) => name.includes(" cred-"));
  assert.deepEqual(ours.map(({ name }) => name.split(" ")[0]).sort(), ["FIRST_KE", "OTHER_KE"]);
  const status = await world.json("status");
  assert.deepEqual([status.rotations, status.unnamed, status.targets], [[], [], []]);
  await runOk(world, "log verify --full", [0]);
  const left = new Set(world.server.keys.map(({ id }) => id));
  assert.ok(foreign.every((id) => left.has(id)), "a foreign key is gone");
}

/** No outage: the value that the vault gives, and the one at the target, are of live keys at every moment. */
async function whatIsUsedWorks(world: World): Promise<void> {
  const live = new Set(world.server.keys.map(({ token }) => token));
  const value = (await runOk(world, "secret get FIRST_KEY", [0])).stdout.trimEnd();
  assert.ok(live.has(value), "the secret's value is dead");
  const text = await Deno.readTextFile(`${world.folder}/.env`);
  const sent = /^FIRST_KEY=['"]?(re_\w+)/m.exec(text)?.[1];
  assert.ok(sent !== undefined && live.has(sent), "the value at the target is dead");
}
