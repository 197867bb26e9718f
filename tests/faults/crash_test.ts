// A process is killed before, in and after each of its steps (writes and requests); then others come, and all must be
// as if the command had never been given, or had been carried out, and nothing may be lost, orphaned or readable.

import assert from "node:assert/strict";
import { deathsIn, Life, type When } from "../support/dying.ts";
import { SavedWorld } from "../support/saved_world.ts";
import {
  ADD,
  type Case,
  CASES,
  foreignKeys,
  holds,
  KEY,
  liveSecrets,
  runOk,
  surviveIn,
} from "../support/survival.ts";
import { makeWorld, type World } from "../support/world.ts";

for (const one of CASES) {
  Deno.test(`killed at every step of ${one.name}`, async () => {
    await using world = await makeWorld();
    world.server.account.addKey({ name: "made by hand" });
    for (const command of one.given) await runOk(world, command, [0]);
    await one.but?.(world);
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
    // CRED_TEST_COUNT=1 tells how many moments were tried.
    if (Deno.env.get("CRED_TEST_COUNT")) {
      const points = whole.steps.reduce((sum, step) => sum + deathsIn(step).length, 0);
      console.log(`${one.name}: ${whole.steps.length} steps, ${points} deaths`);
    }
  });
}

async function liveOn(world: World, one: Case, death: { step: number; when: When }): Promise<void> {
  const foreign = foreignKeys(world);
  const life = new Life(death);
  await world.run(one.command, { ...one.how, ...life.options });
  assert.ok(life.isOver, "it lived");
  await surviveIn(world, one, foreign);
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
      world.clockAheadMs += 300_000;
      await runOk(world, next, [0]);
      assert.ok((await liveSecrets(world)).includes("SECOND_KEY"), `killed ${when}, then ${next}`);
      await holds(world);
    }
  }
});
