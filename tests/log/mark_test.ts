import assert from "node:assert/strict";
import fc from "fast-check";
import type { HistoryEvent } from "../../src/domain/events.ts";
import { headOf, type History, type HistoryFiles, readHistory } from "../../src/log/history.ts";
import { type HistoryMark, markOf } from "../../src/log/mark.ts";
import { anySteps, Four } from "./four_logs.ts";
import { Scribe, secret } from "./scribe.ts";

interface Reading {
  readonly history: History;
  readonly events: readonly HistoryEvent[];
}

async function reading(files: HistoryFiles, from?: HistoryMark): Promise<Reading> {
  const events: HistoryEvent[] = [];
  const history = await readHistory(files, (event) => void events.push(event), { from });
  return { history, events };
}

/** What is behind a mark; undefined where all must be read. */
async function readingFrom(files: HistoryFiles, mark: HistoryMark): Promise<Reading | undefined> {
  try {
    return await reading(files, mark);
  } catch (error) {
    assert(error instanceof RangeError, `${error}`);
    return undefined;
  }
}

/** All that may be asked of a history behind a mark. */
function answers({ history }: Reading, { logs: marks }: HistoryMark) {
  const logs = [...history.logs.values()].sort((a, b) => a.name < b.name ? -1 : 1);
  return {
    heads: logs.flatMap((log) => {
      const size = log.reader.tree.size;
      const first = Math.max(1, marks.get(log.name)?.frontier.size ?? 1);
      return Array.from({ length: size - first + 1 }, (_, i) => headOf(log, first + i));
    }),
    readers: logs.map(({ reader }) => [reader.end, reader.signature, reader.lacksNewline, [...reader.torn]]),
    pasts: logs.map(({ name, reader }) => history.past.of(name, reader.tree.size)),
    next: markOf(history),
  };
}

Deno.test("what is read behind a mark is what reading everything comes to, or it is refused", async () => {
  let taken = 0, refused = 0;
  await fc.assert(
    fc.asyncProperty(anySteps, fc.nat(), async (steps, at) => {
      const four = new Four(await Scribe.make());
      await four.scribe.begin(1);
      const cut = at % steps.length;
      for (const step of steps.slice(0, cut)) await four.write(step);
      const before = await reading(four.scribe.files());
      for (const step of steps.slice(cut)) await four.write(step);
      const whole = await reading(four.scribe.files());
      const mark = markOf(before.history)!;
      const behind = await readingFrom(four.scribe.files(), mark);
      if (behind === undefined) return void refused++;
      taken++;
      assert.deepEqual([...before.events, ...behind.events], whole.events);
      assert.deepEqual(answers(behind, mark), answers(whole, mark));
    }),
    { numRuns: 150 },
  );
  // About one in six is taken: both ways were gone, however the histories fell.
  assert(taken > 5 && refused > 20, `${taken} taken, ${refused} refused`);
});

/** One log of five records, and the mark behind the third. */
async function marked(): Promise<{ scribe: Scribe; mark: HistoryMark }> {
  const scribe = await Scribe.make();
  await scribe.begin(3);
  const mark = markOf((await reading(scribe.files())).history)!;
  await scribe.write(scribe.first, [secret(3)]);
  await scribe.write(scribe.first, [secret(4)]);
  return { scribe, mark };
}

Deno.test("a single log may go on behind a mark at any time of its clock", async () => {
  const { scribe, mark } = await marked();
  scribe.nowMs -= 86_400_000;
  await scribe.write(scribe.first, [secret(5)]);
  const behind = await readingFrom(scribe.files(), mark);
  assert.deepEqual(behind?.events.map(({ event }) => event.seq), [3, 4, 5]);
  assert.deepEqual((await readingFrom(scribe.files(), markOf(behind.history)!))?.events, []);
});

Deno.test("a torn tail behind a mark is one; before its newline a log has no mark", async () => {
  const { scribe, mark } = await marked();
  const text = scribe.logs.get(scribe.first)!;
  const torn = await readingFrom(scribe.files({ [scribe.first]: `${text}{"e":` }), mark);
  assert.equal(torn?.history.logs.get(scribe.first)?.reader.torn.length, 5);
  assert.deepEqual(markOf(torn.history), markOf((await reading(scribe.files())).history));
  const whole = await readingFrom(scribe.files({ [scribe.first]: text.slice(0, -1) }), mark);
  assert.equal(whole?.events.length, 2);
  assert.equal(markOf(whole.history), undefined);
});

Deno.test("a log that is another one at its mark is not read on", async () => {
  const { scribe, mark } = await marked();
  const lines = scribe.logs.get(scribe.first)!.split(/(?<=\n)/);
  const cut = (text: string) => readingFrom(scribe.files({ [scribe.first]: text }), mark);
  assert.equal(await cut(lines.slice(0, 2).join("")), undefined, "it is shorter");
  assert.equal(await cut(lines.slice(0, 3).join("").slice(0, -1)), undefined, "it lacks its newline");
  assert.equal((await cut(lines.slice(0, 3).join("")))?.events.length, 0);

  const other = await Scribe.make();
  await other.write(other.first, [other.beginning]);
  await other.write(other.first, [secret(7)]);
  await other.write(other.first, [secret(8)]);
  assert.equal(other.bytes().length, lines.slice(0, 3).join("").length);
  assert.equal(await readingFrom(other.files(), mark), undefined, "it was rewritten");
});

Deno.test("the frontier must be the signed one", async () => {
  const { scribe, mark } = await marked();
  const log = mark.logs.get(scribe.first)!;
  for (const text of [scribe.logs.get(scribe.first)!, scribe.logs.get(scribe.first)!.slice(0, log.end)]) {
    const peaks = log.frontier.peaks.map((peak) => peak.map((byte) => byte ^ 1));
    const wrong = { ...log, frontier: { ...log.frontier, peaks } };
    const files = scribe.files({ [scribe.first]: text });
    await assert.rejects(reading(files, { ...mark, logs: new Map([[scribe.first, wrong]]) }));
  }
});

Deno.test("what is damaged behind a mark is refused as it is without one", async () => {
  const { scribe, mark } = await marked();
  const { end } = mark.logs.get(scribe.first)!;
  for (let at = end; at < scribe.bytes().length; at += 7) {
    const bytes = scribe.bytes();
    bytes[at]! ^= 1;
    const codeOf = (from?: HistoryMark) =>
      reading(scribe.files({ [scribe.first]: bytes }), from).then(() => "read", (error) => error.code);
    const code = await codeOf();
    // Which record's signature fails is only known from the start.
    assert.equal(
      await codeOf(mark),
      code === "integrity.signature" ? "integrity.damaged" : code,
      `byte ${at}`,
    );
  }
});

Deno.test("a record about signers, and another log, must be read from the start", async () => {
  const { scribe, mark } = await marked();
  const opened = await Scribe.make();
  Object.assign(opened, { logs: new Map(scribe.logs), trees: new Map(scribe.trees) });
  await opened.open(opened.further(1), opened.first);
  assert.equal(await readingFrom(opened.files(), mark), undefined);

  const guest = await scribe.guest(8);
  const data = { signer: guest.first, publicKey: btoa(String.fromCharCode(...guest.publicKey)), label: "x" };
  await scribe.write(scribe.first, [{ type: "signer.added", data: { ...data, role: "writer" } }]);
  assert.equal(await readingFrom(scribe.files(), mark), undefined);
  const next = markOf((await reading(scribe.files())).history)!;
  await scribe.write(scribe.first, [secret(9)]);
  assert.equal((await readingFrom(scribe.files(), next))?.events.length, 1);
});
