// A clock that goes backwards, or jumps ahead and returns, between commands and within them: the order of a log is that
// of its records, nothing is settled too early, and everything can still be read, verified and replayed.

import assert from "node:assert/strict";
import { ADD, holds, liveSecrets, runOk } from "../support/survival.ts";
import { makeWorld } from "../support/world.ts";

const DAY = 86_400_000;

Deno.test("a clock that goes backwards between commands", async () => {
  await using world = await makeWorld();
  for (
    const [aheadMs, command] of [
      [0, ADD],
      [-DAY, "source generate resend A"],
      [DAY, "source generate resend B"],
      [-365 * DAY, "source generate resend C"],
      [-366 * DAY, "secret set D value"],
      [10 * 365 * DAY, "secret set D later"],
      [0, "source delete resend B --yes"],
      [-2 * DAY, "source reconcile resend"],
    ] as const
  ) {
    world.clockAheadMs = aheadMs;
    await runOk(world, command, [0]);
    await runOk(world, "log verify --full", [0]);
    await runOk(world, "status", [0]);
  }
  await holds(world);
  assert.deepEqual(await liveSecrets(world), ["A", "C", "D"]);
  assert.equal((await world.run("secret get D")).stdout, "later\n");
  const positions = (await world.json("log")).entries.map(({ seq }: { seq: number }) => seq);
  assert.deepEqual(
    positions,
    positions.toSorted((a: number, b: number) => b - a),
    "newest first is last first",
  );
  const digest = (await world.run("replay")).stdout;
  world.clockAheadMs = 5 * DAY;
  assert.equal((await world.run("replay")).stdout, digest);
  await runOk(world, "source revoke resend --yes", [0]);
  assert.equal(world.server.keys.length, 1);
});

Deno.test("an intent from the future is not settled before its time, and then it is", async () => {
  await using world = await makeWorld();
  await runOk(world, ADD, [0]);
  world.clockAheadMs = DAY;
  const hold = world.server.hold({ method: "POST" }, "before");
  const interrupt = new AbortController();
  const cut = world.run("source generate resend KEY", { interrupt: interrupt.signal });
  await hold.arrived;
  interrupt.abort(new Error("stop"));
  assert.equal((await cut).status, 130);

  world.clockAheadMs = 0;
  const early = await world.run("source reconcile resend");
  assert.equal(early.status, 3);
  assert.match(early.stdout, /settle it after \d{4}-/);
  assert.equal(
    (await world.run("source revoke resend --yes")).status,
    3,
    "not revoked while it may still arrive",
  );
  hold.release();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await runOk(world, "source reconcile resend", [0]);
  assert.equal(world.server.keys.length, 1, "what arrived late was found at once");
  await runOk(world, "source revoke resend --yes", [0]);
});

Deno.test("a clock that jumps while a key is made", async () => {
  for (const jump of [DAY, -DAY]) {
    await using world = await makeWorld();
    await runOk(world, ADD, [0]);
    const hold = world.server.hold({ method: "POST" }, "after");
    const making = world.run("source generate resend KEY");
    await hold.arrived;
    world.clockAheadMs = jump;
    hold.release();
    const { status, stderr } = await making;
    assert.equal(status, 0, stderr);
    await holds(world);
    await runOk(world, "log verify --full", [0]);
  }
});
