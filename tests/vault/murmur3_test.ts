import assert from "node:assert/strict";
import { murmur3 } from "../../src/vault/murmur3.ts";

// Known answers of MurmurHash3_x86_32 with seed 0.
const KNOWN: readonly (readonly [text: string, sum: number])[] = [
  ["", 0],
  ["a", 0x3c2569b2],
  ["abc", 0xb3dd93fa],
  ["test", 0xba6bd213],
  ["Hello, world!", 0xc0363e43],
  ["The quick brown fox jumps over the lazy dog", 0x2e4ff723],
];

Deno.test("murmur3: known answers", () => {
  for (const [text, sum] of KNOWN) assert.equal(murmur3(new TextEncoder().encode(text)), sum, text);
});

Deno.test("murmur3: every single bit counts", () => {
  const bytes = crypto.getRandomValues(new Uint8Array(103));
  const sums = new Set([murmur3(bytes)]);
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const other = bytes.slice();
    other[bit >> 3]! ^= 1 << (bit & 7);
    sums.add(murmur3(other));
  }
  assert.equal(sums.size, 1 + 8 * bytes.length);
});
