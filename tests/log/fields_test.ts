import assert from "node:assert/strict";
import { dataWith, listOf, numbers, oneOf, optional, text, textLike, texts } from "../../src/log/fields.ts";

const LIST = listOf({
  name: text,
  id: textLike(/^\d+$/),
  how: oneOf("deleted", "already_absent"),
  to: optional(texts),
  upTo: optional(numbers),
});
const DATA = { name: "", id: "1", how: "deleted" };

Deno.test("data with its fields and no others is handed on as it is", () => {
  for (const data of [DATA, { ...DATA, to: [] }, { ...DATA, to: ["a"], upTo: { a: 1 } }]) {
    assert.equal(dataWith(LIST, data), data);
  }
});

Deno.test("what is not known is left out", () => {
  assert.deepEqual(dataWith(LIST, { ...DATA, more: 1, to: ["a"] }), { ...DATA, to: ["a"] });
  const proto = dataWith(LIST, JSON.parse('{"__proto__":{"to":["a"]},"how":"deleted","id":"1","name":""}'));
  assert.deepEqual(Object.entries(proto!).sort(), Object.entries(DATA).sort());
  assert.equal(Object.getPrototypeOf(proto), Object.prototype);
});

Deno.test("a field that is missing or of another kind is refused", () => {
  const bad = [
    {},
    [],
    { ...DATA, name: undefined },
    { ...DATA, name: null },
    { ...DATA, id: "x" },
    { ...DATA, id: 1 },
    { ...DATA, how: "gone" },
    { ...DATA, how: ["deleted"] },
    { ...DATA, to: null },
    { ...DATA, to: "a" },
    { ...DATA, to: { 0: "a" } },
    { ...DATA, to: ["a", 1] },
    { ...DATA, upTo: [1] },
    { ...DATA, upTo: { a: "1" } },
    { ...DATA, upTo: null },
  ];
  for (const data of bad) assert.equal(dataWith(LIST, data), undefined, JSON.stringify(data));
});
