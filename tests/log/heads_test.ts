import assert from "node:assert/strict";
import { toBase64 } from "../../src/domain/encoding.ts";
import type { NewEvent } from "../../src/domain/events.ts";
import { headOf } from "../../src/log/history.ts";
import { NO_HEADS, readHeads } from "../../src/log/heads.ts";
import { Scribe, secret } from "./scribe.ts";
import { PATHS, WriterWorld } from "./writer_world.ts";

const ADD = [[secret(10, "A")]];

/** The fact that a signer was added. */
function added({ first: signer, publicKey }: Scribe): NewEvent {
  return {
    type: "signer.added",
    data: { signer, publicKey: toBase64(publicKey), label: "guest", role: "owner" },
  };
}

/** The logs that are there, and how many records each has. */
async function sizes(world: WriterWorld): Promise<Record<string, number>> {
  world.files.begin();
  const { logs } = await world.history(true);
  return Object.fromEntries([...logs].map(([name, { reader }]) => [name, reader.tree.size]));
}

Deno.test("a log at its remembered head is continued, and the new head is remembered", async () => {
  const world = await WriterWorld.make();
  assert.equal((await world.run(ADD)).error, undefined);
  const { first } = world.scribe;
  assert.deepEqual(await sizes(world), { [first]: 3 });
  const heads = await world.heads();
  assert.equal(heads.own, first);
  assert.equal(heads.logs[first]?.size, 3);
  assert.deepEqual(heads.logs[first], headOf((await world.history()).logs.get(first)!));
});

Deno.test("a machine that remembers nothing opens a further log, and goes on with that", async () => {
  const world = await WriterWorld.make();
  await world.files.remove(PATHS.headsFile);
  for (const n of [1, 2, 3]) assert.equal((await world.run([[secret(n, `N${n}`)]])).error, undefined);
  const { first } = world.scribe;
  const found = await sizes(world);
  const further = Object.keys(found).find((name) => name !== first)!;
  assert.deepEqual(found, { [first]: 2, [further]: 4 });
  assert.match(further, new RegExp(`^${first}\\.[0-9a-f]{8}$`));
});

Deno.test("a signer that was added appends to logs of its own, never to the first signer's", async () => {
  const world = await WriterWorld.make();
  const { scribe, files } = world;
  const guest = await scribe.guest(8);
  await scribe.write(scribe.first, [added(guest)]);
  await files.replace(world.path(), scribe.bytes());
  // What the machine remembers of its former signer's log is not its new one's.
  const [size, root] = scribe.heads(scribe.first)[scribe.first]!;
  await world.remember({ own: scribe.first, logs: { [scribe.first]: { size, root } } });

  for (const n of [1, 2]) {
    assert.equal((await world.run([[secret(n)]], [], { signer: guest })).error, undefined);
  }
  const found = await sizes(world);
  const own = (await world.heads()).own!;
  assert.match(own, new RegExp(`^${guest.first}\\.[0-9a-f]{8}$`));
  assert.deepEqual(found, { [scribe.first]: 3, [own]: 3 });
});

Deno.test("the log of a signer that was made here begins under its own name", async () => {
  const world = await WriterWorld.make();
  const { scribe, files } = world;
  const guest = await scribe.guest(8);
  await scribe.write(scribe.first, [added(guest)]);
  await files.replace(world.path(), scribe.bytes());
  await world.remember({ own: guest.first, logs: { [guest.first]: { size: 0, root: "" } } });

  for (const n of [1, 2]) {
    assert.equal((await world.run([[secret(n)]], [], { signer: guest })).error, undefined);
  }
  assert.deepEqual(await sizes(world), { [scribe.first]: 3, [guest.first]: 3 });
  // Somewhere else nobody knows that, and two may begin: neither takes the name.
  await files.remove(PATHS.headsFile);
  await files.remove(world.path(guest.first));
  assert.equal((await world.run(ADD, [], { signer: guest })).error, undefined);
  assert.equal((await sizes(world))[guest.first], undefined);
});

