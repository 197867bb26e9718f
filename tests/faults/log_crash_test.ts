import assert from "node:assert/strict";
import type { Fault } from "../log/faulty_files.ts";
import { secret } from "../log/scribe.ts";
import { WriterWorld } from "../log/writer_world.ts";

const BATCH = [secret(10, "A"), secret(11, "B")];
const NEXT = [secret(12, "C")];

/** How the vault is when the disturbed command begins. */
const BEGINNINGS: Readonly<Record<string, () => Promise<WriterWorld>>> = {
  "a log that goes on": () => WriterWorld.make(),
  "a machine that remembers nothing": async () => {
    const world = await WriterWorld.make();
    await world.files.remove("/home/heads.json");
    return world;
  },
  "a last record without its newline": async () => {
    const world = await WriterWorld.make();
    await world.files.truncate(world.path(), world.scribe.bytes().length - 1);
    return world;
  },
  "a torn tail and lines still to be written": async () => {
    const world = await WriterWorld.make();
    await world.run([[secret(5, "E"), secret(6, "F")]], [{ step: 4, when: 700, dies: true }]);
    assert.match(world.files.steps.join(), /append$/);
    return world;
  },
  "a torn first line of a further log": async () => {
    const world = await WriterWorld.make();
    await world.files.remove("/home/heads.json");
    await world.run([[secret(5, "E")]], [{ step: 3, when: 40, dies: true }]);
    assert.match(world.files.steps.join(), /append$/);
    return world;
  },
};

/** Every way to disturb one step. */
function faultsAt(step: number, name: string, cuts: readonly number[]): Fault[] {
  const whens: Fault["when"][] = name === "append" ? ["before", "after", ...cuts] : ["before", "after"];
  return whens.flatMap((when) => [{ step, when, dies: false }, { step, when, dies: true }]);
}

/** Where a write of lines can be cut off: in a line, before its newline, behind it, at its end. */
function cutsOf(lines: Uint8Array): number[] {
  const first = lines.indexOf(0x0a, 1);
  return [50, first - 1, first, first + 1, lines.length - 1];
}

for (const [title, begin] of Object.entries(BEGINNINGS)) {
  Deno.test(`whatever fails or dies once, and again: ${title}`, async () => {
    const clean = await begin();
    const before = await clean.recorded();
    const { steps } = await clean.run([BATCH]);
    const cuts = cutsOf(clean.files.appended);
    let tried = 0;
    for (const [step, name] of steps.entries()) {
      for (const fault of faultsAt(step, name, cuts)) {
        const after = (await disturbed(begin, before, [fault])).steps;
        tried++;
        // What is done about a failure can itself be cut off.
        if (fault.dies) continue;
        for (let later = step + 1; later < after.length; later++) {
          for (const when of ["before", "after"] as const) {
            await disturbed(begin, before, [fault, { step: later, when, dies: true }]);
            if (name === "append") {
              await disturbed(begin, before, [fault, { step: later, when, dies: false }]);
            }
            tried++;
          }
        }
      }
    }
    assert.ok(tried >= 40, `${tried} were tried`);
  });
}

/** A disturbed command, then an undisturbed one. */
async function disturbed(
  begin: () => Promise<WriterWorld>,
  before: readonly string[],
  faults: readonly Fault[],
) {
  const world = await begin();
  const first = await world.run([BATCH], faults);
  const title = `${JSON.stringify(faults)} in ${first.steps.join()}`;
  const next = await world.run([NEXT]);
  assert.equal(next.error, undefined, `${title}: ${next.error?.message}`);
  const recorded = await world.check(title);
  for (const name of [...before, "C"]) assert.ok(recorded.includes(name), `${title}: ${name} is lost`);
  assert.equal(recorded.includes("A"), recorded.includes("B"), `${title}: all or none`);
  if (first.error !== undefined && faults.every((fault) => !fault.dies) && faults.length === 1) {
    assert.ok(!recorded.includes("A"), `${title}: it failed, and is there`);
  }
  return first;
}

Deno.test("the repair itself can be cut off at every step, again and again", async () => {
  const begin = BEGINNINGS["a torn tail and lines still to be written"]!;
  const { steps } = await (await begin()).run([BATCH]);
  for (const [step, name] of steps.entries()) {
    for (const [again, nameAgain] of steps.entries()) {
      const world = await begin();
      const bytes = (one: string) => one === "append" ? 500 : "after";
      await world.run([BATCH], [{ step, when: bytes(name), dies: true }]);
      await world.run([[secret(20, "D")]], [{ step: again, when: bytes(nameAgain), dies: true }]);
      const title = `${name} ${step}, ${nameAgain} ${again}`;
      assert.equal((await world.run([NEXT])).error, undefined, title);
      const recorded = await world.check(title);
      for (const one of ["E", "F", "C"]) assert.ok(recorded.includes(one), `${title}: ${one}`);
    }
  }
});

Deno.test("a record that was whole for a moment is never another one: its log is left for a further one", async () => {
  const clean = await WriterWorld.make();
  const { steps } = await clean.run([BATCH]);
  const step = steps.indexOf("append");
  const [firstLine] = [...clean.files.appended.keys()].filter((at) => clean.files.appended[at] === 0x0a);
  const table: readonly [when: Fault["when"], logs: number][] = [
    ["before", 1],
    [1, 1],
    [firstLine! - 1, 1],
    [firstLine!, 2],
    [firstLine! + 1, 2],
    ["after", 2],
  ];
  for (const [when, logs] of table) {
    const world = await WriterWorld.make();
    assert.equal((await world.run([BATCH], [{ step, when, dies: false }])).error?.message, "append failed");
    assert.equal((await world.run([NEXT])).error, undefined);
    assert.deepEqual(await world.check(`${when}`), ["SECRET_1", "C"]);
    assert.equal((await world.files.list("/vault/log"))!.length, logs, `${when}`);
  }
});
