import assert from "node:assert/strict";
import fc from "fast-check";
import { toBase64 } from "../../src/domain/encoding.ts";
import { lightSha256 } from "../../src/log/hash.ts";
import { type LogBytes, wholeLog } from "../../src/log/log_bytes.ts";
import { LogReader } from "../../src/log/log_reader.ts";
import { readingOf, Scribe } from "./scribe.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A log whose parts come in these sizes, again and again. */
function inParts(bytes: Bytes, sizes: readonly number[]): LogBytes {
  let turn = 0;
  return {
    size: bytes.length,
    read: (offset, length) =>
      Promise.resolve(bytes.slice(offset, offset + Math.min(length, sizes[turn++ % sizes.length]!))),
  };
}

/** All that a reader says of a log. */
async function look(log: LogBytes) {
  const reader = new LogReader("0123456789abcdef", log, lightSha256);
  const events: unknown[] = [];
  try {
    for (;; await reader.feed()) {
      for (let event = reader.next(); event !== undefined; event = reader.next()) {
        events.push([event, reader.end, reader.signature]);
      }
      if (!reader.isHungry) break;
    }
    const { end, signature, lacksNewline } = reader;
    const torn = toBase64(reader.torn);
    reader.release();
    assert.deepEqual([reader.end, reader.signature, toBase64(reader.torn)], [end, signature, torn]);
    return { events, end, signature, lacksNewline, torn, root: toBase64(reader.tree.root()) };
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return { events, code, message };
  }
}

async function log(): Promise<Bytes> {
  const scribe = await Scribe.make();
  await scribe.begin(3);
  await scribe.write(scribe.first, [{
    type: "secret.described",
    data: { environment: "default", name: "A", description: "ключ 鍵 🔑" },
  }]);
  return scribe.bytes();
}

const sizes = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 4 });

Deno.test("a log read in parts of any size says what it says as a whole", async () => {
  const bytes = await log();
  const changes = fc.array(
    fc.tuple(fc.nat(bytes.length - 1), fc.constantFrom(0, 0x0a, 0x22, 0x78, 0xff)),
    { maxLength: 2 },
  );
  const tails = fc.constantFrom("", "\n", "x", "x\n", "\0\0\n", "\0\n\0", "garbage\nmore\0", '{"e":{');
  await fc.assert(
    fc.asyncProperty(sizes, changes, fc.nat(bytes.length), tails, async (sizes, changes, cut, tail) => {
      const changed = Uint8Array.from([
        ...bytes.slice(0, cut < 200 ? bytes.length : cut),
        ...new TextEncoder().encode(tail),
      ]);
      for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
      assert.deepEqual(await look(inParts(changed, sizes)), await look(changed));
    }),
    { numRuns: 400 },
  );
});

Deno.test("damage that a record follows is told before the rest is read", async () => {
  const bytes = await log();
  const damaged = Uint8Array.from(bytes);
  damaged[10] = 0x0a;
  let read = 0;
  const { code } = await look({
    size: 1_000_000,
    read: (offset) => Promise.resolve(damaged.slice(offset % bytes.length, read += 600)),
  });
  assert.equal(code, "integrity.damaged");
  assert.ok(read < 10_000, `${read}`);
});

Deno.test("a line longer than that of any record is no record, newline or not", async () => {
  const bytes = await log();
  const long = new Uint8Array(200_000).fill(0x78);
  const torn = Uint8Array.from([...bytes, ...long]);
  assert.deepEqual(await look(inParts(torn, [30_000])), await look(torn));
  const ended = Uint8Array.from([...torn, 0x0a]);
  assert.equal((await look(inParts(ended, [30_000])) as { code?: string }).code, "integrity.damaged");
  assert.equal((await look(ended) as { code?: string }).code, "integrity.damaged");
});

Deno.test("several logs in parts, every signature checked; one that changes meanwhile is told", async () => {
  const scribe = await Scribe.make();
  await scribe.begin(40);
  await scribe.open(scribe.further(1), scribe.first);
  const files = scribe.files();
  const { publicKey } = files;
  const parts = [...files.logs].map(([name, bytes]) => [name, inParts(bytes, [700, 3])] as const);
  const found = await readingOf({ publicKey, logs: new Map(parts) }, { everySignature: true });
  assert.deepEqual(found, await readingOf(files, { everySignature: true }));
  const all = scribe.bytes();
  assert.deepEqual(await wholeLog(inParts(all, [999])), all);
  let reads = 0;
  const changing = {
    size: all.length,
    read: (at: number) => Promise.resolve(all.slice(at, reads++ ? 9_000 : undefined)),
  };
  const changed = await readingOf({ publicKey, logs: new Map([[scribe.first, changing]]) }, {
    everySignature: true,
  });
  assert.equal(changed.code, "conflict.changed");
});
