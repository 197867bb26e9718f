import assert from "node:assert/strict";
import { startGithub } from "../servers/github.ts";
import { ADD, KEY, runOk } from "../support/survival.ts";
import { makeWorld } from "../support/world.ts";
import { sweepTest } from "./sweep.ts";

const VALUE = "postgres://value-that-nobody-may-read";

sweepTest(async () => {
  const world = await makeWorld(), github = await startGithub();
  const env = { GITHUB_API_URL: github.url, GITHUB_TOKEN: github.token };
  const given = ["init", ADD, KEY, `secret set DATABASE_URL ${VALUE}`, "target add github acme/app"];
  for (const command of given) await runOk(world, command, [0], { env });
  const { actions } = github.repository.stores;
  return {
    world,
    one: {
      name: "push",
      given,
      command: "push github",
      how: { env },
      reconciled: [0],
      again: [0],
      server: github,
      reset: () => {
        github.behave();
        actions.secrets.clear();
      },
      then: async () => {
        const key = (await world.run("secret get FIRST_KEY")).stdout.trimEnd();
        assert.deepEqual(Object.fromEntries(actions.texts()), { DATABASE_URL: VALUE, FIRST_KEY: key });
        assert.deepEqual((await world.json("status")).targets, []);
      },
    },
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
});
