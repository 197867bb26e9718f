// The law of proofs: RFC 6962, section 2.1, made from the nodes that the tree keeps, and checked by the steps of
// RFC 9162, sections 2.1.3.2 and 2.1.4.2, which know nothing of how a proof was made.

import { concatBytes, sameBytes } from "../domain/encoding.ts";
import type { Sha256 } from "./hash.ts";
import type { Tree } from "./tree.ts";

/** Hashes of 32 bytes, in the order of the RFC. */
export type Proof = readonly Uint8Array[];

/** The proof that a leaf is in the tree of the first `size` leaves: from its sibling up to the root's child. */
export function inclusionProof(tree: Tree, index: number, size: number = tree.size): Proof {
  if (index >= size) throw new RangeError(`leaf ${index} is not among the first ${size}`);
  const proof: Uint8Array[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + largestPowerBelow(to - from);
    if (index < middle) {
      proof.push(rangeHash(tree, middle, to));
      to = middle;
    } else {
      proof.push(rangeHash(tree, from, middle));
      from = middle;
    }
  }
  return proof.reverse();
}

/** The proof that the tree of the first `size` leaves begins with that of the first `old`; `old` is 1 or more. */
export function consistencyProof(tree: Tree, old: number, size: number = tree.size): Proof {
  if (old < 1 || old > size) throw new RangeError(`${old} leaves are no beginning of ${size}`);
  const proof: Uint8Array[] = [];
  let [from, to] = [0, size];
  while (to > old) {
    const middle = from + largestPowerBelow(to - from);
    if (old <= middle) {
      proof.push(rangeHash(tree, middle, to));
      to = middle;
    } else {
      proof.push(rangeHash(tree, from, middle));
      from = middle;
    }
  }
  // The old tree itself is known to whoever asks; a part of it isn't.
  if (from > 0) proof.push(rangeHash(tree, from, to));
  return proof.reverse();
}

/** The hash of a leaf by its bytes. */
export function leafHash(sha256: Sha256, leaf: Uint8Array): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(0x00), leaf));
}

/** The root that an inclusion proof leads to; undefined when the proof doesn't fit index and size. */
export function rootOfInclusion(
  sha256: Sha256,
  claim: { readonly leaf: Uint8Array; readonly index: number; readonly size: number },
  proof: Proof,
): Uint8Array | undefined {
  if (claim.index >= claim.size) return undefined;
  let [at, last] = [claim.index, claim.size - 1];
  let root = claim.leaf;
  for (const hash of proof) {
    if (last === 0) return undefined;
    if (isOdd(at) || at === last) {
      root = nodeHash(sha256, hash, root);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      root = nodeHash(sha256, root, hash);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? root : undefined;
}

/** A tree's head, as bytes. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Whether a proof shows that a tree begins with an older one of at least one leaf. */
export function isConsistent(sha256: Sha256, old: TreeHead, now: TreeHead, proof: Proof): boolean {
  if (old.size < 1 || old.size > now.size) return false;
  if (old.size === now.size) return proof.length === 0 && sameBytes(old.root, now.root);
  let [at, last] = [old.size - 1, now.size - 1];
  while (isOdd(at)) [at, last] = [half(at), half(last)];
  // A complete old tree is itself the first node.
  const [first, ...rest] = isPowerOfTwo(old.size) ? [old.root, ...proof] : proof;
  if (first === undefined) return false;
  let [oldRoot, nowRoot] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      oldRoot = nodeHash(sha256, hash, oldRoot);
      nowRoot = nodeHash(sha256, hash, nowRoot);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      nowRoot = nodeHash(sha256, nowRoot, hash);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && sameBytes(oldRoot, old.root) && sameBytes(nowRoot, now.root);
}

/** The hash over the leaves from one to before another, where the RFC's recursion comes by. */
function rangeHash(tree: Tree, from: number, to: number): Uint8Array {
  const count = to - from;
  if (isPowerOfTwo(count)) return tree.subtree(Math.log2(count), from / count);
  const middle = from + largestPowerBelow(count);
  return tree.join(rangeHash(tree, from, middle), rangeHash(tree, middle, to));
}

function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(0x01), left, right));
}

/** Sizes may be beyond 32 bits, where the bit operators end. */
function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

function isPowerOfTwo(count: number): boolean {
  return count === 1 || largestPowerBelow(count) * 2 === count;
}

function isOdd(count: number): boolean {
  return count % 2 === 1;
}

function half(count: number): number {
  return Math.floor(count / 2);
}
