import type { HashInto } from "./hash.ts";

/** Bytes of a SHA-256. */
export const HASH_SIZE = 32;

/** How many hashes lie together. Even, so that a pair does. */
const BLOCK = 4_096;

/** Hashes as another thread is given them: so many, in blocks. */
export interface PackedHashes {
  readonly count: number;
  readonly blocks: readonly Uint8Array<ArrayBuffer>[];
}

/** Hashes packed into byte strings: a million of them are no million objects, and those that are there don't move. */
export class Hashes {
  /** How many came before those that are kept. */
  readonly #skipped: number;
  readonly #blocks: Uint8Array<ArrayBuffer>[];
  #count: number;

  constructor(skipped = 0, { count, blocks }: PackedHashes = { count: 0, blocks: [] }) {
    this.#skipped = skipped;
    this.#count = count;
    this.#blocks = [...blocks];
  }

  /** All of them; nothing may be done here then. */
  get packed(): PackedHashes {
    return { count: this.#count, blocks: this.#blocks };
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

  cut(count: number, _last?: Uint8Array): void {
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
  #grown(block: number): Uint8Array<ArrayBuffer> {
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

/** The newest hashes of a height, two at most: the others can be made again of those below. */
export class NewestHashes {
  readonly #pair: Uint8Array<ArrayBuffer>;
  /** Which of them are at hand: from the one up to the other. */
  #from: number;
  #count: number;

  constructor({ count, blocks: [pair] }: PackedHashes = { count: 0, blocks: [] }) {
    this.#pair = pair ?? new Uint8Array(2 * HASH_SIZE);
    this.#count = count;
    this.#from = count - (count % 2);
  }

  /** All of them; nothing may be done here then. */
  get packed(): PackedHashes {
    return { count: this.#count, blocks: [this.#pair] };
  }

  /** Makes a hash at its place. */
  add(hash: HashInto, of: Uint8Array): void {
    if (this.#count % 2 === 0) this.#from = this.#count;
    hash(of, this.#pair, (this.#count % 2) * HASH_SIZE);
    this.#count++;
  }

  /** `last`: the last one that is left, where it has none beside it. */
  cut(count: number, last: Uint8Array | undefined): void {
    if (last !== undefined) this.#pair.set(last);
    this.#count = count;
    this.#from = count - (count % 2);
  }

  /** A hash that is at hand. */
  at(index: number): Uint8Array | undefined {
    if (index < this.#from || index >= this.#count) return undefined;
    const offset = (index % 2) * HASH_SIZE;
    return this.#pair.subarray(offset, offset + HASH_SIZE);
  }

  /** The newest two, when there is a second. */
  pairAt(_index: number): Uint8Array {
    return this.#pair;
  }
}
