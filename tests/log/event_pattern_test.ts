import assert from "node:assert/strict";
import fc from "fast-check";
import { versionOf } from "../../src/domain/event_versions.ts";
import type { EventType, Fact } from "../../src/domain/events.ts";
import { canonicalForm } from "../../src/log/canonical.ts";
import { isUsual, patternOf } from "../../src/log/event_pattern.ts";
import { NewerEvent, readEvent } from "../../src/log/event_schema.ts";
import { instant } from "../../src/log/instant.ts";
import { eventIn } from "../../src/log/record.ts";
import { ANY_DATA } from "../domain/any_event.ts";

const ID = "019ab0c0-0000-7000-8000-000000000000";
const TIME = "2026-11-23T12:00:00.000Z";
const TYPES = Object.keys(ANY_DATA) as EventType[];
const PATTERNS = TYPES.flatMap((type) => patternOf(type) ?? []);

/** The canonical text of an event of any type, in whose texts is anything. */
const anyText = fc.constantFrom(...TYPES).chain((type) =>
  fc.record({
    data: ANY_DATA[type] as fc.Arbitrary<object>,
    text: fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(..."aZ09 .:/é\u2028") }),
      fc.constantFrom("\u2028", "\u007f", "é🔑", "\\ud800", "\\"),
    ),
    seq: fc.constantFrom(0, 1, 1_000, Number.MAX_SAFE_INTEGER),
    more: fc.constantFrom({}, { seen: { "0123456789abcdef": [1, `${"A".repeat(43)}=`] } }, { 7: 1 }, {
      later: [],
    }),
  }).map(({ data, text, seq, more }) => {
    const texts = Object.entries(data).map(([name, value]) => [name, value === "A" ? text : value]);
    const event = { ...more, v: 1, seq, id: ID, time: TIME, type };
    return canonicalForm({ ...event, data: Object.fromEntries(texts) });
  })
);

/** The text of an event of any type that has a pattern, with nothing to escape in it. */
const usualText = fc.constantFrom(...TYPES.filter((type) => patternOf(type) !== undefined)).chain((type) =>
  fc.record({
    data: ANY_DATA[type] as fc.Arbitrary<object>,
    seq: fc.constantFrom(0, 7, 10, 1_000_000),
    time: fc.constantFrom(TIME, "2024-01-31T23:59:59.999Z", "2024-12-30T00:00:00.000Z"),
  }).map(({ data, seq, time }) => {
    const v = versionOf({ type, data } as Fact);
    return canonicalForm({ v, seq, id: ID, time, type, data });
  }).filter((text) => text.endsWith('"v":1}'))
);