Deno.test("a first log that broke off before it began is begun again", async () => {
  const world = await WriterWorld.make();
  const { scribe, files } = world;
  const guest = await scribe.guest(8);
  await scribe.write(scribe.first, [added(guest)]);
  await files.replace(world.path(), scribe.bytes());
  await world.remember({ own: guest.first, logs: { [guest.first]: { size: 0, root: "" } } });
  await files.replace(world.path(guest.first), new TextEncoder().encode('{"e":{"data'));
  const { error, told } = await world.run(ADD, [], { signer: guest });
  assert.equal(error, undefined);
  assert.equal(told.length, 1);
  assert.deepEqual(await sizes(world), { [scribe.first]: 3, [guest.first]: 2 });
});

Deno.test("a further log names what it has seen: every head that no other includes, once", async () => {
  const world = await WriterWorld.make();
  const { scribe, files } = world;
  const [a, b, c] = [scribe.further(1), scribe.further(2), scribe.further(3)];
  await scribe.open(a, scribe.first);
  await scribe.write(scribe.first, [secret(5)]);
  await scribe.open(b, a);
  await scribe.open(c, scribe.first);
  for (const log of [scribe.first, a, b, c]) await files.replace(world.path(log), scribe.bytes(log));
  await files.remove(PATHS.headsFile);

  assert.equal((await world.run([[secret(6, "A")], [secret(7, "B")]])).error, undefined);
  assert.equal((await world.run([[secret(8, "C")]])).error, undefined);
  const own = (await world.heads()).own!;
  const seen = files.text(world.path(own)).trimEnd().split("\n").map((line) => JSON.parse(line).e.seen);
  // `a` is included in `b`, and the first log, as far as it goes, in `c`.
  assert.deepEqual(seen, [scribe.heads(b, c), undefined, undefined, undefined]);

  await scribe.write(a, [secret(9)]);
  await files.replace(world.path(a), scribe.bytes(a));
  assert.equal((await world.run([[secret(10, "D")]])).error, undefined);
  const last = JSON.parse(files.text(world.path(own)).trimEnd().split("\n").at(-1)!).e;
  assert.deepEqual([last.data.name, last.seen], ["D", scribe.heads(a)]);
});

Deno.test("a copy that is behind is not added to, and says what it lacks", async () => {
  const world = await WriterWorld.make();
  const before = world.scribe.bytes();
  await world.run(ADD);
  await world.run([[secret(11, "B")]]);
  await world.files.replace(world.path(), before);
  const { error } = await world.run([[secret(12, "C")]]);
  assert.equal(error?.code, "integrity.behind");
  assert.match(error.message, /has 2 records, this machine has seen 4/);
  assert.deepEqual(world.files.text(world.path()), new TextDecoder().decode(before));

  await world.files.remove(world.path());
  assert.equal((await world.run([[secret(12, "C")]])).error?.code, "integrity.missing");
});

Deno.test("on demand a copy that is behind goes on in a further log, which never meets the lost records", async () => {
  const world = await WriterWorld.make();
  const { first } = world.scribe;
  const before = world.scribe.bytes();
  await world.run(ADD);
  await world.run([[secret(11, "B")]]);
  const whole = world.files.text(world.path());
  await world.files.replace(world.path(), before);
  assert.equal((await world.run([[secret(12, "C")]], [], { acceptBehind: true })).error, undefined);
  assert.equal((await world.run([[secret(13, "D")]])).error, undefined);
  const own = (await world.heads()).own!;
  assert.deepEqual(await sizes(world), { [first]: 2, [own]: 3 });
  // The rest comes back: the union of both is a history.
  await world.files.replace(world.path(), new TextEncoder().encode(whole));
  assert.equal((await world.run([[secret(14, "E")]])).error, undefined);
  assert.deepEqual((await world.check("both")).sort(), ["A", "B", "C", "D", "E", "SECRET_1"]);
});

Deno.test("the last write alone, remembered and not there, is written and not lacking", async () => {
  const world = await WriterWorld.make();
  const before = world.scribe.bytes();
  await world.run(ADD);
  await world.files.replace(world.path(), before);
  const { error, told } = await world.run([[secret(11, "B")]]);
  assert.equal(error, undefined);
  assert.deepEqual(told, ["1 record that an interrupted command had signed was added to the log"]);
  assert.deepEqual(await world.check(""), ["SECRET_1", "A", "B"]);
});

