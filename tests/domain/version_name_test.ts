import assert from "node:assert/strict";
import { findVersion, isVersionName, namedVersions, shortVersion } from "../../src/domain/version_name.ts";
import { deleted, generated, given, id, requested, requestFailed, set } from "./given.ts";

const A = "0199f2a1-0000-7abc-8abc-00001234abcd";
const B = "0199f2a1-0000-7abc-8abc-00005678abcd";
const IDS = [A, B];
const MANUAL = { environment: "default", name: "MANUAL" };
const KEY = { environment: "default", name: "KEY" };

for (
  const [word, named] of [
    [A, [A]],
    [A.toUpperCase(), [A]],
    [A.replaceAll("-", ""), [A]],
    [shortVersion(A), [A]],
    ["1234abcd", [A]],
    ["234ABCD", [A]],
    ["abcd", IDS],
    ["0199f2a1", IDS],
    ["0199f2a1-0000-7abc-8abc-00001", [A]],
    ["1234abc", []],
    ["bcd", []],
    ["", []],
    ["-1234abcd", []],
    ["1234 abcd", []],
    ["12", []],
    ["xyzw", []],
  ] as const
) {
  Deno.test(`version ${JSON.stringify(word)} names ${named.length}`, () => {
    assert.deepEqual(namedVersions(word, IDS), named);
  });
}

Deno.test("a number or a word is no version's name", () => {
  for (const word of ["1", "12", "latest", "HEAD", "a-b", "----", "\0abcd"]) {
    assert(!isVersionName(word), word);
  }
});

Deno.test("a version that is not the current one is found", () => {
  const found = findVersion(given(set(0x1234abcd), set(0x5678abcd)), MANUAL, "1234abcd");
  assert("version" in found);
  assert.equal(found.version.id, id(0x1234abcd));
});

function refusalOf(state: ReturnType<typeof given>, ref: typeof MANUAL, word: string) {
  const found = findVersion(state, ref, word);
  assert("refusal" in found);
  return found.refusal;
}

Deno.test("what names two versions says which they are", () => {
  const { code, hints } = refusalOf(given(set(0x1234abcd), set(0x5678abcd)), MANUAL, "abcd");
  assert.equal(code, "usage.version");
  assert.deepEqual(hints, ["use one of 1234abcd, 5678abcd"]);
});

Deno.test("versions of other secrets are none of this one", () => {
  const { code, hints } = refusalOf(given(set(0x1234abcd), set(0x5678abcd, "OTHER")), MANUAL, "5678abcd");
  assert.equal(code, "failed.no_version");
  assert.equal(hints[0], "it has 1234abcd");
});

Deno.test("a version whose value is gone is told from one that never was", () => {
  const state = given(requested(1), generated(1), deleted(1, 2), requested(3), requestFailed(3));
  assert.match(
    refusalOf(state, KEY, id(1)).message,
    /^the value of version 00000001 is gone: its key was deleted$/,
  );
  assert.match(refusalOf(state, KEY, id(3)).message, /is gone: it never reached the vault$/);
  assert.equal(refusalOf(state, KEY, id(1)).code, "failed.no_value");
  assert.equal(refusalOf(state, KEY, id(9)).code, "failed.no_version");
});
