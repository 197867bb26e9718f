import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalForm, canonicalPieces, isCanonical } from "../../src/log/canonical.ts";

const isRead = (text: string) => isCanonical(text, JSON.parse(text));

Deno.test("sorted by UTF-16 code unit, as RFC 8785 has it", () => {
  const value = {
    "\u20ac": 1,
    "\r": 2,
    "\ufb33": 3,
    "1": 4,
    "\ud83d\ude00": 5,
    "\u0080": 6,
    "\u00f6": 7,
    "10": 8,
    "9": 9,
  };
  const text = '{"\\r":2,"1":4,"10":8,"9":9,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}';
  assert.equal(canonicalForm(value), text);
  assert.ok(isRead(text.replace('"\\r":2,', "")));
});

const CANONICAL: Readonly<Record<string, string>> = {
  "an empty object": "{}",
  "index-like keys in text order": '{"10":1,"9":2}',
  "a key that objects have": '{"__proto__":1,"constructor":{"a":[]}}',
  "an escaped newline": '{"a":"\\n\\u001b\\u0000"}',
  "texts that look like keys": '{"a":"\\":","b":[":\\\\",":"]}',
  "a backslash before ud": '{"a":"\\\\udonut"}',
  "astral characters": '{"a":"🔑"}',
  "DEL and line separators as they are": '{"a":"\u007f\u2028\u2029"}',
  "the largest safe integer": '{"a":9007199254740991,"b":-9007199254740991}',
  "literals": '{"a":[true,false,null]}',
};

for (const [title, text] of Object.entries(CANONICAL)) {
  Deno.test(`canonical: ${title}`, () => assert.ok(isRead(text)));
}

const OTHER: Readonly<Record<string, string>> = {
  "white space": '{ "a":1}',
  "a trailing newline": '{"a":1}\n',
  "keys out of order": '{"b":1,"a":2}',
  "keys out of order, deep inside": '{"a":[{"b":1,"a":2}]}',
  "index-like keys in number order": '{"9":1,"10":2}',
  "a key twice": '{"a":1,"a":1}',
  "__proto__ twice": '{"__proto__":1,"__proto__":1}',
  "a key twice, in two spellings": '{"a":1,"\\u0061":1}',
  "an escape that is not needed": '{"a":"\\u0061"}',
  "an escaped slash": '{"a":"\\/"}',
  "an escape in capitals": '{"a":"\\u001B"}',
  "the long form of \\n": '{"a":"\\u000a"}',
  "an escaped astral character": '{"a":"\\ud83d\\udd11"}',
  "a key with a quotation mark": '{"\\"":1}',
  "a key with a backslash": '{"a":{"\\\\":1}}',
  "a key with a control character": '[{"a":1,"b\\u0001":1}]',
  "half a surrogate pair": '{"a":"\\ud800"}',
  "the other half": '{"a":"\\udc00x"}',
  "half a pair in a key": '{"\\ud800":1}',
  "half a pair in capitals": '{"a":"\\uD800"}',
  "a fraction": '{"a":1.5}',
  "a fraction of zero": '{"a":1.0}',
  "an exponent": '{"a":1e3}',
  "negative zero": '{"a":-0}',
  "beyond safe": '{"a":9007199254740992}',
  "beyond double": '{"a":1e400}',
  "far beyond safe": '{"a":123456789012345678901234567890}',
  "a number far inside": `{"a":${"[".repeat(200)}1.5${"]".repeat(200)}}`,
};

for (const [title, text] of Object.entries(OTHER)) {
  Deno.test(`not canonical: ${title}`, () => assert.ok(!isRead(text)));
}

Deno.test("as deep as an event can be, without a stack to overflow", () => {
  for (const depth of [99, 100, 101, 102, 10_000, 32_000]) {
    const arrays = "[".repeat(depth) + "]".repeat(depth);
    const objects = '{"a":'.repeat(depth) + "1" + "}".repeat(depth);
    assert.ok(isRead(arrays));
    assert.ok(isRead(objects));
    assert.ok(!isRead(objects.replace("1", "1.5")));
    assert.ok(!isRead(objects.replace("1", " 1")));
  }
});

/** Names of members in a value, at any depth. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return [...names, ...Object.values(value).flatMap(namesIn)];
}

Deno.test("what is written is read back; any other spelling is not", () => {
  const unit = fc.oneof(
    { weight: 20, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
    { weight: 20, arbitrary: fc.constantFrom("1", "2", "🔑") },
    { weight: 2, arbitrary: fc.constantFrom("\\", '"', "\n") },
    { weight: 1, arbitrary: fc.constantFrom("\ud83d", "\udd11") },
  );
  const anyJson = fc.jsonValue({ stringUnit: unit }).map((value) =>
    JSON.parse(JSON.stringify(value)) as unknown
  );
  const met = { read: 0, spelledOtherwise: 0, halfAPair: 0, escapedName: 0 };
  fc.assert(
    fc.property(anyJson, (value) => {
      let text: string;
      try {
        text = canonicalForm(value);
      } catch {
        met.halfAPair++;
        return;
      }
      if (namesIn(value).some((name) => JSON.stringify(name) !== `"${name}"`)) {
        assert.ok(!isRead(text));
        met.escapedName++;
        return;
      }
      assert.deepEqual(JSON.parse(text), value);
      const isSafe = !/[.eE]|\d{16}/.test(text.replace(/"(?:\\.|[^"\\])*"/g, ""));
      if (isSafe) {
        assert.ok(isRead(text));
        met.read++;
      }
      const plain = JSON.stringify(value);
      if (plain !== text) {
        assert.ok(!isRead(plain));
        met.spelledOtherwise++;
      }
    }),
    { numRuns: 1_200 },
  );
  for (const [what, times] of Object.entries(met)) assert.ok(times > 0, `${what}: none was met`);
});

Deno.test("pieces are the form, whatever the depth", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.nat(4), (value, depth) => {
    assert.equal([...canonicalPieces(value, depth)].join(""), canonicalForm(value));
  }));
});
