import assert from "node:assert/strict";
import { concatBytes } from "../../src/domain/encoding.ts";
import { readHistory } from "../../src/log/history.ts";
import { countRecords, forkError, type LogCopy, missingPieces, uniteLogs } from "../../src/log/union.ts";
import { readingOf, Scribe, secret } from "./scribe.ts";

type Logs = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** A vault of three logs that have seen each other in turns. */
async function entangled(): Promise<Scribe> {
  const scribe = await Scribe.make();
  await scribe.begin(3);
  const [a, b, c] = [scribe.first, scribe.further(1), scribe.further(2)];
  await scribe.open(b, a);
  await scribe.open(c, a);
  for (let n = 0; n < 4; n++) {
    await scribe.write(a, [secret(10 * n), secret(10 * n + 1)], scribe.heads(b));
    await scribe.write(c, [secret(10 * n + 2)], scribe.heads(a));
    await scribe.write(b, [secret(10 * n + 3), secret(10 * n + 4)], scribe.heads(c));
  }
  return scribe;
}

function copy(title: string, logs: Logs): LogCopy {
  return { title, logs };
}

function cut(bytes: Uint8Array<ArrayBuffer>, records: number): Uint8Array<ArrayBuffer> {
  const lines = new TextDecoder().decode(bytes).split(/(?<=\n)/);
  return new TextEncoder().encode(lines.slice(0, records).join(""));
}

Deno.test("union: the longest copy of each log, whichever side has it", async () => {
  const { logs } = (await entangled()).files();
  const [[a, bytesA], [b, bytesB], [c, bytesC]] = [...logs] as [
    [string, never],
    [string, never],
    [string, never],
  ];
  const one = copy("one", new Map([[a, cut(bytesA, 5)], [b, bytesB]]));
  const other = copy("other", new Map([[a, bytesA], [b, cut(bytesB, 1)], [c, bytesC]]));
  for (const copies of [[one, other], [other, one], [one, other, one]]) {
    const { logs: united, fork } = uniteLogs(copies);
    assert.equal(fork, undefined);
    assert.deepEqual(new Map([...united].sort()), new Map([...logs].sort()));
  }
});

Deno.test("union: copies that differ are a fork, with both heads and the first record that differs", async () => {
  const one = await Scribe.make(), other = await Scribe.make();
  for (const scribe of [one, other]) await scribe.begin(3);
  await one.write(one.first, [secret(7), secret(8)]);
  await other.write(other.first, [secret(9)]);
  const { fork } = uniteLogs([copy("one place", one.files().logs), copy("another", other.files().logs)]);
  const { code, message } = await forkError(fork!);
  assert.equal(code, "integrity.fork");
  const roots = [one, other].map((scribe) => scribe.heads(one.first)[one.first]![1]);
  assert.equal(
    message,
    `log ${one.first} has two heads, which differ from record 3 on: one place has 5 records with root ${
      roots[0]
    }, ` +
      `another has 4 records with root ${roots[1]}`,
  );
});

Deno.test("union: written piece by piece and cut off anywhere, it is a history", async () => {
  const scribe = await entangled();
  const { logs, publicKey } = scribe.files();
  const starts: readonly Logs[] = [
    new Map([[scribe.first, cut(logs.get(scribe.first)!, 3)]]),
    new Map([[scribe.first, cut(logs.get(scribe.first)!, 3)], [
      scribe.further(1),
      cut(logs.get(scribe.further(1))!, 1),
    ]]),
  ];
  for (const start of starts) {
    const there = new Map(Array.from(start, ([log, bytes]) => [log, bytes.length]));
    const pieces = missingPieces(logs, there);
    assert(pieces.length >= 9, `${pieces.length}`);
    const written = new Map(start);
    for (const { log, bytes } of pieces) {
      const before = written.get(log) ?? new Uint8Array();
      for (let size = 0; size <= bytes.length; size += 97) {
        const torn = new Map(written).set(log, concatBytes(before, bytes.subarray(0, size)));
        assert.equal((await readingOf({ publicKey, logs: torn })).code, undefined, `${log} ${size}`);
      }
      written.set(log, concatBytes(before, bytes));
    }
    assert.deepEqual(written, logs);
    await readHistory({ publicKey, logs: written }, () => {}, { everySignature: true });
  }
  assert.deepEqual(missingPieces(logs, new Map(Array.from(logs, ([log, bytes]) => [log, bytes.length]))), []);
});

Deno.test("union: a record that lacks only its newline is there", async () => {
  const scribe = await entangled();
  const { logs } = scribe.files();
  const whole = logs.get(scribe.first)!;
  const lacking = new Map(Array.from(logs, ([log, bytes]) => [log, bytes.length - 1]));
  assert.deepEqual(missingPieces(logs, lacking), []);
  const three = cut(whole, 3).length - 1;
  const [piece] = missingPieces(logs, new Map(lacking).set(scribe.first, three));
  assert.equal(piece!.bytes[0], 0x0a);
  assert.deepEqual(concatBytes(whole.subarray(0, three), piece!.bytes), whole);
  assert.deepEqual(
    [countRecords(whole), countRecords(whole.subarray(0, -1)), countRecords(new Uint8Array())],
    [
      11,
      11,
      0,
    ],
  );
});
