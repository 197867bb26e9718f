// The law of the tree: RFC 6962, section 2.1. Leaves are hashed with a 0x00 before them, nodes with a 0x01, so none
// can pass for the other. All complete subtrees are kept, so the root of every size so far costs a few hashes. A tree
// that begins at a frontier keeps what came after it: smaller sizes have no root there.

import type { HashInto, Sha256 } from "./hash.ts";

const HASH_SIZE = 32;

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
  readonly #levels: Hashes[] = [];
  #size = 0;

  constructor(sha256: Sha256, from: Frontier = { size: 0, peaks: [] }) {
    this.#sha256 = sha256;
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
    for (let height = 0;; height++, count = Math.floor(count / 2)) {
      const level = this.#levels[height] ??= new Hashes();
      level.add(hash, of);
      if (count % 2 === 1) return;
      hash = this.#node;
      of = level.pairAt(count - 2);
    }
  }

  /** The root over the first `size` leaves. */
  root(size: number = this.#size): Uint8Array {
    if (size > this.#size) throw new RangeError(`no root at ${size}, the tree has ${this.#size} leaves`);
    let root: Uint8Array | undefined;
    for (let height = 0, count = size; count > 0; height++, count = Math.floor(count / 2)) {
      if (count % 2 === 0) continue;
      const node = this.#levels[height]!.at(count - 1);
      root = root === undefined ? node : this.join(node, root);
    }
    return (root ?? this.#sha256(new Uint8Array())).slice();
  }

  /** Where a tree can go on from the first `size` leaves. */
  frontier(size: number = this.#size): Frontier {
    if (size > this.#size) throw new RangeError(`no root at ${size}, the tree has ${this.#size} leaves`);
    const peaks: Uint8Array[] = [];
    for (let height = 0, count = size; count > 0; height++, count = Math.floor(count / 2)) {
      if (count % 2 === 1) peaks.push(this.#levels[height]!.at(count - 1).slice());
    }
    return { size, peaks };
  }

  /** The hash of the `index`-th complete subtree of 2^height leaves: at height 0, of a leaf. */
  subtree(height: number, index: number): Uint8Array {
    if ((index + 1) * 2 ** height > this.#size) {
      throw new RangeError(`no subtree ${index} at height ${height}, the tree has ${this.#size} leaves`);
    }
    return this.#levels[height]!.at(index).slice();
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
    this.#levels.forEach((level, height) => level.cut(Math.floor(size / 2 ** height)));
    this.#size = size;
  }
}

/** How many hashes lie together. Even, so that a pair does. */
const BLOCK = 4_096;

/** Hashes packed into byte strings: a million of them are no million objects, and those that are there don't move. */
class Hashes {
  /** How many came before those that are kept. */
  readonly #skipped: number;
  readonly #blocks: Uint8Array[] = [];
  #count = 0;

  constructor(skipped = 0) {
    this.#skipped = skipped;
  }

  push(hash: Uint8Array): void {
    if (hash.length !== HASH_SIZE) throw new RangeError(`a hash of ${hash.length} bytes`);
    this.add((hash, to, at) => to.set(hash, at), hash);
  }

  /** Makes a hash at its place. */
  add(hash: HashInto, of: Uint8Array): void {
    const block = Math.floor(this.#count / BLOCK), offset = (this.#count % BLOCK) * HASH_SIZE;
    if (offset === (this.#blocks[block]?.length ?? 0)) this.#blocks[block] = this.#grown(block);
    hash(of, this.#blocks[block]!, offset);
    this.#count++;
  }

  cut(count: number): void {
    this.#count = this.#index(count);
  }

  at(index: number): Uint8Array {
    return this.#hashes(this.#index(index), 1);
  }

  /** A hash and the one after it; the first has an even index. */
  pairAt(index: number): Uint8Array {
    return this.#hashes(this.#index(index), 2);
  }

  #hashes(at: number, count: number): Uint8Array {
    const offset = (at % BLOCK) * HASH_SIZE;
    return this.#blocks[Math.floor(at / BLOCK)]!.subarray(offset, offset + count * HASH_SIZE);
  }

  /** A block with more room: the first one begins small, since most trees are. */
  #grown(block: number): Uint8Array {
    const old = this.#blocks[block];
    const count = block > 0 ? BLOCK : old === undefined ? 16 : old.length / HASH_SIZE * 2;
    const grown = new Uint8Array(count * HASH_SIZE);
    if (old !== undefined) grown.set(old);
    return grown;
  }

  #index(index: number): number {
    if (index < this.#skipped) throw new RangeError("the tree began behind that hash");
    return index - this.#skipped;
  }
}