/** Other spellings, second members, other kinds: what stands where something of a text matches, and what to put there. */
const CHANGES: readonly (readonly [RegExp, string])[] = [
  [/^/, " "],
  [/$/, "\n"],
  [/,/, ", "],
  [/"seq":\d+/, '"seq":-0'],
  [/"seq":\d+/, '"seq":1e3'],
  [/"seq":\d+/, '"seq":1.0'],
  [/"seq":\d+/, '"seq":01'],
  [/"seq":\d+/, '"seq":9007199254740993'],
  [/"seq":\d+/, '"seq":9007199254740992'],
  [/"seq":(\d+)/, '"seq":$1,"seq":$1'],
  [/"v":1/, '"v":-0'],
  [/"v":1/, '"v":2'],
  [/"v":1/, '"a":1,"v":1'],
  [/"v":1/, '"v":1,"w":{"b":1,"a":2}'],
  [/"v":1/, '"v":1,"w":{"b":1.5}'],
  [/"v":1/, '"v":1,"10":1,"9":1'],
  [/\{"data":\{/, '{"data":{"data":{'],
  [/\{"data":\{/, '{"data":{"__proto__":{"a":1},'],
  [/\{"data":\{/, '{"data":{"__proto__":null},"data":{'],
  [/\{"data":\{/, '{"__proto__":{"seen":1},"data":{'],
  [/\{"data":\{/, '{"data":{"0":"",'],
  [/\{"data":\{/, '{"0":"","data":{'],
  [/\{"data":\{/, '{"data":{"toJSON":"",'],
  [/("data":\{)("\w+":"[^"]*")/, "$1$2,$2"],
  [/("data":\{)("\w+":"[^"]*"),("\w+":"[^"]*")/, "$1$3,$2"],
  [/("data":\{"\w+":)"[^"]*"/, "$1{}"],
  [/("data":\{"\w+":)"[^"]*"/, '$1{"b":1,"a":1}'],
  [/("data":\{"\w+":)"[^"]*"/, "$1[1.5]"],
  [/("data":\{"\w+":)"[^"]*"/, "$1null"],
  [/("data":\{"\w+":)"/, '$1"\\u0041'],
  [/("data":\{"\w+":)"/, '$1"\\/'],
  [/("data":\{"\w+":)"/, '$1"\\u2028'],
  [/("data":\{"\w+":)"/, '$1"\\u001f'],
  [/("data":\{"\w+":)"/, '$1"\\u001F'],
  [/("data":\{"\w+":)"/, '$1"\\n'],
  [/("data":\{"\w+":)"/, '$1"\\u000a'],
  [/("data":\{"\w+":)"/, '$1"\\ud800'],
  [/("data":\{"\w+":)"/, '$1"\\ud83d\\udd11'],
  [/("data":\{"\w+":)"/, '$1"\\uD83D\\uDD11'],
  [/("data":\{"\w+":)"/, '$1"\u2028\u00e9🔑'],
  [/("data":\{"\w+":)"/, '$1"\t'],
  [/"to":\[/, '"to":["\\ud800",'],
  [/"to":\[/, '"to":[{"b":1,"a":2},'],
  [/"upTo":\{/, '"upTo":{"b":1,'],
  [/"time":"/, '"time":"1'],
];

const changed = fc.tuple(anyText, fc.array(fc.constantFrom(...CHANGES), { maxLength: 2 })).map((
  [text, changes],
) => changes.reduce((text, [from, to]) => text.replace(from, to), text));

/** What an event is by the letter: the JCS form of what was parsed is the text, all numbers are safe integers. */
function slowly(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (canonicalForm(value) !== text || !isSafe(value)) return undefined;
  } catch {
    return undefined;
  }
  return readEvent(value);
}

function isSafe(value: unknown): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value);
  return typeof value !== "object" || value === null || Object.values(value).every(isSafe);
}

/** What matches its type's pattern. */
function isShort(text: string): boolean {
  return PATTERNS.some((pattern) => pattern.test(text));
}

Deno.test("the short way to an event comes to what the long way comes to", () => {
  const used = new Set<string>();
  let short = 0, refused = 0;
  fc.assert(
    fc.property(changed, (text) => {
      // Patterns are not used before enough events of a type came by.
      const type = /"type":"([^"]*)","v":1}$/.exec(text)?.[1] ?? "";
      for (let n = 0; !used.has(type) && n < 1_000; n++) isUsual(text, type);
      used.add(type);
      const found = eventIn(text), expected = slowly(text);
      if (expected === undefined) assert.equal(typeof found, "string", text);
      else if (expected instanceof NewerEvent) assert.ok(found instanceof NewerEvent, text);
      else assert.deepEqual(found, expected, text);
      if (typeof found === "string") refused++;
      else if (isUsual(text, type)) short++;
      assert.equal(isUsual(text, type), isShort(text), text);
    }),
    { numRuns: 2_000 },
  );
  assert.ok(short > 50 && refused > 300, `${short} short, ${refused} refused`);
});

Deno.test("a usual event with any character in place of another is what the long way says that it is", () => {
  const piece = fc.oneof(
    fc.constantFrom(...'"\\{}[]:,-.0123456789abcfgTZ \n\u0000\u2028é'),
    fc.constantFrom("", '","', '":"', "null", "true", "\ud83d\udd11", "0\\u0031"),
    fc.string({ unit: "binary", maxLength: 2 }),
  );
  let short = 0, refused = 0;
  fc.assert(
    fc.property(usualText, fc.nat(), fc.nat(2), piece, (text, at, length, piece) => {
      const from = at % (text.length + 1);
      const mutated = text.slice(0, from) + piece + text.slice(from + length);
      const long = slowly(mutated);
      if (isShort(mutated)) {
        short++;
        assert.deepEqual(JSON.parse(mutated), long, mutated);
      }
      if (long === undefined) refused++;
    }),
    { numRuns: 5_000 },
  );
  assert.ok(short > 300 && refused > 300, `${short} short, ${refused} refused`);
});

Deno.test("events as this program writes them match their type's pattern", () => {
  fc.assert(fc.property(usualText, (text) => isShort(text)));
  const without = TYPES.filter((type) => patternOf(type) === undefined);
  assert.deepEqual(without, ["signer.retired", "key.switched", "policy.set"]);
});

Deno.test("names out of order, a newer version and what has seen something don't go the short way", () => {
  const data = { environment: "default", name: "A" };
  const event = { data, id: ID, seq: 0, time: TIME, type: "secret.removed", v: 1 };
  assert.ok(isShort(JSON.stringify(event)));
  const others = [
    { ...event, v: 2 },
    { ...event, seen: {} },
    { ...event, w: 1 },
    { ...event, data: { name: "A", environment: "default" } },
    { ...event, data: { ...data, zone: "" } },
    { ...event, data: [] },
    { ...event, type: "constructor" },
    { ...event, type: "secretXremoved" },
    { ...event, seq: 0.5 },
    { v: 1, ...Object.fromEntries(Object.entries(event).reverse()) },
    { ...event, type: "signer.retired", data: { signer: "a", upTo: { b: 1, a: 1 } } },
  ];
  for (const other of others) assert.ok(!isShort(JSON.stringify(other)), JSON.stringify(other));
});

Deno.test("an instant is what a clock can show, however it is told", () => {
  const near = fc.tuple(
    fc.constantFrom(0, 1, 1900, 1999, 2000, 2024, 9999),
    fc.nat(13),
    fc.nat(32),
    fc.nat(24),
    fc.nat(60),
  )
    .map(([year, month, day, hour, second]) => {
      const [y, mo, d, h, s] = [year, month, day, hour, second].map((n, i) =>
        String(n).padStart(i === 0 ? 4 : 2, "0")
      );
      return `${y}-${mo}-${d}T${h}:00:${s}.000Z`;
    });
  const whole = new RegExp(`^${instant.written}$`);
  fc.assert(
    fc.property(near, (text) => {
      const ms = Date.parse(text);
      const isOne = !Number.isNaN(ms) && new Date(ms).toISOString() === text;
      assert.equal(instant(text), isOne, text);
      assert.equal(whole.test(JSON.stringify(text)), isOne && !text.includes("-02-29T"), text);
    }),
    { numRuns: 5_000 },
  );
  for (
    const other of [
      "2026-1-01T00:00:00.000Z",
      "2026-01-01T00:00:00Z",
      "2026-01-01T00:00:00.000Z\n",
      "",
      0,
      null,
      [TIME],
    ]
  ) {
    assert.ok(!instant(other), JSON.stringify(other));
  }
});

Deno.test("what narrows a recipient is read from version 2 on, and version 3 is newer", () => {
  const data = { environments: ["staging"], key: "age1", label: "ci", recipient: "r" };
  const event = (v: number) => ({
    data,
    id: ID,
    seq: 0,
    time: TIME,
    type: "recipient.added",
    v,
  });
  for (const read of [readEvent, (value: object) => eventIn(canonicalForm(value))]) {
    const { environments: _, ...whole } = data;
    assert.deepEqual(read(event(1)), { ...event(1), data: whole });
    assert.deepEqual(read(event(2)), event(2));
    assert(read(event(3)) instanceof NewerEvent);
  }
  for (const v of [1, 2, 3]) assert(!isShort(canonicalForm(event(v))));
});
