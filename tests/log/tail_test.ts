import assert from "node:assert/strict";
import { lightSha256 } from "../../src/log/hash.ts";
import { LogReader } from "../../src/log/log_reader.ts";
import { readingOf, Scribe } from "./scribe.ts";

const utf8 = new TextEncoder();
const NEWLINE = 0x0a;

/** What a reader says of bytes: how many records, where they end, what is torn; or that they are damaged. */
function look(name: string, bytes: Uint8Array<ArrayBuffer>) {
  const reader = new LogReader(name, bytes, lightSha256);
  try {
    while (reader.next() !== undefined);
  } catch (error) {
    return { code: (error as { code: string }).code, records: reader.tree.size };
  }
  return {
    records: reader.tree.size,
    end: reader.end,
    torn: reader.torn.length,
    lacksNewline: reader.lacksNewline,
  };
}

function lineEnds(bytes: Uint8Array): number[] {
  return [...bytes.keys()].filter((at) => bytes[at] === NEWLINE).map((at) => at + 1);
}

function join(...parts: readonly (Uint8Array | string)[]): Uint8Array<ArrayBuffer> {
  const bytes = parts.map((part) => typeof part === "string" ? utf8.encode(part) : part);
  return Uint8Array.from(bytes.flatMap((part) => [...part]));
}

async function log(): Promise<{ scribe: Scribe; bytes: Uint8Array<ArrayBuffer>; ends: number[] }> {
  const scribe = await Scribe.make();
  await scribe.begin(5);
  const bytes = scribe.bytes();
  return { scribe, bytes, ends: lineEnds(bytes) };
}

Deno.test("cut at every byte of the last three records: torn where it should be, or whole", async () => {
  const { scribe, bytes, ends } = await log();
  for (let size = ends[1]!; size <= bytes.length; size++) {
    const whole = ends.filter((end) => end <= size);
    const lacksNewline = ends.includes(size + 1);
    const found = look(scribe.first, bytes.slice(0, size));
    const end = lacksNewline ? size : whole.at(-1)!;
    assert.deepEqual(found, {
      records: whole.length + (lacksNewline ? 1 : 0),
      end,
      torn: size - end,
      lacksNewline,
    });
  }
});

Deno.test("zeros at the end, as a crash leaves them, are torn", async () => {
  const { scribe, bytes, ends } = await log();
  const last = ends.at(-2)!;
  const cuts = [0, 1, 5, 6, 100, 200, 300].map((at) => last + at);
  for (const kept of [...cuts, bytes.length - 2, bytes.length - 1, bytes.length]) {
    for (const zeros of [1, 4_096]) {
      const found = look(scribe.first, join(bytes.slice(0, kept), new Uint8Array(zeros)));
      // A record that lacks only its newline is torn when zeros are where the newline should be.
      const end = kept === bytes.length ? bytes.length : last;
      assert.deepEqual(found, {
        records: end === last ? 4 : 5,
        end,
        torn: kept + zeros - end,
        lacksNewline: false,
      });
    }
  }
});

Deno.test("zeros inside the last lines, newlines after them: torn as long as no record follows", async () => {
  const { scribe, bytes, ends } = await log();
  const [from, to] = [ends[2]!, ends[3]!];
  const zeroed = Uint8Array.from(bytes);
  zeroed.fill(0, from + 10, to - 10);
  const withoutLast = zeroed.slice(0, to);
  assert.deepEqual(look(scribe.first, withoutLast), {
    records: 3,
    end: from,
    torn: to - from,
    lacksNewline: false,
  });
  assert.deepEqual(look(scribe.first, zeroed), { code: "integrity.damaged", records: 3 });
  const overNewline = Uint8Array.from(bytes);
  overNewline.fill(0, to - 10, to + 10);
  assert.equal(look(scribe.first, overNewline).torn, bytes.length - from);
});

Deno.test("garbage with a newline is damage, without one it is torn", async () => {
  const { scribe, bytes } = await log();
  const table: readonly [title: string, tail: string, torn: boolean][] = [
    ["one garbage line", "x\n", false],
    ["two garbage lines", "garbage\ngarbage\n", false],
    ["an empty line", "\n", false],
    ["a line of spaces", "   \n", false],
    ["half a record, and a newline", `{"e":{"data":{}\n`, false],
    ["garbage", "x", true],
    ["half a record", `{"e":{"data":{}`, true],
    ["zeros and a newline", "\0\0\n", true],
    ["a carriage return", "\r", true],
  ];
  for (const [title, tail, torn] of table) {
    const found = look(scribe.first, join(bytes, tail));
    if (torn) {
      assert.deepEqual(
        found,
        { records: 5, end: bytes.length, torn: tail.length, lacksNewline: false },
        title,
      );
    } else assert.deepEqual(found, { code: "integrity.damaged", records: 5 }, title);
  }
});

Deno.test("any byte in the middle turned into NUL or newline is damage, never torn", async () => {
  const { scribe, bytes, ends } = await log();
  for (let at = 0; at < ends.at(-2)!; at++) {
    for (const value of [0, NEWLINE]) {
      if (bytes[at] === value) continue;
      const changed = Uint8Array.from(bytes);
      changed[at] = value;
      assert.equal(look(scribe.first, changed).code, "integrity.damaged", `${value} at ${at}`);
    }
  }
});

Deno.test("a record twice, out of order, left out, or of another place is damage", async () => {
  const { scribe, bytes, ends } = await log();
  const lines = [0, ...ends].slice(0, -1).map((from, i) => bytes.slice(from, ends[i]));
  const orders: readonly (readonly number[])[] = [[0, 1, 1, 2], [0, 2, 1, 3, 4], [0, 1, 3, 4], [1, 2, 3, 4], [
    0,
    1,
    2,
    4,
  ]];
  for (const order of orders) {
    const found = look(scribe.first, join(...order.map((i) => lines[i]!)));
    assert.equal(found.code, "integrity.damaged", order.join());
  }
});

Deno.test("lines that end as on Windows are damage", async () => {
  const { scribe } = await log();
  const changed = scribe.logs.get(scribe.first)!.replaceAll("\n", "\r\n");
  assert.equal(look(scribe.first, utf8.encode(changed)).code, "integrity.damaged");
});

Deno.test("a vault is read beside a torn tail; a log of nothing but one is no log yet", async () => {
  const { scribe, bytes } = await log();
  await scribe.open(scribe.further(1), scribe.first);
  const further = scribe.bytes(scribe.further(1));
  const torn = await readingOf(scribe.files({ [scribe.further(1)]: further.slice(0, 50) }));
  assert.deepEqual([torn.code, torn.order.length], [undefined, 5]);
  const empty = await readingOf(scribe.files({ [scribe.further(1)]: "" }));
  assert.deepEqual([empty.code, empty.order.length], [undefined, 5]);
  assert.equal(
    (await readingOf(scribe.files({ [scribe.first]: bytes.slice(0, 50) }))).code,
    "integrity.missing",
  );
  assert.equal((await readingOf(scribe.files({ [scribe.first]: "" }))).code, "integrity.missing");
});
