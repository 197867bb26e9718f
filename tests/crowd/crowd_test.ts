// Many processes on one vault at once: each waits for its turn, all get it, and nothing is lost.

import assert from "node:assert/strict";
import { runProgram } from "../support/strace.ts";
import { runOk } from "../support/survival.ts";
import { makeWorld, type World } from "../support/world.ts";
import { startChild } from "../system/support.ts";

const PROCESSES = 8, CHANGES = 100, SHARED = 10;
const MEMBER = new URL("./member.ts", import.meta.url).pathname;

/** What a member of the crowd printed. */
interface Told {
  readonly statuses: readonly number[];
  readonly longestMs: number;
  readonly said: string;
}

async function member(world: World, startAt: number, commands: readonly string[]): Promise<Told> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", "--no-check", MEMBER, `${startAt}`, ...commands],
    env: { ...world.env },
    cwd: world.folder,
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout).trimEnd().split("\n").at(-1)!);
}

/** Every other change is of a secret that all change; its value says who made it. */
function commandOf(process: number, change: number): string {
  const name = change % 2 === 0 ? `SHARED_${change % SHARED}` : `SECRET_${process}_${change}`;
  return `secret set ${name} value-${process}-${change}`;
}

Deno.test(`crowd: ${PROCESSES} processes with ${CHANGES} changes each are ${PROCESSES * CHANGES} events in one log`, async () => {
  await using world = await makeWorld();
  await runOk(world, "init", [0]);
  const before = (await world.json("log verify")).logs[0].records;
  const startAt = Date.now() + 3_000;
  const told = await Promise.all(
    Array.from({ length: PROCESSES }, (_, process) =>
      member(
        world,
        startAt,
        Array.from({ length: CHANGES }, (_, change) => commandOf(process, change)),
      )),
  );
  const seconds = (Date.now() - startAt) / 1_000;
  for (const { statuses, said } of told) assert.deepEqual(new Set(statuses), new Set([0]), said);
  const longest = Math.max(...told.map(({ longestMs }) => longestMs));
  const { logs } = await world.json("log verify --full");
  assert.deepEqual(logs.map(({ records }: { records: number }) => records), [before + PROCESSES * CHANGES]);
  const { secrets } = await world.json("secret list");
  assert.equal(secrets.length, PROCESSES * CHANGES / 2 + SHARED / 2);
  const events = (await runOk(world, "log export --format jsonl", [0])).stdout;
  assert.equal(events.split('"type":"secret.set"').length - 1, PROCESSES * CHANGES);
  for (let process = 0; process < PROCESSES; process++) {
    const { stdout } = await world.run(`secret get SECRET_${process}_99`);
    assert.equal(stdout, `value-${process}-99\n`);
  }
  console.log(
    `${PROCESSES * CHANGES} changes in ${seconds.toFixed(1)} s, the slowest in ${
      (longest / 1_000).toFixed(1)
    } s`,
  );
});

Deno.test("crowd: a vault that is held for 10 s is 5, naming the holder; a dead one holds nothing", async () => {
  await using world = await makeWorld();
  await runOk(world, "init", [0]);
  await runOk(world, "secret set A b", [0]);
  const [vault] = [...Deno.readDirSync(`${world.home}/vaults`)];
  const lock = `${world.home}/vaults/${vault!.name}/lock`;
  await using holder = startChild(["hold_lock", lock]);
  await holder.until("held");
  const place = { args: ["secret", "set", "A", "c"], env: world.env, cwd: world.folder };
  const from = performance.now();
  const { status, stdout, stderr } = await runProgram(place);
  const waitedMs = performance.now() - from;
  assert.equal(status, 5, stderr);
  assert.equal(stdout, "");
  assert.ok(stderr.includes(`held by pid ${holder.pid}\n`), stderr);
  assert.ok(waitedMs > 9_900 && waitedMs < 30_000, `${waitedMs} ms`);
  holder.kill("SIGKILL");
  await holder.ended();
  assert.equal(Deno.readTextFileSync(lock), `pid ${holder.pid}`, "its name is left, and means nothing");
  const after = performance.now();
  assert.equal((await runProgram(place)).status, 0);
  assert.ok(performance.now() - after < 9_000);
});
