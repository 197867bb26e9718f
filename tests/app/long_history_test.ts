import assert from "node:assert/strict";
import type { App } from "../../src/app/app.ts";
import { tellOfLong } from "../../src/app/load_vault.ts";

/** What is told of logs of so many MiB. */
function told(sizes: readonly number[], weight?: number): readonly string[] {
  const said: string[] = [];
  const app = { report: { now: (text: string) => void said.push(text) } } as unknown as App;
  const read = () => Promise.reject(new Error("nothing is read for it"));
  const logs = new Map(sizes.map((mib, i) => [`log${i}`, { size: mib << 20, read }]));
  tellOfLong(app, { publicKey: new Uint8Array(32), logs }, "reading the history", weight);
  return said;
}

Deno.test("a long history: that it is read is told where that takes half a second, all its logs together", () => {
  assert.deepEqual(told([1]), []);
  assert.deepEqual(told([16]), []);
  assert.deepEqual(told([17]), ["reading the history"]);
  assert.deepEqual(told([9, 9]), ["reading the history"]);
  assert.deepEqual(told([2], 16), ["reading the history"]);
});
