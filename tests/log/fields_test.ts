import assert from "node:assert/strict";
import fc from "fast-check";
import { dataWith, hash, id, listOf, numbers, oneOf, optional, text, texts } from "../../src/log/fields.ts";

const LIST = listOf({
  name: text,
  id,
  how: oneOf("deleted", "already_absent"),
  to: optional(texts),
  upTo: optional(numbers),
});
const DATA = { name: "", id: "019ab0c0-0000-7000-8000-00000000000f", how: "deleted" };

Deno.test("data with its fields and no others is handed on as it is", () => {
  for (const data of [DATA, { ...DATA, to: [] }, { ...DATA, to: ["a"], upTo: { a: 1 } }]) {
    assert.equal(dataWith(LIST, data), data);
  }
});

Deno.test("what is not known is left out", () => {
  assert.deepEqual(dataWith(LIST, { ...DATA, more: 1, to: ["a"] }), { ...DATA, to: ["a"] });
  const proto = dataWith(
    LIST,
    JSON.parse(
      '{"__proto__":{"to":["a"]},"how":"deleted","id":"019ab0c0-0000-7000-8000-00000000000f","name":""}',
    ),
  );
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

Deno.test("ids and hashes are small, whole, and nothing else", () => {
  const anId = "019ab0c0-0000-7000-8000-00000000000f", aHash = "0123456789abcdef".repeat(4);
  assert.ok(id(anId) && hash(aHash));
  const near = fc.tuple(fc.nat(63), fc.constantFrom(..."0189abfgAF-:/`@\u0131\u2028"));
  const isId = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    isHash = /^[0-9a-f]{64}$/;
  const replaced = (text: string, at: number, by: string) => text.slice(0, at) + by + text.slice(at + 1);
  fc.assert(fc.property(near, ([at, by]) => {
    for (const text of [replaced(anId, at % 36, by), replaced(anId, at, "") + by, anId + by]) {
      assert.equal(id(text), isId.test(text), text);
    }
    for (const text of [replaced(aHash, at, by), aHash.slice(1), aHash + by]) {
      assert.equal(hash(text), isHash.test(text), text);
    }
  }));
  for (const other of [undefined, null, 1, {}, [anId], [aHash]]) assert.ok(!id(other) && !hash(other));
});
