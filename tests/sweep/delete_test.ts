import assert from "node:assert/strict";
import { ADD, holds, KEY, liveSecrets, runOk } from "../support/survival.ts";
import { makeWorld } from "../support/world.ts";
import { sweepTest } from "./sweep.ts";

sweepTest(async () => {
  const world = await makeWorld();
  world.server.account.addKey({ name: "made by hand" });
  const given = ["init", ADD, KEY, "source generate resend OTHER_KEY"];
  for (const command of given) await runOk(world, command, [0]);
  return {
    world,
    one: {
      name: "source delete",
      given,
      command: "source delete resend FIRST_KEY --yes",
      reconciled: [0],
      again: [0, 1],
      then: async () => {
        assert.deepEqual(await liveSecrets(world), ["OTHER_KEY"]);
        assert.equal(world.server.keys.length, 3, "the master key, the foreign one and the other one");
        await holds(world);
      },
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
});
