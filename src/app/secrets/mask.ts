// The law of masking: every byte that belongs to any occurrence of a pattern is masked, overlapping ones as one. Output
// is held back only from where a pattern may still begin that the bytes so far don't rule out. All patterns are looked
// for at once (Aho and Corasick's automaton), so that the time doesn't grow with their number.

import { concatBytes } from "../../domain/encoding.ts";
import type { ByteFilter } from "../../system/processes.ts";

const MASK = new TextEncoder().encode("[secret]");
const NONE = -1;
const ROOT = 0;

/** Patterns made ready to be looked for, by any number of filters. */
export class Masks {
  /** By node of the trie: first child, next sibling, the byte that leads there, depth. */
  readonly #child: Int32Array;
  readonly #sibling: Int32Array;
  readonly #byte: Uint8Array;
  readonly #depth: Int32Array;
  /** The depth from which it can still grow: its own, or that of a suffix. */
  readonly #pending: Int32Array;
  /** The node of the longest proper suffix that is in the trie, and the longest pattern that ends here. */
  readonly #fail: Int32Array;
  readonly #length: Int32Array;
  /** Children of the root by byte: most bytes begin no pattern. */
  readonly #first = new Int32Array(256).fill(NONE);
  #size = 1;

  constructor(patterns: readonly Uint8Array[]) {
    const nodes = patterns.reduce((sum, { length }) => sum + length, 1);
    this.#child = new Int32Array(nodes).fill(NONE);
    this.#sibling = new Int32Array(nodes).fill(NONE);
    this.#byte = new Uint8Array(nodes);
    this.#depth = new Int32Array(nodes);
    this.#pending = new Int32Array(nodes);
    this.#fail = new Int32Array(nodes);
    this.#length = new Int32Array(nodes);
    for (const pattern of patterns) this.#add(pattern);
    this.#link();
  }

  /** The node after a byte. */
  next(node: number, byte: number): number {
    for (let at = node; at !== ROOT; at = this.#fail[at]!) {
      const found = this.#find(at, byte);
      if (found !== NONE) return found;
    }
    return Math.max(ROOT, this.#first[byte]!);
  }

  /** How many of the last bytes may be the beginning of a pattern that goes on. */
  pending(node: number): number {
    return this.#pending[node]!;
  }

  /** Length of the longest pattern that ends here; 0 where none does. */
  ending(node: number): number {
    return this.#length[node]!;
  }

  #add(pattern: Uint8Array): void {
    let node = ROOT;
    for (const byte of pattern) {
      const found = this.#find(node, byte);
      node = found === NONE ? this.#grow(node, byte) : found;
    }
    if (node !== ROOT) this.#length[node] = pattern.length;
  }

  #grow(node: number, byte: number): number {
    const made = this.#size++;
    this.#byte[made] = byte;
    this.#depth[made] = this.#depth[node]! + 1;
    if (node === ROOT) return this.#first[byte] = made;
    this.#sibling[made] = this.#child[node]!;
    return this.#child[node] = made;
  }

  #find(node: number, byte: number): number {
    if (node === ROOT) return this.#first[byte]!;
    let at = this.#child[node]!;
    while (at !== NONE && this.#byte[at] !== byte) at = this.#sibling[at]!;
    return at;
  }

  /** Nodes by depth: the suffix of each is known before those below it need it. */
  #link(): void {
    const queue = new Int32Array(this.#size);
    let end = 0;
    for (const node of this.#first) if (node !== NONE) queue[end++] = node;
    for (let at = 0; at < end; at++) {
      const node = queue[at]!;
      const grows = this.#child[node] !== NONE;
      this.#pending[node] = grows ? this.#depth[node]! : this.#pending[this.#fail[node]!]!;
      for (let below = this.#child[node]!; below !== NONE; below = this.#sibling[below]!) {
        const suffix = this.next(this.#fail[node]!, this.#byte[below]!);
        this.#fail[below] = suffix;
        this.#length[below] = Math.max(this.#length[below]!, this.#length[suffix]!);
        queue[end++] = below;
      }
    }
  }
}

/** Occurrences that overlap, as one. Positions count from the stream's beginning. */
interface Found {
  start: number;
  readonly end: number;
  /** Whether its mask is out already, before its end is. */
  told: boolean;
}

/** A filter that puts a mask in the place of the patterns in one stream. */
export function maskFilter(masks: Masks): ByteFilter {
  let node = ROOT;
  /** What is not let go yet, and where it begins. */
  let held = new Uint8Array(), start = 0;
  const found: Found[] = [];

  function letGo(until: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let at = start;
    while (at < until) {
      const next = found[0];
      if (next === undefined || next.start >= until) {
        parts.push(held.subarray(at - start, until - start));
        break;
      }
      if (next.start > at) parts.push(held.subarray(at - start, next.start - start));
      if (!next.told) parts.push(MASK);
      next.told = true;
      at = Math.min(next.end, until);
      next.start = at;
      if (next.end <= until) found.shift();
    }
    const out = concatBytes(...parts);
    held = held.slice(until - start);
    start = until;
    return out;
  }

  return {
    push(bytes) {
      let at = start + held.length;
      held = concatBytes(held, bytes);
      for (const byte of bytes) {
        at++;
        node = masks.next(node, byte);
        const length = masks.ending(node);
        if (length > 0) addFound(found, at - length, at);
      }
      return letGo(at - masks.pending(node));
    },
    end: () => letGo(start + held.length),
  };
}

/** Adds an occurrence, which ends behind all others; those that it overlaps become one with it. */
function addFound(found: Found[], from: number, end: number): void {
  let start = from, told = false;
  for (let last = found.at(-1); last !== undefined && last.end > from; last = found.at(-1)) {
    start = Math.min(start, last.start);
    told = last.told;
    found.pop();
  }
  found.push({ start, end, told });
}
