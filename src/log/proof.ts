// The law of proofs: RFC 6962, section 2.1.1, made from the nodes that the tree keeps, and checked by the steps of
// RFC 9162, section 2.1.3.2, which know nothing of how a proof was made.

import { concatBytes } from "../domain/encoding.ts";
import type { Sha256 } from "./hash.ts";
import type { Tree } from "./tree.ts";

/** Hashes of 32 bytes, in the order of the RFC. */
export type Proof = readonly Uint8Array[];

/** The proof that a leaf is in the tree: from its sibling up to the root's child. */
export function inclusionProof(tree: Tree, index: number): Proof {
  if (index >= tree.size) throw new RangeError(`leaf ${index} is not among the ${tree.size} of the tree`);
  const proof: Uint8Array[] = [];
  let [from, to] = [0, tree.size];
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
