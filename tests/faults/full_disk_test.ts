// The disk is full from the n-th write on, or for one write only; when there is room again, all must be in order. What
// could not be written is told, with status 1; what was made at the platform meanwhile is found again.

import assert from "node:assert/strict";
import { CredError } from "../../src/domain/errors.ts";
import type { Files } from "../../src/system/files.ts";
import { ALL_FAULTS } from "../support/dying.ts";
import { SavedWorld } from "../support/saved_world.ts";
import { CASES, foreignKeys, runOk, surviveIn } from "../support/survival.ts";
import { makeWorld } from "../support/world.ts";

/**
 * A disk that fails from its n-th write on, for `times` writes; of what is appended then, half is there, or all of it
 * where it is the sync that fails.
 */
class FullDisk {
  writes = 0;
  readonly #from: number;
  readonly #times: number;
  readonly #left: "half" | "all";

  constructor(from: number, times: number, left: "half" | "all" = "half") {
    this.#from = from;
    this.#times = times;
    this.#left = left;
  }

  readonly files = (inner: Files): Files => {
    const write = <T>(path: string, work: () => Promise<T>, half?: () => Promise<void>): Promise<T> => {
      const index = this.writes++;
      if (index < this.#from || index >= this.#from + this.#times) return work();
      const failure = new CredError("failed.disk_full", `cannot write "${path}": the disk is full`, [
        "make room, then run it again",
      ]);
      return (half?.() ?? Promise.resolve()).then(() => Promise.reject(failure));
    };
    return {
      ...inner,
      makeFolder: async (path) =>
        await inner.info(path) === undefined ? await write(path, () => inner.makeFolder(path)) : undefined,
      create: (path, bytes) => write(path, () => inner.create(path, bytes)),
      replace: (path, bytes) => write(path, () => inner.replace(path, bytes)),
      append: (path, bytes) =>
        write(
          path,
          () => inner.append(path, bytes),
          () => inner.append(path, this.#left === "all" ? bytes : bytes.subarray(0, bytes.length >> 1)),
        ),
    };
  };
}

const WAYS: readonly (readonly [times: number, left: "half" | "all"])[] = [
  [Infinity, "half"],
  [1, "half"],
  [1, "all"],
];

for (const one of CASES) {
  Deno.test(`the disk is full during ${one.name}`, async () => {
    await using world = await makeWorld();
    world.server.account.addKey({ name: "made by hand" });
    for (const command of one.given) await runOk(world, command, [0]);
    await one.but?.(world);
    await using saved = await SavedWorld.of(world);
    const roomy = new FullDisk(Infinity, 0);
    assert.equal((await world.run(one.command, { ...one.how, files: roomy.files })).status, 0);
    for (let from = 0; from < roomy.writes; from++) {
      for (const [times, left] of ALL_FAULTS ? WAYS : WAYS.slice(0, 1)) {
        saved.restore();
        const foreign = foreignKeys(world);
        const full = new FullDisk(from, times, left);
        const { status, stdout, stderr } = await world.run(one.command, { ...one.how, files: full.files });
        const place = `write ${from}, ${times} times, ${left} of it there: ${stderr}`;
        assert.ok([1, 3].includes(status), place);
        if (status === 1) assert.equal(stdout, "", place);
        if (status === 1) assert.match(stderr, /error: .*the disk is full\n(hint: .*\n)+$/, place);
        await surviveIn(world, one, foreign).catch((cause) => {
          throw new Error(`${place}${cause.message}`, { cause });
        });
      }
    }
  });
}
