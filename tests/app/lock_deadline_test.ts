// A vault that another process holds: waited for 10 s, then 5, naming the holder. Time passes a hundred times as fast.

import assert from "node:assert/strict";
import { denoFiles } from "../../src/system/deno/files.ts";
import type { Files } from "../../src/system/files.ts";
import { untilClosed } from "../support/late_locks.ts";
import { ADD, runOk } from "../support/survival.ts";
import { makeWorld } from "../support/world.ts";

Deno.test("a held vault is waited for 10 s, a held source 60 s; then 5, with the holder's name", async () => {
  await using world = await makeWorld();
  for (const command of ["init", ADD, "secret set A b"]) await runOk(world, command, [0]);
  const [vault] = [...Deno.readDirSync(`${world.home}/vaults`)];
  const table: readonly (readonly [file: string, command: string, waitMs: number])[] = [
    ["lock", "secret set A c", 10_000],
    ["lock", "secret remove A --yes", 10_000],
    ["source-resend.lock", "source generate resend KEY", 60_000],
  ];
  for (const [file, command, waitMs] of table) {
    const path = `${world.home}/vaults/${vault!.name}/${file}`;
    const held = await denoFiles().lock(path, "process 4711", 1_000);
    const waits: number[] = [];
    const files = (inner: Files): Files => ({
      ...inner,
      lock: (where, holder, ms) => {
        if (where !== path) return inner.lock(where, holder, ms);
        waits.push(ms);
        return inner.lock(where, holder, ms / 100);
      },
    });
    const { status, stdout, stderr } = await world.run(`${command} --json`, { files });
    assert.equal(status, 5, stderr);
    assert.equal(stdout, "");
    const { code, message } = JSON.parse(stderr.split("\n").find((line) => line.startsWith("{"))!).error;
    assert.equal(code, "conflict.locked");
    assert.equal(message, `"${path}" is held by process 4711`);
    assert.deepEqual(waits, [waitMs], command);
    held.release();
    await untilClosed(path);
    (await denoFiles().lock(path, "after", 5_000)).release();
  }
  await runOk(world, "secret set A c", [0]);
  assert.equal(world.server.requests.filter(({ method }) => method === "POST").length, 0);
});
