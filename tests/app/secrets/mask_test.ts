import assert from "node:assert/strict";
import fc from "fast-check";
import { maskFilter, Masks } from "../../../src/app/secrets/mask.ts";
import { patternsOf } from "../../../src/app/secrets/mask_patterns.ts";
import { concatBytes } from "../../../src/domain/encoding.ts";
import { Secret } from "../../../src/domain/secret.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const words = (all: Uint8Array) => new TextDecoder().decode(all);

function masked(patterns: readonly string[], ...chunks: readonly string[]): string[] {
  const filter = maskFilter(new Masks(patterns.map(bytes)));
  return [...chunks.map((chunk) => words(filter.push(bytes(chunk)))), words(filter.end())];
}

/** The same by looking everywhere for everything. */
function slowly(patterns: readonly string[], text: string): string {
  const covered = new Array<boolean>(text.length).fill(false),
    joined = new Array<boolean>(text.length).fill(false);
  for (const pattern of patterns.filter((one) => one !== "")) {
    for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1)) {
      covered.fill(true, at, at + pattern.length);
      joined.fill(true, at + 1, at + pattern.length);
    }
  }
  let out = "";
  for (let i = 0; i < text.length; i++) {
    if (!covered[i]) out += text[i];
    else if (!joined[i]) out += "[secret]";
  }
  return out;
}

Deno.test("mask: any patterns in any text, however it is cut", () => {
  const text = (most: number) =>
    fc.array(fc.constantFrom("a", "b", "c"), { maxLength: most }).map((all) => all.join(""));
  fc.assert(
    fc.property(
      fc.array(text(6), { maxLength: 5 }),
      fc.array(text(9), { maxLength: 12 }),
      (patterns, chunks) => {
        const whole = chunks.join("");
        assert.equal(masked(patterns, ...chunks).join(""), slowly(patterns, whole));
      },
    ),
    { numRuns: 5_000 },
  );
});

Deno.test("mask: nothing is held back that can no longer become a match", () => {
  const rows: readonly (readonly [patterns: string[], chunks: string[], out: string[]])[] = [
    [["secret"], ["a sec", "ond"], ["a ", "second", ""]],
    [["secret"], ["a sec", "ret", "!"], ["a ", "[secret]", "!", ""]],
    [["secret"], ["sec"], ["", "sec"]],
    [["secret", "secretary"], ["secret", "ary", "."], ["", "[secret]", ".", ""]],
    [["secret", "secretary"], ["secret", "arm"], ["", "[secret]arm", ""]],
    [["abcd", "cdef"], ["abcd", "ef"], ["[secret]", "", ""]],
    [["ab"], ["abab"], ["[secret][secret]", ""]],
    [["abab"], ["ababa", "b"], ["[secret]", "", ""]],
    [["password: x"], ["password: "], ["", "password: "]],
    [[], ["abc"], ["abc", ""]],
  ];
  for (const [patterns, chunks, out] of rows) {
    assert.deepEqual(masked(patterns, ...chunks), out, JSON.stringify([patterns, chunks]));
  }
});

const PEM = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIL\nshort\n-----END PRIVATE KEY-----\n";

function seen(value: string | Uint8Array, text: string): string {
  const secret = typeof value === "string" ? Secret.ofText(value) : Secret.ofBytes(value);
  const filter = maskFilter(new Masks(patternsOf(secret)));
  return words(concatBytes(filter.push(bytes(text)), filter.end()));
}

Deno.test("mask: a value in the ways that programs write it", () => {
  const value = 'p&ss "wörd"/2';
  for (
    const written of [
      value,
      JSON.stringify(value).slice(1, -1),
      encodeURIComponent(value),
      encodeURIComponent(value).replaceAll("%20", "+"),
    ]
  ) assert.equal(seen(value, `<${written}>`), "<[secret]>", written);
  for (const before of ["", "u:", "me:", "you:"]) {
    const text = btoa(String.fromCharCode(...bytes(before + value + "tail")));
    const shown = seen(value, text);
    assert.match(shown, /^.{0,7}\[secret\].{0,8}$/, `${before}: ${shown}`);
    assert.equal(seen(value, text.replaceAll("+", "-").replaceAll("/", "_")), shown.replaceAll("+", "-"));
  }
  assert.equal(seen(PEM, PEM), "[secret]");
  assert.equal(
    seen(PEM, PEM.replaceAll("\n", "\r\n  ")),
    PEM.replaceAll("\n", "\r\n  ").replace(/MC4\w+/, "[secret]"),
  );
});

Deno.test("mask: what is too short is left, what is no text is looked for as it is", () => {
  assert.equal(patternsOf(Secret.ofText("dev")).length, 0);
  assert.equal(seen("four", "fourfour"), "[secret][secret]");
  const binary = Uint8Array.of(0xff, 0, 0xfe, 1, 2);
  const filter = maskFilter(new Masks(patternsOf(Secret.ofBytes(binary))));
  assert.equal(words(filter.push(concatBytes(bytes("<"), binary, bytes(">")))), "<[secret]>");
});

Deno.test("mask: a large value of one letter is no worse than another", () => {
  const filter = maskFilter(new Masks([bytes("a".repeat(200_000))]));
  assert.equal(words(filter.push(bytes("a".repeat(600_000)))) + words(filter.end()), "[secret]");
});
