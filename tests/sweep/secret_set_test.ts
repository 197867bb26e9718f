import assert from "node:assert/strict";
import { ADD, KEY, runOk } from "../support/survival.ts";
import { makeWorld } from "../support/world.ts";
import { sweepTest } from "./sweep.ts";

const VALUE = "postgres://value-that-nobody-may-read";

sweepTest(async () => {
  const world = await makeWorld();
  const given = ["init", ADD, KEY, "secret set DATABASE_URL older-value"];
  for (const command of given) await runOk(world, command, [0]);
  const stored = async () => (await world.run("secret get DATABASE_URL")).stdout;
  return {
    world,
    one: {
      name: "secret set",
      given,
      command: "secret set DATABASE_URL --stdin",
      how: { stdin: VALUE },
      reconciled: [0],
      again: [0],
      meanwhile: async () => assert.match(await stored(), new RegExp(`^(older-value|${VALUE})\n$`)),
      then: async () => assert.equal(await stored(), `${VALUE}\n`),
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
});