Deno.test("a log that is ahead of what is remembered is left for a further one", async () => {
  const world = await WriterWorld.make();
  const { scribe } = world;
  await scribe.write(scribe.first, [secret(5)]);
  await world.files.replace(world.path(), scribe.bytes());
  assert.equal((await world.run(ADD)).error, undefined);
  const own = (await world.heads()).own!;
  assert.notEqual(own, scribe.first);
  assert.deepEqual(await sizes(world), { [scribe.first]: 3, [own]: 2 });
});

Deno.test("a log that was written anew is refused, at any size", async () => {
  for (const records of [2, 3, 9]) {
    const world = await WriterWorld.make();
    const other = await Scribe.make();
    other.nowMs += 1;
    await other.begin(records);
    await world.files.replace(world.path(), other.bytes());
    const { error } = await world.run(ADD);
    assert.equal(error?.code, "integrity.rewritten");
    assert.match(error.message, /its first 2 records have another root/);
  }
});

Deno.test("a torn tail is kept beside, cut off, and told", async () => {
  const world = await WriterWorld.make();
  await world.files.append(world.path(), new TextEncoder().encode('{"e":{"data"'));
  const { error, told } = await world.run(ADD);
  assert.equal(error, undefined);
  assert.equal(told.length, 1);
  const [kept] = world.files.paths().filter((path) => path.startsWith(PATHS.tornFolder));
  assert.equal(world.files.text(kept!), '{"e":{"data"');
  assert.ok(told[0]!.includes(kept!) && told[0]!.includes("12 bytes"));
  assert.deepEqual(await world.check(""), ["SECRET_1", "A"]);
});

Deno.test("a torn tail of a log that this machine does not continue is left alone", async () => {
  const world = await WriterWorld.make();
  await world.files.remove(PATHS.headsFile);
  await world.files.append(world.path(), new TextEncoder().encode("{"));
  assert.deepEqual((await world.run(ADD)).told, []);
  assert.ok(world.files.text(world.path()).endsWith("\n{"));
  assert.deepEqual(await world.check(""), ["SECRET_1", "A"]);
});

Deno.test("several writes of one command follow each other; after a failed one there is none", async () => {
  for (const remembers of [true, false]) {
    const world = await WriterWorld.make();
    if (!remembers) await world.files.remove(PATHS.headsFile);
    const batches = [[secret(1, "A")], [secret(2, "B"), secret(3, "C")], [], [secret(4, "D")]];
    assert.equal((await world.run(batches)).error, undefined);
    assert.deepEqual(await world.check(""), ["SECRET_1", "A", "B", "C", "D"]);
    assert.equal(Object.keys(await sizes(world)).length, remembers ? 1 : 2);

    const second = (await world.run([[secret(5, "E")], [secret(6, "F")]])).steps.lastIndexOf("append");
    await world.run([[secret(7, "G")], [secret(8, "H")], [secret(9, "I")]], [{
      step: second,
      when: 100,
      dies: false,
    }]);
    assert.deepEqual((await world.check("")).slice(5), ["E", "F", "G"]);
  }
});

Deno.test("what is remembered is read strictly: guessing could sign a fork", async () => {
  const world = await WriterWorld.make();
  const { first } = world.scribe;
  const head = { size: 2, root: "x" };
  const bad: readonly unknown[] = [
    "",
    "{",
    null,
    [],
    {},
    { format: 2, logs: {} },
    { format: 1 },
    { format: 1, logs: { [first]: { size: 1.5, root: "x" } } },
    { format: 1, logs: { [first]: { size: -1, root: "x" } } },
    { format: 1, logs: {}, own: first },
    { format: 1, logs: { [first]: head }, pending: { from: 1, lines: "" } },
    { format: 1, logs: { [first]: head }, own: first, pending: { from: -1, lines: "" } },
  ];
  for (const value of bad) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    await world.files.replace(PATHS.headsFile, new TextEncoder().encode(text));
    await assert.rejects(readHeads(world.files, PATHS.headsFile), { code: "integrity.heads" }, text);
  }
  await world.files.remove(PATHS.headsFile);
  assert.deepEqual(await readHeads(world.files, PATHS.headsFile), NO_HEADS);
});
