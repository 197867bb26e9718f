// The law of the tree: RFC 6962, section 2.1. Leaves are hashed with a 0x00 before them, nodes with a 0x01, so none
// can pass for the other. The hashes of leaves are kept, and those of complete subtrees of 16 leaves or more: so the root
// of every size so far costs a few hashes. A tree that begins at a frontier keeps what came after it: smaller sizes have
// no root there.

import type { HashInto, Sha256 } from "./hash.ts";
import type { HashThread } from "./hash_thread.ts";
import { HASH_SIZE, Hashes, NewestHashes, type PackedHashes } from "./hashes.ts";

/** Heights whose hashes are not kept: half of all that there are. */
const BETWEEN = { from: 1, to: 3 };

/** Where a tree can go on: its size, and the hashes of the largest complete subtrees, the smallest first. */
export interface Frontier {
  readonly size: number;
  readonly peaks: readonly Uint8Array[];
}

/** A growing Merkle tree over byte strings. */
export class Tree {
  readonly #sha256: Sha256;
  readonly #leaf: HashInto;
  readonly #node: HashInto;
  /** Level h holds the hashes of the complete subtrees of 2^h leaves, one after another. */
  readonly #levels: (Hashes | NewestHashes)[] = [];
  #size = 0;
  /** What hashes its leaves meanwhile: until it is settled, there is no root. */
  #thread: HashThread | undefined;

  /** With a thread it begins without leaves. */
  constructor(sha256: Sha256, from: Frontier = { size: 0, peaks: [] }, thread?: HashThread) {
    this.#sha256 = sha256;
    this.#thread = thread;
    this.#leaf = sha256.after(0x00);
    this.#node = sha256.after(0x01);
    this.#size = from.size;
    const peaks = from.peaks.values();
    for (let count = from.size; count > 0; count = Math.floor(count / 2)) {
      const isPeak = count % 2 === 1;
      const level = new Hashes(isPeak ? count - 1 : count);
      if (isPeak) level.push(peaks.next().value ?? new Uint8Array());
      this.#levels.push(level);
    }
  }

  /** How many leaves it has. */
  get size(): number {
    return this.#size;
  }

  /** Adds a leaf by its bytes. */
  append(leaf: Uint8Array): void {
    let hash = this.#leaf, of = leaf;
    let count = ++this.#size;
    if (this.#thread !== undefined) return this.#thread.add(leaf);
    for (let height = 0;; height++, count = Math.floor(count / 2)) {
      const level = this.#levels[height] ??= levelAt(height);
      level.add(hash, of);
      if (count % 2 === 1) return;
      hash = this.#node;
      of = level.pairAt(count - 2);
    }
  }

  /** Waits where its thread is too far behind. */
  async keepUp(): Promise<void> {
    await this.#thread?.keepUp();
  }

  /** Waits for what its thread has made. */
  async settle(): Promise<void> {
    for (const packed of await this.#thread?.end() ?? []) {
      this.#levels.push(levelAt(this.#levels.length, packed));
    }
    this.#thread = undefined;
  }

  /** All its hashes, by height; for another thread. Nothing may be done with the tree then. */
  levels(): readonly PackedHashes[] {
    return this.#levels.map(({ packed }) => packed);
  }

  /** The root over the first `size` leaves. */
  root(size: number = this.#size): Uint8Array {
    if (size > this.#size) throw new RangeError(`no root at ${size}, the tree has ${this.#size} leaves`);
    let root: Uint8Array | undefined;
    for (let height = 0, count = size; count > 0; height++, count = Math.floor(count / 2)) {
      if (count % 2 === 0) continue;
      const node = this.#hash(height, count - 1);
      root = root === undefined ? node : this.join(node, root);
    }
    return (root ?? this.#sha256(new Uint8Array())).slice();
  }

  /** Where a tree can go on from here. */
  frontier(): Frontier {
    const peaks: Uint8Array[] = [];
    for (let height = 0, count = this.#size; count > 0; height++, count = Math.floor(count / 2)) {
      if (count % 2 === 1) peaks.push(this.#hash(height, count - 1).slice());
    }
    return { size: this.#size, peaks };
  }

  /** The hash of the `index`-th complete subtree of 2^height leaves: at height 0, of a leaf. */
  subtree(height: number, index: number): Uint8Array {
    if ((index + 1) * 2 ** height > this.#size) {
      throw new RangeError(`no subtree ${index} at height ${height}, the tree has ${this.#size} leaves`);
    }
    return this.#hash(height, index).slice();
  }

  /** The hash of a node over two others. */
  join(left: Uint8Array, right: Uint8Array): Uint8Array {
    const pair = new Uint8Array(2 * HASH_SIZE), hash = new Uint8Array(HASH_SIZE);
    pair.set(left);
    pair.set(right, HASH_SIZE);
    this.#node(pair, hash, 0);
    return hash;
  }

  /** Takes the last leaves away again, down to a smaller size. */
  cut(size: number): void {
    this.#levels.forEach((level, height) => {
      const count = Math.floor(size / 2 ** height);
      level.cut(count, count % 2 === 1 ? this.#hash(height, count - 1) : undefined);
    });
    this.#size = size;
  }

  /** The hash of a complete subtree, which may go when the tree grows. */
  #hash(height: number, index: number): Uint8Array {
    return this.#levels[height]!.at(index) ??
      this.join(this.#hash(height - 1, 2 * index), this.#hash(height - 1, 2 * index + 1));
  }
}

function levelAt(height: number, packed?: PackedHashes): Hashes | NewestHashes {
  const isBetween = height >= BETWEEN.from && height <= BETWEEN.to;
  return isBetween ? new NewestHashes(packed) : new Hashes(0, packed);
}
