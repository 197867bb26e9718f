// The law of the sweep: the real program, with real files, fails or is killed at one system call; then others come (this
// time within this process), and all must be as if the command had never been given, or had been carried out. Who
// reports success has made it durable.

import assert from "node:assert/strict";
import { placeOf } from "../support/call_lines.ts";
import { Disk } from "../support/durability.ts";
import { rootOf, SavedWorld } from "../support/saved_world.ts";
import { type RunPlace, runProgram, trace, type Traced, whyNoStrace } from "../support/strace.ts";
import { type Case, foreignKeys, surviveIn } from "../support/survival.ts";
import type { World } from "../support/world.ts";
import { type Point, pointsOf } from "./points.ts";

/** A command that is swept. */
export interface Swept extends Case {
  /** The platform that is asked; the source unless given. */
  readonly server?: Pick<World["server"], "requests" | "misbehave" | "hold">;
  /** Puts back what is neither a file nor at the source. */
  readonly reset?: () => void;
  /** What must be true whatever happened, before the command is given again. */
  readonly meanwhile?: (world: World) => Promise<void>;
}

const skipped = whyNoStrace();
/** What is warned of and does no harm: the file of a dead value may come back with the power. */
const DEAD_VALUE = "a dead sealed value was not removed";

class Sweep {
  readonly tried = { SIGKILL: 0, EIO: 0, ENOSPC: 0, platform: 0 };
  readonly #world: World;
  readonly #one: Swept;
  readonly #saved: SavedWorld;

  constructor(world: World, one: Swept, saved: SavedWorld) {
    this.#world = world;
    this.#one = one;
    this.#saved = saved;
  }

  get #place(): RunPlace {
    const { env, folder } = this.#world;
    const { command, how } = this.#one;
    const stdin = typeof how?.stdin === "string" ? how.stdin : "";
    return { args: command.split(" "), env: { ...env, ...how?.env }, cwd: folder, stdin };
  }

  /** The world as it was, with tokens that are the same each time: they are in the names of sealed values. */
  #restore(): void {
    this.#saved.restore();
    this.#one.reset?.();
    let made = 0;
    this.#world.server.account.makeToken = () => `re_SweepKey_${String(++made).padStart(24, "0")}`;
  }

  async systemCalls(): Promise<void> {
    const root = rootOf(this.#world);
    this.#restore();
    const whole = await trace({ root, ...this.#place });
    assert.equal(whole.status, 0, whole.stderr);
    const paths = new Set(
      whole.calls.flatMap(({ path, to }) => path === "socket" ? [] : to === undefined ? [path] : [path, to]),
    );
    for (const point of pointsOf(whole.calls)) {
      const { name, when, fault } = point.inject;
      const title = `${fault} at ${name} ${when}, ${placeOf(point.call.path, root)}`;
      this.#restore();
      const foreign = foreignKeys(this.#world);
      const run = await trace({ root, paths: [...paths], inject: point.inject, ...this.#place });
      this.tried[fault as "EIO"]++;
      await this.#judge(title, run, foreign, () => wasHit(point, run));
    }
  }

  /** Each request, lost before the work, cut off after it, and the process killed before and after. */
  async platform(): Promise<void> {
    this.#restore();
    const server = this.#one.server ?? this.#world.server;
    const from = server.requests.length;
    assert.equal((await runProgram(this.#place)).status, 0);
    const requests = server.requests.slice(from);
    for (const [index, { method, path }] of requests.entries()) {
      const same = requests.slice(0, index).filter((other) =>
        other.method === method && other.path === path
      ).length;
      for (const how of ["lost before", "cut off after", "killed before", "killed after"] as const) {
        this.#restore();
        const foreign = foreignKeys(this.#world);
        const matching = { method, path };
        if (same > 0) server.misbehave({ ...matching, times: same }, { what: "delay", ms: 0 });
        let killedAt: Promise<void> | undefined;
        let release = () => {};
        if (how === "lost before") server.misbehave(matching, { what: "drop", work: false });
        else if (how === "cut off after") server.misbehave(matching, { what: "truncate", work: true });
        else {
          const hold = server.hold(matching, how === "killed before" ? "before" : "after");
          killedAt = hold.arrived;
          if (how === "killed after") release = hold.release;
        }
        const run = await runProgram(this.#place, killedAt);
        release();
        this.tried.platform++;
        await this.#judge(`${how} ${method} ${path}`, run, foreign, () => {
          assert.equal(run.status === 137, killedAt !== undefined, `${run.status}`);
        });
      }
    }
  }

  async #judge(
    title: string,
    run: Omit<Traced, "calls"> & Partial<Pick<Traced, "calls">>,
    foreign: readonly string[],
    check: () => void,
  ): Promise<void> {
    const one = this.#one;
    try {
      check();
      assert.ok([0, 1, 3, 137].includes(run.status), `status ${run.status}`);
      if (run.status === 0 && run.calls !== undefined) this.#isDurable(run.calls, run.stderr);
      if (run.status === 0) await one.then(this.#world);
      await one.meanwhile?.(this.#world);
      await surviveIn(this.#world, one, foreign);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${one.name}, ${title} (${run.status}: ${run.stderr.trim()}): ${why}`, { cause });
    }
  }

  #isDurable(calls: Traced["calls"], stderr: string): void {
    const disk = new Disk();
    for (const call of calls) disk.take(call);
    const lost = disk.unsafe.filter((path) => !(stderr.includes(DEAD_VALUE) && /\/values\//.test(path)));
    assert.deepEqual(lost, [], "success was reported before it was durable");
  }
}

/** The fault came where it was meant to. */
function wasHit({ call, inject }: Point, { status, calls }: Traced): void {
  const hit = inject.fault === "SIGKILL"
    ? calls.findLast(({ ended }) => !ended)
    : calls.find(({ injected }) => injected);
  assert.equal(hit?.name, call.name, "the fault came elsewhere");
  assert.equal(hit?.path, call.path, "the fault came elsewhere");
  if (inject.fault === "SIGKILL") assert.equal(status, 137);
}

/** Sweeps one command; prints its line of the README's table. */
export function sweepTest(
  make: () => Promise<{ readonly world: World; readonly one: Swept } & AsyncDisposable>,
): void {
  Deno.test({
    name: `sweep${skipped}`,
    ignore: skipped !== "",
    fn: async () => {
      await using made = await make();
      const { world, one } = made;
      await using saved = await SavedWorld.of(world);
      const sweep = new Sweep(world, one, saved);
      await sweep.systemCalls();
      await sweep.platform();
      const { SIGKILL, EIO, ENOSPC, platform } = sweep.tried;
      console.log(`| \`${one.command}\` | ${SIGKILL} | ${EIO} | ${ENOSPC} | ${platform} |`);
    },
  });
}
