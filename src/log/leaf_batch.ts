/** Bytes of a batch. More than any leaf has. */
export const BATCH_BYTES = 1 << 20;

const LENGTH_BYTES = 2;

/** Leaves one after another, each behind its length: what one thread hands to another at once. */
export class LeafBatch {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #used = 0;

  /** Into bytes that are overwritten. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  /** What is in it, for `leavesIn`. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#used);
  }

  /** Copies a leaf of at most 65,535 bytes into it; false where it is full. */
  add(leaf: Uint8Array): boolean {
    const from = this.#used + LENGTH_BYTES;
    if (from + leaf.length > this.#bytes.length) return false;
    this.#bytes[this.#used] = leaf.length >> 8;
    this.#bytes[this.#used + 1] = leaf.length & 0xff;
    this.#bytes.set(leaf, from);
    this.#used = from + leaf.length;
    return true;
  }
}

/** The leaves of a batch: views into it. */
export function* leavesIn(batch: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < batch.length;) {
    const from = at + LENGTH_BYTES;
    at = from + ((batch[at]! << 8) | batch[at + 1]!);
    yield batch.subarray(from, at);
  }
}
