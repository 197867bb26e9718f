// A log cut at every byte of its last three records, then appended to; and every bit of a short log flipped. Whatever
// the machine remembers, the vault verifies afterwards, and nothing that was whole is lost or there twice.

import assert from "node:assert/strict";
import type { Heads } from "../../src/log/heads.ts";
import { secret } from "../log/scribe.ts";
import { PATHS, WriterWorld } from "../log/writer_world.ts";
import { rootOf, SavedWorld } from "../support/saved_world.ts";
import { runOk } from "../support/survival.ts";
import { makeWorld } from "../support/world.ts";

const THREE = ["A", "B", "C"];
const NEWLINE = 0x0a;

/** A log of five records, the last three of which one command or three wrote, and what the machine remembers. */
async function written(commands: 1 | 3) {
  const world = await WriterWorld.make();
  const events = THREE.map((name, n) => secret(10 + n, name));
  for (const batch of commands === 1 ? [events] : events.map((event) => [event])) {
    assert.equal((await world.run([batch])).error, undefined);
  }
  const bytes = (await world.files.read(world.path()))!, heads = await world.heads();
  const ends = [...bytes.keys()].filter((at) => bytes[at] === NEWLINE).map((at) => at + 1);
  assert.equal(ends.length, 5);
  return { world, bytes, heads, ends };
}

/** Puts the log back, cut, with what the machine remembers; no other file is left. */
async function cut(world: WriterWorld, bytes: Uint8Array, heads: Heads | undefined): Promise<void> {
  const { files } = world;
  files.begin();
  for (const path of files.paths()) await files.remove(path);
  await files.create(world.path(), bytes);
  if (heads !== undefined) await world.remember(heads);
}

/** How many records are whole; one that lacks only its newline is. */
function wholeBelow(ends: readonly number[], size: number): number {
  return ends.filter((end) => end <= size + 1).length;
}

const NEXT = [[secret(20, "NEXT")]];

Deno.test("cut anywhere in what one command wrote: the next one finishes it", async () => {
  const { world, bytes, heads, ends } = await written(1);
  for (let size = ends[1]!; size < bytes.length; size++) {
    await cut(world, bytes.subarray(0, size), heads);
    assert.equal((await world.run(NEXT)).error, undefined, `cut at ${size}`);
    assert.deepEqual(await world.recorded(), ["SECRET_1", ...THREE, "NEXT"], `cut at ${size}`);
    assert.equal((await world.files.list(PATHS.logFolder))!.length, 1);
  }
});

Deno.test("cut anywhere in what three commands wrote: the last is finished, what is behind is refused", async () => {
  const { world, bytes, heads, ends } = await written(3);
  for (let size = ends[1]!; size < bytes.length; size++) {
    await cut(world, bytes.subarray(0, size), heads);
    const whole = wholeBelow(ends, size);
    const { error } = await world.run(NEXT);
    if (whole >= 4) {
      assert.equal(error, undefined, `cut at ${size}`);
      assert.deepEqual(await world.recorded(), ["SECRET_1", ...THREE, "NEXT"], `cut at ${size}`);
      continue;
    }
    assert.equal(error?.code, "integrity.behind", `cut at ${size}`);
    const kept = THREE.slice(0, whole - 2);
    assert.deepEqual(await world.recorded(), ["SECRET_1", ...kept], `cut at ${size}`);
    assert.equal((await world.run(NEXT, [], { acceptBehind: true })).error, undefined, `cut at ${size}`);
    assert.deepEqual(await world.recorded(), ["SECRET_1", ...kept, "NEXT"], `cut at ${size}`);
  }
});

Deno.test("cut anywhere, on a machine that remembers nothing: a further log, and all that was whole", async () => {
  const { world, bytes, ends } = await written(1);
  for (let size = ends[1]!; size < bytes.length; size++) {
    await cut(world, bytes.subarray(0, size), undefined);
    assert.equal((await world.run(NEXT)).error, undefined, `cut at ${size}`);
    const kept = THREE.slice(0, wholeBelow(ends, size) - 2);
    assert.deepEqual(await world.recorded(), ["SECRET_1", ...kept, "NEXT"], `cut at ${size}`);
    assert.equal((await world.files.list(PATHS.logFolder))!.length, 2);
  }
});

Deno.test("any bit of a short log flipped: log verify --full finds it, with and without a memory", async () => {
  await using world = await makeWorld();
  await runOk(world, "init", [0]);
  const folder = `${world.folder}/.cred/log`;
  const path = `${folder}/${[...Deno.readDirSync(folder)][0]!.name}`;
  const bytes = Deno.readFileSync(path);
  await using saved = await SavedWorld.of(world);
  saved.restore();
  const last = bytes.lastIndexOf(NEWLINE, bytes.length - 2) + 1;
  const nowhere = { CRED_HOME: `${rootOf(world)}/nowhere` };
  let tails = 0;
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const at = bit >> 3;
    const changed = bytes.slice();
    changed[at]! ^= 1 << (bit & 7);
    Deno.writeFileSync(path, changed);
    for (const env of [{}, nowhere]) {
      const { status, stdout, stderr } = await world.run("log verify --full", { env });
      if (status === 6) continue;
      // A last record that is no line any more is a torn tail: told as that, and never counted.
      tails++;
      const title = `bit ${bit & 7} of byte ${at}: ${status}, ${stdout}${stderr}`;
      assert.ok(at >= last && status === 0, title);
      assert.match(stdout + stderr, /torn|cut off|lacks|interrupted/, title);
    }
  }
  assert.ok(tails > 0 && tails < 40, `${tails} tails`);
});
