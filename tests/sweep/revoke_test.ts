import assert from "node:assert/strict";
import { ADD, KEY, runOk } from "../support/survival.ts";
import { makeWorld } from "../support/world.ts";
import { sweepTest } from "./sweep.ts";

sweepTest(async () => {
  const world = await makeWorld();
  world.server.account.addKey({ name: "made by hand" });
  const given = ["init", ADD, KEY, "source generate resend OTHER_KEY -e staging"];
  for (const command of given) await runOk(world, command, [0]);
  return {
    world,
    one: {
      name: "source revoke",
      given,
      command: "source revoke resend --yes",
      reconciled: [0, 4],
      again: [0, 4],
      then: async () => {
        assert.deepEqual((await world.json("source list")).sources, []);
        assert.equal(world.server.keys.length, 2, "the master key and the foreign one are left");
        const items = [...Deno.readDirSync(`${world.home}/keychain/items`)].map(({ name }) => name);
        assert.deepEqual(items.filter((name) => name.startsWith("token-")), []);
      },
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
});
