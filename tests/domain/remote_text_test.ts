import assert from "node:assert/strict";
import { cleanRemoteText } from "../../src/domain/remote_text.ts";

const CASES: readonly (readonly [title: string, given: string, then: string])[] = [
  ["words stay", "No such key: “a”, naïve 🎉", "No such key: “a”, naïve 🎉"],
  ["lines become one", "  a\r\n\tb\u2028c\u0085d  ", "a b c d"],
  ["colours go whole", "\u001b[31mred\u001b[0m text", "red text"],
  ["titles and links go whole", "\u001b]0;owned\u0007a\u001b]8;;http://x\u001b\\b", "ab"],
  ["a lone escape goes", "a\u001b", "a"],
  ["control characters go", "a\u0000\b\u007f\u009bb", "ab"],
  ["direction marks go", "a\u202eb\u2066c\u200fd\u061ce", "abcde"],
  ["invisible characters go", "a\u200bb\ufeffc\u00add", "abcd"],
  ["half a character goes", "a\ud83db", "ab"],
  ["nothing", "", ""],
];

for (const [title, given, then] of CASES) {
  Deno.test(`remote text: ${title}`, () => assert.equal(cleanRemoteText(given, 300), then));
}

Deno.test("remote text: is cut to the limit, never inside a character", () => {
  assert.equal(cleanRemoteText("abcdef", 6), "abcdef");
  assert.equal(cleanRemoteText("abcdefg", 6), "abcde…");
  assert.equal(cleanRemoteText("abcd🎉efg", 6), "abcd…");
  assert.equal(cleanRemoteText("x".repeat(5000), 300).length, 300);
});
