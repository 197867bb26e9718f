import assert from "node:assert/strict";
import { ADD, holds, liveSecrets, runOk } from "../support/survival.ts";
import { makeWorld } from "../support/world.ts";
import { sweepTest } from "./sweep.ts";

sweepTest(async () => {
  const world = await makeWorld();
  world.server.account.addKey({ name: "made by hand" });
  const given = ["init", ADD, "source generate resend OTHER_KEY"];
  for (const command of given) await runOk(world, command, [0]);
  return {
    world,
    one: {
      name: "source generate",
      given,
      command: "source generate resend FIRST_KEY",
      reconciled: [0],
      again: [0, 5],
      then: async () => {
        assert.deepEqual(await liveSecrets(world), ["FIRST_KEY", "OTHER_KEY"]);
        await holds(world);
      },
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
});
