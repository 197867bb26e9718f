// The law of the second thread: a third of the time that a long log takes is hashing, and nothing of what is read needs
// a hash before the end. So another thread hashes, and the leaves are never further ahead of it than a few batches.
// Where there can be no other thread, the one that reads hashes as it always did.

import { BATCH_BYTES, LeafBatch } from "./leaf_batch.ts";
import type { PackedHashes } from "./hashes.ts";

/** How many batches may be under way. */
const AHEAD = 4;

/** How long a thread may take to begin, in ms. */
const BEGIN_MS = 5_000;

type Answer = "ready" | Uint8Array<ArrayBuffer> | readonly PackedHashes[];

/** A thread that makes a tree of the leaves that it is given. */
export class HashThread implements Disposable {
  readonly #worker: Worker;
  #batch = new LeafBatch(new Uint8Array(BATCH_BYTES));
  /** Bytes for further batches. */
  readonly #spare: Uint8Array<ArrayBuffer>[] = [];
  #underWay = 0;
  /** The next answer. */
  #answer = Promise.withResolvers<Answer>();

  private constructor() {
    this.#worker = new Worker(new URL("./hash_worker.ts", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }: { readonly data: Answer }) => {
      if (data instanceof Uint8Array) {
        this.#underWay--;
        this.#spare.push(new Uint8Array(data.buffer));
      }
      const { resolve } = this.#answer;
      this.#answer = Promise.withResolvers();
      resolve(data);
    };
    // Whoever asks from now on is told.
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#answer.promise.catch(() => {});
      this.#answer.reject(new Error(`hashing in another thread failed: ${event.message}`));
    };
  }

  /** Begins a thread; undefined where there can be none. */
  static async begin(): Promise<HashThread | undefined> {
    let begun: HashThread | undefined, timer: ReturnType<typeof setTimeout> | undefined;
    try {
      begun = new HashThread();
      const late = new Promise<never>((_, reject) => timer = setTimeout(reject, BEGIN_MS));
      await Promise.race([begun.#answer.promise, late]);
      return begun;
    } catch {
      begun?.[Symbol.dispose]();
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Takes a copy of a leaf. */
  add(leaf: Uint8Array): void {
    if (this.#batch.add(leaf)) return;
    this.#send();
    this.#batch = new LeafBatch(this.#spare.pop() ?? new Uint8Array(BATCH_BYTES));
    this.#batch.add(leaf);
  }

  /** Waits while it is too far behind. */
  async keepUp(): Promise<void> {
    while (this.#underWay > AHEAD) await this.#answer.promise;
  }

  /** The tree of all leaves, which ends the thread. */
  async end(): Promise<readonly PackedHashes[]> {
    this.#send();
    this.#worker.postMessage("end");
    for (;;) {
      const answer = await this.#answer.promise;
      if (typeof answer === "string" || answer instanceof Uint8Array) continue;
      this[Symbol.dispose]();
      return answer;
    }
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }

  #send(): void {
    const { bytes } = this.#batch;
    this.#underWay++;
    this.#worker.postMessage(bytes, [bytes.buffer]);
  }
}
