import assert from "node:assert/strict";
import { toHex } from "../../src/domain/encoding.ts";
import { lightSha256 } from "../../src/log/hash.ts";
import { inclusionProof, leafHash, type Proof, rootOfInclusion } from "../../src/log/proof.ts";
import { Tree } from "../../src/log/tree.ts";

const utf8 = new TextEncoder();

function treeOf(size: number): Tree {
  const tree = new Tree(lightSha256);
  for (let i = 0; i < size; i++) tree.append(utf8.encode(`leaf ${i}`));
  return tree;
}

/** The reference: RFC 6962, section 2.1, word for word. */
function mth(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return lightSha256(Uint8Array.of(1, ...mth(leaves.slice(0, k)), ...mth(leaves.slice(k))));
}

function path(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return m < k
    ? [...path(m, leaves.slice(0, k)), mth(leaves.slice(k))]
    : [...path(m - k, leaves.slice(k)), mth(leaves.slice(0, k))];
}

function flipped(bytes: Uint8Array, at = 0): Uint8Array<ArrayBuffer> {
  const changed = bytes.slice() as Uint8Array<ArrayBuffer>;
  changed[at]! ^= 1;
  return changed;
}

const hex = (proof: Proof) => proof.map(toHex);

Deno.test("inclusion proofs are those of the RFC, and lead to the root", () => {
  const leaves = Array.from({ length: 40 }, (_, i) => leafHash(lightSha256, utf8.encode(`leaf ${i}`)));
  for (let size = 1; size <= 40; size++) {
    const tree = treeOf(size);
    for (let index = 0; index < size; index++) {
      const proof = inclusionProof(tree, index);
      assert.deepEqual(hex(proof), hex(path(index, leaves.slice(0, size))));
      const root = rootOfInclusion(lightSha256, { leaf: leaves[index]!, index, size }, proof);
      assert.deepEqual(root, tree.root());
    }
  }
  assert.throws(() => inclusionProof(treeOf(5), 5), RangeError);
});

Deno.test("an inclusion proof holds for nothing else", () => {
  const tree = treeOf(13);
  for (let index = 0; index < 13; index++) {
    const leaf = leafHash(lightSha256, utf8.encode(`leaf ${index}`));
    const proof = inclusionProof(tree, index);
    const root = toHex(tree.root());
    const leads = (claim: { leaf: Uint8Array; index: number; size: number }, by: Proof) => {
      const found = rootOfInclusion(lightSha256, claim, by);
      return found !== undefined && toHex(found) === root;
    };
    assert(leads({ leaf, index, size: 13 }, proof));
    assert(!leads({ leaf: flipped(leaf), index, size: 13 }, proof));
    for (let other = 0; other < 20; other++) {
      if (other !== index) assert(!leads({ leaf, index: other, size: 13 }, proof), `${index} as ${other}`);
    }
    proof.forEach((hash, i) =>
      assert(!leads({ leaf, index, size: 13 }, proof.with(i, flipped(hash, i % 32))))
    );
    assert(!leads({ leaf, index, size: 13 }, proof.slice(1)));
    assert(!leads({ leaf, index, size: 13 }, [...proof, tree.root()]));
  }
});

Deno.test("the tree of the Certificate Transparency test vectors", () => {
  const leaves = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
  ];
  const tree = new Tree(lightSha256);
  for (const leaf of leaves) {
    tree.append(Uint8Array.from(leaf.match(/../g) ?? [], (byte) => parseInt(byte, 16)));
  }
  assert.equal(toHex(tree.root()), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  assert.deepEqual(hex(inclusionProof(tree, 5)), [
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  ]);
});

Deno.test("a proof costs no more than its hashes in a tree of many leaves", () => {
  const tree = treeOf(5_000);
  assert.equal(inclusionProof(tree, 4_999).length, 7);
  assert.equal(inclusionProof(tree, 0).length, 13);
  const root = rootOfInclusion(lightSha256, {
    leaf: leafHash(lightSha256, utf8.encode("leaf 1234")),
    index: 1_234,
    size: 5_000,
  }, inclusionProof(tree, 1_234));
  assert.deepEqual(root, tree.root());
});
