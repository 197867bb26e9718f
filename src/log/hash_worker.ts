// The thread behind hash_thread.ts: takes batches of leaves, gives each one's bytes back when they are hashed, and at the
// end the tree. Loaded as a Worker, by nobody else.

import { sha256For } from "./hash.ts";
import { leavesIn } from "./leaf_batch.ts";
import { Tree } from "./tree.ts";

const thread = globalThis as unknown as {
  onmessage: (message: { readonly data: Uint8Array<ArrayBuffer> | "end" }) => void;
  postMessage: (message: unknown, transfer: ArrayBuffer[]) => void;
};

const tree = new Tree(await sha256For(Infinity));
thread.onmessage = ({ data: batch }) => {
  if (batch === "end") {
    const levels = tree.levels();
    return thread.postMessage(levels, levels.flatMap(({ blocks }) => blocks.map(({ buffer }) => buffer)));
  }
  for (const leaf of leavesIn(batch)) tree.append(leaf);
  thread.postMessage(batch, [batch.buffer]);
};
thread.postMessage("ready", []);
