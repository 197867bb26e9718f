import assert from "node:assert/strict";
import fc from "fast-check";
import type { EventType } from "../../src/domain/events.ts";
import { canonicalForm } from "../../src/log/canonical.ts";
import { NewerEvent, plainEvent, readEvent } from "../../src/log/event_schema.ts";
import { eventIn } from "../../src/log/record.ts";
import { ANY_DATA } from "../domain/any_event.ts";

const ID = "019ab0c0-0000-7000-8000-000000000000";

/** The canonical text of an event of any type, in whose texts is anything. */
const anyText = fc.constantFrom(...Object.keys(ANY_DATA) as EventType[]).chain((type) =>
  fc.record({
    data: ANY_DATA[type] as fc.Arbitrary<object>,
    text: fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\u2028", "\u007f", "é🔑", "\\ud800", "\\"),
    ),
    seq: fc.constantFrom(0, 1, 1_000, Number.MAX_SAFE_INTEGER),
    more: fc.constantFrom({}, { seen: { "0123456789abcdef": [1, `${"A".repeat(43)}=`] } }, { 7: 1 }, {
      later: [],
    }),
  }).map(({ data, text, seq, more }) => {
    const texts = Object.entries(data).map(([name, value]) => [name, value === "A" ? text : value]);
    const event = { ...more, v: 1, seq, id: ID, time: "2026-11-23T12:00:00.000Z", type };
    return canonicalForm({ ...event, data: Object.fromEntries(texts) });
  })
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

Deno.test("the short way to an event comes to what the long way comes to", () => {
  let short = 0, refused = 0;
  fc.assert(
    fc.property(changed, (text) => {
      const found = eventIn(text), expected = slowly(text);
      if (expected === undefined) assert.equal(typeof found, "string", text);
      else if (expected instanceof NewerEvent) assert.ok(found instanceof NewerEvent, text);
      else assert.deepEqual(found, expected, text);
      if (typeof found === "string") refused++;
      else if (plainEvent(found) !== undefined) short++;
    }),
    { numRuns: 2_000 },
  );
  assert.ok(short > 100 && refused > 100, `${short} short, ${refused} refused`);
});

Deno.test("names out of order, a newer version and what has seen something don't go the short way", () => {
  const data = { environment: "default", name: "A" };
  const event = { data, id: ID, seq: 0, time: "2026-11-23T12:00:00.000Z", type: "secret.removed", v: 1 };
  assert.equal(plainEvent(event), event);
  const others = [
    { ...event, v: 2 },
    { ...event, seen: {} },
    { ...event, w: 1 },
    { ...event, data: { name: "A", environment: "default" } },
    { ...event, data: { ...data, zone: "" } },
    { ...event, data: [] },
    { ...event, type: "constructor" },
    { ...event, seq: 0.5 },
    { v: 1, ...Object.fromEntries(Object.entries(event).reverse()) },
    { ...event, type: "signer.retired", data: { signer: "a", upTo: { b: 1, a: 1 } } },
  ];
  for (const other of others) assert.equal(plainEvent(other), undefined, JSON.stringify(other));
});
