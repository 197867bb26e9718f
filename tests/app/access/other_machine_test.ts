// What another machine has asked for, and not recorded the answer of yet, is left alone for an hour: it may be working
// on it. After that it is what a crash left.

import assert from "node:assert/strict";
import { ADD } from "../../support/survival.ts";
import { type Clone, makeTeam } from "../../support/team.ts";

const MINUTE = 60_000;

/** A first machine in the middle of making a key, whose intent a second machine has. */
async function making(signal?: AbortSignal) {
  const team = await makeTeam();
  const { first, world } = team;
  await first.json(ADD);
  const second = await team.synced("second");
  const hold = world.server.hold({ method: "POST" }, "after");
  const made = first.run("source generate resend KEY", signal === undefined ? {} : { interrupt: signal });
  await hold.arrived;
  await first.json("sync");
  await second.json("sync");
  const ours = () => world.server.keys.filter(({ name }) => name.includes(" cred-")).length;
  assert.equal(ours(), 1);
  return { team, second, hold, made, ours };
}

async function statusOf(clone: Clone, command: string): Promise<number> {
  return (await clone.run(command)).status;
}

Deno.test("a key that another machine is making is neither deleted nor given up, whatever is tried", async () => {
  const { team, second, hold, made, ours } = await making();
  await using _team = team;
  const [unsettled] = (await second.json("status")).unsettled;
  assert.equal(unsettled.secret, "KEY");
  const { keys } = await second.json("source keys resend");
  assert.equal(keys.filter((key: { class: string }) => key.class === "pending").length, 1);
  assert.equal(await statusOf(second, "source reconcile resend"), 0);
  assert.equal(ours(), 1, "reconcile");
  assert.equal(await statusOf(second, "source generate resend KEY"), 5);
  assert.equal(await statusOf(second, "source revoke resend --yes"), 3);
  assert.equal(ours(), 1, "revoke");
  assert.equal((await second.json("status")).unsettled.length, 1);
  hold.release();
  const { status, stderr } = await made;
  assert.equal(status, 0, stderr);
  await team.first.json("sync");
  await second.json("sync");
  assert.match((await second.run("secret get KEY")).stdout, /^re_\w+\n$/);
  assert.deepEqual((await second.json("status")).unsettled, []);
});

Deno.test("a key whose maker died is a stray to another machine after an hour, and not before", async () => {
  const interrupt = new AbortController();
  const { team, second, hold, made, ours } = await making(interrupt.signal);
  await using _team = team;
  interrupt.abort(new Error("stop"));
  assert.equal((await made).status, 130);
  hold.release();
  team.world.clockAheadMs = 59 * MINUTE;
  await second.run("source reconcile resend");
  assert.equal(ours(), 1);
  team.world.clockAheadMs = 61 * MINUTE;
  assert.equal(await statusOf(second, "source reconcile resend"), 0);
  assert.equal(ours(), 0);
  assert.deepEqual((await second.json("status")).unsettled, []);
});
