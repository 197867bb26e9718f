// A vault that was replaced whole by another one, which verifies by itself: told where this machine wrote to the first.

import assert from "node:assert/strict";
import { copyFolder } from "../../support/saved_world.ts";
import { makeWorld } from "../../support/world.ts";

Deno.test("log verify: a vault in the place of the one that this machine remembers there", async () => {
  await using world = await makeWorld();
  const strange = { cwd: `${world.folder}/strange`, env: { CRED_HOME: `${world.home}-strange` } };
  await Deno.mkdir(strange.cwd);
  await world.json("init");
  await world.json("secret set NAME value");
  const was = (await world.json("status")).vault.id;
  const { id } = await world.json("init", strange);
  const key = (await world.json("log checkpoint", strange)).checkpoints[0].verifierKey;

  await Deno.rename(`${world.folder}/.cred`, `${world.folder}/kept`);
  copyFolder(`${strange.cwd}/.cred`, `${world.folder}/.cred`);
  const { status, stdout, stderr } = await world.run("log verify --json");
  assert.deepEqual([status, stdout], [6, ""]);
  const { error } = JSON.parse(stderr);
  assert.equal(error.code, "integrity.other_signer");
  assert.match(error.message, new RegExp(`is vault ${id}, and this machine remembers vault ${was} there$`));
  // Who put it there says so, and a machine that remembers nothing has nothing to compare with.
  assert.equal((await world.run(["log", "verify", "--signer", key])).status, 0);
  assert.equal((await world.run("log verify", { env: { CRED_HOME: `${world.home}-fresh` } })).status, 0);

  await Deno.remove(`${world.folder}/.cred`, { recursive: true });
  await Deno.rename(`${world.folder}/kept`, `${world.folder}/.cred`);
  assert.equal((await world.run("log verify")).status, 0);
});

Deno.test("log verify: a vault that was made anew in the place of another one, or moved, is what it is", async () => {
  await using world = await makeWorld();
  await world.json("init");
  await Deno.rename(`${world.folder}/.cred`, `${world.folder}/kept`);
  await world.json("init");
  for (const command of ["log verify", "status"]) {
    assert.deepEqual((await world.run(command)).stderr, "", command);
  }
  await Deno.mkdir(`${world.folder}/other`);
  await Deno.rename(`${world.folder}/kept`, `${world.folder}/other/.cred`);
  const moved = { cwd: `${world.folder}/other` };
  for (const command of ["log verify", "status"]) {
    assert.deepEqual((await world.run(command, moved)).stderr, "", command);
  }
});
