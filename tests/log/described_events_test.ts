// The list of events in src/log/README.md is what others write a verifier from: it is what the program demands.

import assert from "node:assert/strict";
import fc from "fast-check";
import { EVENT_VERSIONS } from "../../src/domain/event_versions.ts";
import { type EventType, MAX_GRACE_MS } from "../../src/domain/events.ts";
import { NewerEvent, readEvent } from "../../src/log/event_schema.ts";
import { ANY_DATA } from "../domain/any_event.ts";

interface Field {
  readonly name: string;
  readonly kind: string;
  readonly isOptional: boolean;
}

const README = await Deno.readTextFile(new URL("../../src/log/README.md", import.meta.url));
const LINES = /^```events\n([^]*?)^```$/m.exec(README)![1]!.trimEnd().split("\n").map((line) =>
  line.split(/ +/)
);
const GROUPS = new Map(LINES.map(([name, ...words]) => [name!, words]));

function fieldsOf(words: readonly string[]): Field[] {
  return words.flatMap((word): Field[] => {
    if (/^[A-Z]+$/.test(word)) return fieldsOf(GROUPS.get(word)!);
    const [, name, kind, optional] = /^(\w+)(?::([\w/-]+))?(\?)?$/.exec(word)!;
    return [{ name: name!, kind: kind ?? "text", isOptional: optional === "?" }];
  });
}

const ID = "01a219a3-bfcc-74d1-b9dc-35b51b82c44f", TIME = "2026-11-23T12:00:00.000Z";

/** Values that each kind takes, and values that it doesn't. */
const KINDS: Readonly<Record<string, readonly [good: readonly unknown[], bad: readonly unknown[]]>> = {
  text: [["", "text"], [1, true, ["text"], {}]],
  id: [[ID], ["", ID.toUpperCase(), ID.replace("-7", "-4"), 1]],
  hash: [["0a".repeat(32)], ["", "0A".repeat(32), "0a".repeat(31), 1]],
  time: [[TIME], ["", TIME.replace("Z", ""), TIME.replace("11-23", "13-23"), 1]],
  ms: [[0, MAX_GRACE_MS], [-1, 0.5, MAX_GRACE_MS + 1, "0"]],
  texts: [[[], ["a", "b"]], ["a", [1], {}]],
  sizes: [[{}, { "0123456789abcdef": 3 }], ["a", [1], { a: "1" }]],
};

function valuesOf(kind: string) {
  return KINDS[kind] ?? [kind.split("/"), ["", "other", 1]] as const;
}

const read = (type: string, data: object) =>
  readEvent({ v: EVENT_VERSIONS[type as EventType], seq: 0, id: ID, time: TIME, type, data });

const TYPES = LINES.filter(([name]) => name!.includes("."));

Deno.test("the events that are described are those that there are", () => {
  assert.deepEqual(TYPES.map(([type]) => type).sort(), Object.keys(EVENT_VERSIONS).sort());
  const later = Object.entries(EVENT_VERSIONS).filter(([, v]) => v !== 1);
  assert.deepEqual(later, [["recipient.added", 2]]);
  assert.match(README, /All are of `v` 1, but for `recipient.added` with `environments`, which is of `v` 2/);
  assert.match(README, new RegExp(`from\\s+0\\s+to\\s+${MAX_GRACE_MS.toLocaleString("en")};`));
});

for (const [type, ...words] of TYPES) {
  Deno.test(`${type}: its fields are those that are described`, () => {
    const fields = fieldsOf(words);
    const whole = Object.fromEntries(fields.map(({ name, kind }) => [name, valuesOf(kind)[0].at(-1)]));
    const dataOf = (data: object) => {
      const event = read(type!, data);
      assert(!(event instanceof NewerEvent));
      return event?.data as object | undefined;
    };
    assert.deepEqual(dataOf({ ...whole, unknown: 1 }), whole);
    for (const { name, kind, isOptional } of fields) {
      const { [name]: _, ...without } = whole;
      assert.deepEqual(dataOf(without), isOptional ? without : undefined, name);
      const [good, bad] = valuesOf(kind);
      for (const value of good) {
        assert.deepEqual(dataOf({ ...whole, [name]: value }), { ...whole, [name]: value });
      }
      for (const value of bad) {
        assert.equal(dataOf({ ...whole, [name]: value }), undefined, `${name}: ${value}`);
      }
    }
    const names = new Set(fields.map(({ name }) => name));
    fc.assert(fc.property(ANY_DATA[type as EventType] as fc.Arbitrary<object>, (data) => {
      for (const name of Object.keys(data)) assert(names.has(name), name);
    }));
  });
}
