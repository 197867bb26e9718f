// A vault that was replaced whole by another one, which verifies by itself: told where this machine wrote to the first.

import assert from "node:assert/strict";
import { copyFolder } from "../../support/saved_world.ts";
import { makeWorld, type World } from "../../support/world.ts";

const OFFLINE = { fetch: () => Promise.reject(new Error("the network was asked")) };

/** A project whose vault was swapped for a stranger's; the ids of both, and the key of the new one's first signer. */
async function swapped(
  world: World,
): Promise<{ was: string; id: string; key: string; restore: () => Promise<void> }> {
  const strange = { cwd: `${world.folder}/strange`, env: { CRED_HOME: `${world.home}-strange` } };
  await Deno.mkdir(strange.cwd);
  await world.json("init");
  await world.json("secret set NAME value");
  const was = (await world.json("status")).vault.id;
  const { id } = await world.json("init", strange);
  const key = (await world.json("log checkpoint", strange)).checkpoints[0].verifierKey;
  await Deno.rename(`${world.folder}/.cred`, `${world.folder}/kept`);
  copyFolder(`${strange.cwd}/.cred`, `${world.folder}/.cred`);
  const restore = async () => {
    await Deno.remove(`${world.folder}/.cred`, { recursive: true });
    await Deno.rename(`${world.folder}/kept`, `${world.folder}/.cred`);
  };
  return { was, id, key, restore };
}

Deno.test("log verify: a vault in the place of the one that this machine remembers there", async () => {
  await using world = await makeWorld();
  const { was, id, key, restore } = await swapped(world);
  const { status, stdout, stderr } = await world.run("log verify --json");
  assert.deepEqual([status, stdout], [6, ""]);
  const { error } = JSON.parse(stderr);
  assert.equal(error.code, "integrity.other_signer");
  assert.match(error.message, new RegExp(`is vault ${id}, and this machine remembers vault ${was} there$`));
  // Who put it there says so, and a machine that remembers nothing has nothing to compare with.
  assert.equal((await world.run(["log", "verify", "--signer", key])).status, 0);
  assert.equal((await world.run("log verify", { env: { CRED_HOME: `${world.home}-fresh` } })).status, 0);
  await restore();
  assert.equal((await world.run("log verify")).status, 0);
});

Deno.test("status and doctor tell of it too, and whoever is let in nowhere is told why", async () => {
  await using world = await makeWorld();
  const { was, id, restore } = await swapped(world);
  const line = `replaced this machine remembers vault ${was.slice(0, 8)} here: cred doctor`;
  // From the logs, and from what was kept of them.
  for (let time = 0; time < 2; time++) {
    const { status, stdout } = await world.run("status", OFFLINE);
    assert.deepEqual([status, stdout.split("\n")[1]], [0, line]);
  }
  const seen = (await world.json("status", OFFLINE)).vault;
  assert.deepEqual([seen.id, seen.remembered], [id, was]);
  const { checks } = JSON.parse((await world.run("doctor --offline --json")).stdout);
  const vault = checks.filter(({ check }: { check: string }) => check === "vault");
  assert.deepEqual(vault.map(({ result }: { result: string }) => result), ["warning"]);
  const both = ` is vault ${id}, and this machine remembers vault ${was} there`;
  assert.ok(vault[0].says.endsWith(both), vault[0].says);
  assert.match(vault[0].mend[0], /^if you did not replace it: /);
  const set = await world.run("secret set NAME value");
  assert.equal(set.status, 4);
  assert.match(
    set.stderr,
    /^error: this machine has no access to this vault.*\nhint: it remembers another vault in this folder: cred log verify$/m,
  );

  await restore();
  const { stdout, stderr } = await world.run("status", OFFLINE);
  assert.deepEqual([stdout.split("\n")[1], stderr], ["secrets  default: 1", ""]);
  assert.equal((await world.json("status", OFFLINE)).vault.remembered, undefined);
});

Deno.test("log verify: a vault that was made anew in the place of another one, or moved, is what it is", async () => {
  await using world = await makeWorld();
  await world.json("init");
  await Deno.rename(`${world.folder}/.cred`, `${world.folder}/kept`);
  await world.json("init");
  const isCalm = async (options = {}) => {
    for (const command of ["log verify", "status", "status"]) {
      const { stdout, stderr } = await world.run(command, options);
      assert.deepEqual([stderr, /remembers/.test(stdout)], ["", false], command);
    }
  };
  await isCalm();
  await Deno.mkdir(`${world.folder}/other`);
  await Deno.rename(`${world.folder}/kept`, `${world.folder}/other/.cred`);
  await isCalm({ cwd: `${world.folder}/other` });
});
