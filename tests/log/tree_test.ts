import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { lightSha256, sha256For } from "../../src/log/hash.ts";
import { Tree } from "../../src/log/tree.ts";

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** RFC 6962, section 2.1, word for word. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return sha256(Uint8Array.of(0), leaves[0]!);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256(Uint8Array.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

function treeOf(leaves: readonly Uint8Array[], sha256 = lightSha256): Tree {
  const tree = new Tree(sha256);
  for (const leaf of leaves) tree.append(leaf);
  return tree;
}

const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const anyLeaves = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 40 });

Deno.test("the roots of Certificate Transparency's reference tests", () => {
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
  const roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ];
  const tree = treeOf(leaves.map(unhex));
  roots.forEach((root, size) => {
    assert.equal(hex(tree.root(size)), root);
    assert.equal(hex(naiveRoot(leaves.slice(0, size).map(unhex))), root);
  });
});

Deno.test("every root is that of the definition, at every size, while it grows and afterwards", () => {
  fc.assert(
    fc.property(anyLeaves, (leaves) => {
      const tree = new Tree(lightSha256);
      const whileGrowing = [hex(tree.root())];
      for (const leaf of leaves) {
        tree.append(leaf);
        whileGrowing.push(hex(tree.root()));
      }
      whileGrowing.forEach((root, size) => {
        assert.equal(root, hex(naiveRoot(leaves.slice(0, size))));
        assert.equal(hex(tree.root(size)), root);
      });
    }),
    { numRuns: 40 },
  );
});

Deno.test("a tree that was cut is the tree that it was", () => {
  fc.assert(
    fc.property(anyLeaves, anyLeaves, (kept, cut) => {
      const tree = treeOf([...kept, ...cut]);
      tree.cut(kept.length);
      assert.equal(tree.size, kept.length);
      assert.equal(hex(tree.root()), hex(naiveRoot(kept)));
      for (const leaf of cut) tree.append(leaf);
      assert.equal(hex(tree.root()), hex(naiveRoot([...kept, ...cut])));
    }),
    { numRuns: 40 },
  );
});

Deno.test("a root that was given out does not change as the tree grows", () => {
  const tree = treeOf([Uint8Array.of(1)]);
  const root = tree.root();
  const before = hex(root);
  for (let i = 0; i < 100; i++) tree.append(Uint8Array.of(i));
  assert.equal(hex(root), before);
  assert.throws(() => tree.root(102), RangeError);
});

Deno.test("a node cannot pass for a leaf", () => {
  const [a, b] = [Uint8Array.of(1), Uint8Array.of(2)];
  const node = Uint8Array.of(...treeOf([a]).root(), ...treeOf([b]).root());
  assert.notEqual(hex(treeOf([node]).root()), hex(treeOf([a, b]).root()));
});

Deno.test("leaves of every length around the buffer's", () => {
  for (const length of [0, 1, 1_022, 1_023, 1_024, 1_025, 2_047, 65_535]) {
    const leaves = [new Uint8Array(length).fill(7), new Uint8Array(3), new Uint8Array(length + 1)];
    assert.equal(hex(treeOf(leaves).root()), hex(naiveRoot(leaves)));
  }
});

Deno.test("the hash for much is the same as the hash for little", async () => {
  const fast = await sha256For(100_000_000);
  assert.notEqual(fast, lightSha256);
  assert.equal(await sha256For(1_000), lightSha256);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    assert.deepEqual(Uint8Array.from(fast(bytes)), Uint8Array.from(lightSha256(bytes)));
    assert.deepEqual(Uint8Array.from(fast(bytes)), Uint8Array.from(sha256(bytes)));
  }));
  assert.equal(
    hex(treeOf([Uint8Array.of(1), Uint8Array.of(2)], fast).root()),
    hex(naiveRoot([Uint8Array.of(1), Uint8Array.of(2)])),
  );
});

Deno.test("a tree goes on from its frontier as if it had never stopped, and knows nothing of what was before", () => {
  fc.assert(
    fc.property(anyLeaves, fc.nat(), (leaves, at) => {
      const whole = treeOf(leaves);
      const size = at % (leaves.length + 1);
      const before = treeOf(leaves.slice(0, size)).frontier();
      const tree = new Tree(lightSha256, before);
      assert.deepEqual(tree.frontier(), before);
      for (const leaf of leaves.slice(size)) tree.append(leaf);
      assert.equal(tree.size, whole.size);
      for (let n = size; n <= leaves.length; n++) assert.deepEqual(tree.root(n), whole.root(n));
      tree.cut(size);
      assert.deepEqual(tree.frontier(), before);
      for (const leaf of leaves.slice(size)) tree.append(leaf);
      assert.deepEqual(tree.root(), whole.root());
      assert.deepEqual(tree.frontier(), whole.frontier());
      for (let n = 1; n < size; n++) {
        // What is part of the frontier is still known.
        let root: Uint8Array | undefined;
        try {
          root = tree.root(n);
        } catch (error) {
          assert(error instanceof RangeError);
          continue;
        }
        assert.deepEqual(root, whole.root(n));
      }
    }),
  );
});
