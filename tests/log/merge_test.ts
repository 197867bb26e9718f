import assert from "node:assert/strict";
import { readHistory } from "../../src/log/history.ts";
import { readingOf, Scribe, secret } from "./scribe.ts";

/** A vault with a log and two further ones, of which the second has seen what the first further one has. */
async function threeLogs(): Promise<{ scribe: Scribe; first: string; a: string; b: string }> {
  const scribe = await Scribe.make();
  const [first, a, b] = [scribe.first, scribe.further(1), scribe.further(2)];
  await scribe.begin(2);
  await scribe.open(a, first);
  await scribe.write(first, [secret(3)]);
  await scribe.write(a, [secret(4)]);
  await scribe.open(b, a);
  await scribe.write(b, [secret(5)], scribe.heads(first));
  return { scribe, first, a, b };
}

Deno.test("the order is by time where nothing has been seen, and by what was seen before that", async () => {
  const { scribe, first, a, b } = await threeLogs();
  assert.deepEqual((await readingOf(scribe.files())).order, [
    `${first}:0`,
    `${first}:1`,
    `${a}:0`,
    `${first}:2`,
    `${a}:1`,
    `${b}:0`,
    `${b}:1`,
  ]);
});

Deno.test("a clock that goes backwards moves nothing before what it has seen", async () => {
  const scribe = await Scribe.make();
  const a = scribe.further(1);
  await scribe.begin(3);
  scribe.nowMs -= 86_400_000;
  await scribe.open(a, scribe.first);
  await scribe.write(a, [secret(9)]);
  const { first } = scribe;
  assert.deepEqual((await readingOf(scribe.files())).order, [
    `${first}:0`,
    `${first}:1`,
    `${first}:2`,
    `${a}:0`,
    `${a}:1`,
  ]);
});

Deno.test("at one instant the log's name decides", async () => {
  const scribe = await Scribe.make();
  const [a, b] = [scribe.further(1), scribe.further(2)];
  await scribe.begin(1);
  const atMs = scribe.nowMs;
  for (const log of [b, a]) {
    scribe.nowMs = atMs;
    await scribe.open(log, scribe.first);
  }
  assert.deepEqual((await readingOf(scribe.files())).order.slice(1), [`${a}:0`, `${b}:0`]);
});

Deno.test("the past of a record is itself, what came before it, and all that they have seen", async () => {
  const { scribe, first, a, b } = await threeLogs();
  const { past } = await readHistory(scribe.files(), () => {});
  const of = (log: string, size: number) => Object.fromEntries(past.of(log, size));
  assert.deepEqual(of(first, 3), { [first]: 3 });
  assert.deepEqual(of(a, 1), { [first]: 2, [a]: 1 });
  assert.deepEqual(of(a, 2), { [first]: 2, [a]: 2 });
  assert.deepEqual(of(b, 1), { [first]: 2, [a]: 2, [b]: 1 });
  assert.deepEqual(of(b, 2), { [first]: 3, [a]: 2, [b]: 2 });
  assert.deepEqual(of("nowhere", 0), { nowhere: 0 });
});

/** Histories whose `seen` is not what it should be. */
const BAD: Readonly<
  Record<
    string,
    (world: Awaited<ReturnType<typeof threeLogs>>) => Promise<readonly [code: string, message: RegExp]>
  >
> = {
  "a log that was seen is missing": (world) => {
    world.scribe.logs.delete(world.a);
    return Promise.resolve([
      "integrity.missing",
      /record 0 of log .*2 has seen 2 records of log .*1, but it is not there/,
    ]);
  },
  "the first log is missing": ({ scribe, first }) => {
    scribe.logs.delete(first);
    return Promise.resolve(["integrity.missing", /with which this vault begins/]);
  },
  "a log that was seen is shorter": ({ scribe, a }) => {
    scribe.logs.set(a, scribe.logs.get(a)!.split(/(?<=\n)/)[0]!);
    return Promise.resolve(["integrity.missing", /has seen 2 records of log .*, but it has 1/]);
  },
  "the cause is told, not who waits for it": ({ scribe, first, a }) => {
    scribe.logs.set(first, scribe.logs.get(first)!.split(/(?<=\n)/).slice(0, 1).join(""));
    return Promise.resolve([
      "integrity.missing",
      new RegExp(`record 0 of log ${a} has seen 2 records of log ${first}, but it has 1`),
    ]);
  },
  "a log that was seen is another one": async ({ scribe, a, b }) => {
    const other = await Scribe.make();
    await other.begin(2);
    await other.open(a, other.first);
    other.nowMs += 1;
    await other.write(a, [secret(99)]);
    scribe.logs.set(a, other.logs.get(a)!);
    return ["integrity.fork", new RegExp(`log ${a} is not the one that record 0 of log ${b} has seen`)];
  },
  "it names a head twice": async ({ scribe, first, b }) => {
    await scribe.write(b, [secret(6)], scribe.heads(first));
    return ["integrity.damaged", /names log .* out of turn/];
  },
  "it names an older head": async ({ scribe, first, b }) => {
    const [older] = Object.entries(scribe.heads(first));
    await scribe.write(first, [secret(6)]);
    await scribe.write(b, [secret(7)], scribe.heads(first));
    await scribe.write(b, [secret(8)], Object.fromEntries([older!]));
    return ["integrity.damaged", /names log .* out of turn/];
  },
  "it names itself": async ({ scribe, b }) => {
    await scribe.write(b, [secret(6)], scribe.heads(b));
    return ["integrity.damaged", /names log .* out of turn/];
  },
  "it names its own future": async ({ scribe, b }) => {
    await scribe.write(b, [secret(6)], { [b]: [9, scribe.heads(b)[b]![1]] });
    return ["integrity.damaged", /has seen what comes after it/];
  },
  "two have seen each other's future": async ({ scribe, a, b }) => {
    const root = scribe.heads(a)[a]![1];
    await scribe.write(a, [secret(6)], { [b]: [3, root] });
    await scribe.write(b, [secret(7)], { [a]: [3, root] });
    return ["integrity.damaged", /has seen what comes after it/];
  },
  "a further log that has seen nothing": async ({ scribe, first }) => {
    await scribe.write(scribe.further(9), [{ type: "log.opened", data: { signer: first } }]);
    return ["integrity.damaged", /"log.opened" does not belong there/];
  },
  "a further log that does not say that it was opened": async ({ scribe, first }) => {
    await scribe.write(scribe.further(9), [secret(6)], scribe.heads(first));
    return ["integrity.damaged", /"secret.set" does not belong there/];
  },
  "a further log opened by another signer": async ({ scribe, first }) => {
    await scribe.write(
      scribe.further(9),
      [{ type: "log.opened", data: { signer: "f".repeat(16) } }],
      scribe.heads(first),
    );
    return ["integrity.damaged", /"log.opened" does not belong there/];
  },
};

for (const [title, make] of Object.entries(BAD)) {
  Deno.test(`seen: ${title}`, async () => {
    const world = await threeLogs();
    const [code, message] = await make(world);
    const found = await readingOf(world.scribe.files());
    assert.equal(found.code, code, found.message);
    assert.match(found.message!, message);
  });
}
