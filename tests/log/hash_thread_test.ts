import assert from "node:assert/strict";
import fc from "fast-check";
import { toBase64 } from "../../src/domain/encoding.ts";
import { lightSha256 } from "../../src/log/hash.ts";
import { HashThread } from "../../src/log/hash_thread.ts";
import { headOf, readHistory } from "../../src/log/history.ts";
import type { LogBytes } from "../../src/log/log_bytes.ts";
import { Tree } from "../../src/log/tree.ts";
import { longHistory } from "./long_history.ts";

/** Puts another `Worker` in place of the runtime's while something is done. */
async function withWorker(stand: unknown, work: () => Promise<void>): Promise<void> {
  const real = globalThis.Worker;
  globalThis.Worker = stand as typeof Worker;
  try {
    await work();
  } finally {
    globalThis.Worker = real;
  }
}

Deno.test("a tree that another thread hashes is the tree that one thread makes", async () => {
  const sizes = fc.array(fc.oneof(fc.nat(300), fc.constantFrom(0, 65_535)), { maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.array(fc.nat(300), { maxLength: 20 }), async (before, after) => {
      using thread = await HashThread.begin();
      assert(thread !== undefined);
      const leaf = (length: number, n: number) => new Uint8Array(length).fill(n);
      const far = new Tree(lightSha256, undefined, thread), near = new Tree(lightSha256);
      for (const [n, length] of before.entries()) {
        far.append(leaf(length, n));
        near.append(leaf(length, n));
        await far.keepUp();
      }
      assert.equal(far.size, near.size);
      await far.settle();
      // It is a tree like any other then.
      await far.settle();
      for (const [n, length] of after.entries()) {
        far.append(leaf(length, n));
        near.append(leaf(length, n));
      }
      for (let size = 0; size <= near.size; size++) assert.deepEqual(far.root(size), near.root(size));
      for (const tree of [far, near]) tree.cut(before.length);
      assert.deepEqual(far.frontier(), near.frontier());
    }),
    { numRuns: 12 },
  );
});

Deno.test("a long history is read with another thread, and without one the same", async () => {
  const scribe = await longHistory();
  const bytes = scribe.bytes();
  let begun = 0;
  class Counted extends Worker {
    constructor(...of: ConstructorParameters<typeof Worker>) {
      super(...of);
      begun++;
    }
  }
  const read = async () => {
    const parts: LogBytes = {
      size: bytes.length,
      read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
    };
    const logs = new Map([[scribe.first, parts]]);
    const history = await readHistory({ publicKey: scribe.publicKey, logs }, () => {});
    return headOf(history.logs.get(scribe.first)!);
  };
  const root = scribe.trees.get(scribe.first)!.root();
  await withWorker(Counted, async () => {
    const { size, root: found } = await read();
    assert.deepEqual([size, found], [scribe.trees.get(scribe.first)!.size, toBase64(root)]);
  });
  assert.equal(begun, 1);
  class None {
    constructor() {
      throw new Error("no more threads");
    }
  }
  const withThread = await read();
  await withWorker(None, async () => assert.deepEqual(await read(), withThread));

  // What is wrong is told in the same words, whichever thread hashes.
  const middle = bytes.length >> 1;
  const told: unknown[] = [];
  for (const [at, byte] of [[middle, 0x79], [middle, 0x0a], [bytes.length - 10, 0x41]] as const) {
    const was = bytes[at]!;
    bytes[at] = byte;
    const why = async () => told.push(await read().then(() => "read", ({ message }) => message));
    await why();
    await withWorker(None, async () => void await why());
    bytes[at] = was;
    assert.notEqual(told.at(-1), "read");
    assert.equal(told.at(-1), told.at(-2));
  }
});

Deno.test("a thread that fails is told of, and not waited for", async () => {
  class Failing extends EventTarget {
    onmessage: (message: unknown) => void = () => {};
    onerror: (event: unknown) => void = () => {};
    constructor() {
      super();
      queueMicrotask(() => this.onmessage({ data: "ready" }));
    }
    postMessage() {
      queueMicrotask(() => this.onerror({ message: "out of memory", preventDefault: () => {} }));
    }
    terminate() {}
  }
  await withWorker(Failing, async () => {
    using thread = await HashThread.begin();
    assert(thread !== undefined);
    const tree = new Tree(lightSha256, undefined, thread);
    for (let n = 0; n < 200; n++) tree.append(new Uint8Array(60_000));
    await assert.rejects(tree.keepUp(), { message: "hashing in another thread failed: out of memory" });
    await assert.rejects(tree.settle(), { message: "hashing in another thread failed: out of memory" });
  });
});
