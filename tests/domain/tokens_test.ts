import assert from "node:assert/strict";
import { findToken, mintingTokens, shortToken } from "../../src/domain/tokens.ts";
import { added, deleted, fact, generated, given, id, vault } from "./given.ts";

const OLD = "1a2b3c4d:AAAAbbbb+/cc=", NEW = "1a2b3c4d:AAAAdddd+/ee=";
const replaced = fact("source.token_replaced", {
  source: "resend",
  address: "https://api.resend.com",
  item: "i2",
  token: NEW,
});
const state = given(
  vault,
  added("resend", OLD),
  generated(1, { token: OLD }),
  generated(2, { token: OLD, name: "B" }),
  replaced,
  generated(3, { token: NEW, name: "C" }),
);

Deno.test("the tokens that made living keys, the one in use last", () => {
  assert.deepEqual(
    mintingTokens(state, "resend").map((
      { token, current, keys },
    ) => [token, current, keys.map((key) => key.id)]),
    [[OLD, false, [id(1), id(2)]], [NEW, true, [id(3)]]],
  );
  assert.deepEqual(mintingTokens(state, "nowhere"), []);
  assert.equal(shortToken(OLD), "AAAAbb");
});

for (
  const [word, meant] of [
    [OLD, OLD],
    ["AAAAb", OLD],
    ["AAAAbb…", OLD],
    ["1a2b3c4d:AAAAd", NEW],
    ["AAAA", "usage.minted_by"],
    ["AAA", "usage.minted_by"],
    ["zzzz", "usage.minted_by"],
    ["", "usage.minted_by"],
  ] as const
) {
  Deno.test(`token "${word}" is ${meant === OLD ? "the old one" : meant === NEW ? "the new one" : "none"}`, () => {
    const found = findToken(state, "resend", word);
    assert.equal("refusal" in found ? found.refusal.code : found.token, meant);
    if ("refusal" in found) {
      assert.match(found.refusal.hints.join(), /AAAAbb made 2 living keys,AAAAdd made 1 .* in use/);
    }
  });
}

Deno.test("a token of which nothing is left is known all the same", () => {
  const over = given(vault, added("resend", OLD), generated(1, { token: OLD }), deleted(1, 7), replaced);
  assert.deepEqual(findToken(over, "resend", "AAAAb"), { token: OLD });
  assert.equal(mintingTokens(over, "resend").length, 1);
});
