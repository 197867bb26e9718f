// Whatever is done in whatever order, and wherever it is cut off: the secret's value is always that of a key that lives
// and was tested before it got the name, and in the end one key is left.

import assert from "node:assert/strict";
import fc from "fast-check";
import { ALL_FAULTS, Life } from "../support/dying.ts";
import { SavedWorld } from "../support/saved_world.ts";
import { ADD, KEY, runOk } from "../support/survival.ts";
import { makeWorld, type World } from "../support/world.ts";

const MINUTE = 60_000;
const COMMANDS = [
  "source rotate resend FIRST_KEY --grace 0",
  "source rotate resend FIRST_KEY --grace 1h --push",
  "source rotate resend --all --push --grace 30m",
  "source rotate --finish",
  "source rotate --finish --push",
  "source rotate resend --finish --force --yes",
  "source rotate resend --abandon --yes",
  "source reconcile resend",
  "secret rollback FIRST_KEY",
  "push dotenv FIRST_KEY",
] as const;

/** One thing that is done: a command, where it dies if it does, what goes wrong at the platform, and how long after. */
const move = fc.record({
  command: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...COMMANDS.slice(0, 3)) },
    fc.constantFrom(...COMMANDS),
  ),
  death: fc.option(
    fc.record({ step: fc.nat(40), when: fc.constantFrom("before" as const, "after" as const) }),
  ),
  fault: fc.option(fc.constantFrom("POST", "GET", "DELETE"), { freq: 3 }),
  minutes: fc.constantFrom(0, 5, 40, 25 * 60),
});

Deno.test("no sequence of rotations, ends and crashes leaves a secret without a living, tested key", async () => {
  await using world = await makeWorld();
  for (const command of ["init", ADD, KEY, "target add dotenv .env", "push dotenv"]) {
    await runOk(world, command, [0]);
  }
  world.setHaste(50);
  await using saved = await SavedWorld.of(world);
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 2, maxLength: 10 }), async (moves) => {
      saved.restore();
      for (const { command, death, fault, minutes } of moves) {
        if (fault !== null) world.server.misbehave({ method: fault }, { what: "drop", work: true });
        const life = new Life(death ?? undefined);
        const { status, stderr } = await world.run(command, life.options);
        assert.ok(life.isOver || [0, 1, 3, 5].includes(status), `${command}: ${status}, ${stderr}`);
        world.server.behave();
        await isSafe(world);
        world.clockAheadMs += minutes * MINUTE;
      }
      world.clockAheadMs += 10 * MINUTE;
      for (const command of ["source reconcile resend", "source rotate resend --abandon --yes"]) {
        await runOk(world, command, [0]);
      }
      await runOk(world, "push dotenv", [0]);
      await runOk(world, "source rotate resend --finish --force --yes", [0]);
      await isSafe(world);
      const ours = world.server.keys.filter(({ name }) => name.includes(" cred-"));
      assert.equal(ours.length, 1, "one key is left");
      const { rotations, unnamed } = await world.json("status");
      assert.deepEqual([rotations, unnamed], [[], []]);
    }),
    { numRuns: ALL_FAULTS ? 80 : 8, endOnFailure: true },
  );
});

async function isSafe(world: World): Promise<void> {
  const value = (await runOk(world, "secret get FIRST_KEY", [0])).stdout.trimEnd();
  const live = world.server.keys.filter(({ token }) => token === value);
  assert.equal(live.length, 1, "the secret's value is of no living key");
  const document = await world.json("replay");
  const keys: Record<string, { switchedAt?: string; testedAt?: string; status: string }> = document.keys;
  const named = document.secrets["default/FIRST_KEY"].versions.at(-1);
  assert.equal(keys[named]!.status, "live");
  for (const key of Object.values(keys)) {
    assert.ok(key.switchedAt === undefined || key.testedAt! <= key.switchedAt, "it was not tested");
  }
}
