import assert from "node:assert/strict";
import { parseVerifierKey } from "../../src/log/note.ts";
import { makeVector, MAKINGS, type Vector, VECTORS } from "./make_vectors.ts";
import { readingOf } from "./scribe.ts";

const INDEX: { readonly signer: string; readonly vectors: Readonly<Record<string, Vector>> } = JSON.parse(
  await Deno.readTextFile(new URL("index.json", VECTORS)),
);

for (const [name, { expected, records, full }] of Object.entries(INDEX.vectors)) {
  Deno.test(`vector ${name}: ${expected ?? "is read"}`, async () => {
    const logs = new Map<string, Uint8Array<ArrayBuffer>>();
    for await (const file of Deno.readDir(new URL(`${name}/log/`, VECTORS))) {
      const bytes = await Deno.readFile(new URL(`${name}/log/${file.name}`, VECTORS));
      logs.set(file.name.replace(".jsonl", ""), bytes);
    }
    const { publicKey } = parseVerifierKey(INDEX.signer)!;
    for (const everySignature of [false, true]) {
      const { code, message, order } = await readingOf({ publicKey, logs }, { everySignature });
      const isFound = expected !== null && (everySignature || full !== true);
      assert.equal(code, isFound ? expected : undefined, message);
      if (records !== undefined) assert.equal(order.length, records);
    }
  });
}

Deno.test("the vectors are still made as they were", async () => {
  assert.deepEqual(Object.keys(MAKINGS), Object.keys(INDEX.vectors));
  for (const name of Object.keys(MAKINGS)) {
    for (const [log, content] of (await makeVector(name)).logs) {
      const bytes = await Deno.readFile(new URL(`${name}/log/${log}.jsonl`, VECTORS));
      assert.deepEqual(
        typeof content === "string" ? new TextEncoder().encode(content) : content,
        bytes,
        name,
      );
    }
  }
});
