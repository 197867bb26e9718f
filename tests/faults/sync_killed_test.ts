// A sync is killed in and after each of its steps, those of git among them, and so before the next. What is left is a vault that
// verifies, or none where there was none; the next sync ends where an undisturbed one would have.

import assert from "node:assert/strict";
import type { Processes } from "../../src/system/processes.ts";
import { deathsIn, Life, type Step } from "../support/dying.ts";
import { SavedWorld } from "../support/saved_world.ts";
import { type Clone, makeTeam, runGit, type Team } from "../support/team.ts";
import type { RunOptions } from "../support/world.ts";

const WRITING = new Set(["fetch", "hash-object", "mktree", "commit-tree", "update-ref", "push"]);

/** Git, in a process that dies after one of its calls. */
class DyingGit {
  readonly calls: string[] = [];
  readonly #end = new AbortController();
  readonly #last: number | undefined;

  constructor(last?: number) {
    this.#last = last;
  }

  get options(): RunOptions {
    const processes = (inner: Processes): Processes => ({
      ...inner,
      output: async (command, args, cwd, options) => {
        const index = this.calls.push(args.find((arg, n) => !arg.startsWith("-") && args[n - 1] !== "-c")!) -
          1;
        const result = await inner.output(command, args, cwd, options);
        if (index !== this.#last) return result;
        this.#end.abort(new Error("dead"));
        throw new Error("dead");
      },
    });
    return { processes, interrupt: this.#end.signal };
  }
}

/** Three machines; the records of two have seen each other in turns, and the third, which is swept, has some of them. */
async function entangled(): Promise<{ team: Team; third: Clone }> {
  const team = await makeTeam();
  const { first } = team;
  await first.set("ONE");
  await first.json("sync");
  const second = await team.clone("second"), third = await team.clone("third");
  await third.json("sync");
  await third.set("OWN");
  for (let n = 0; n < 2; n++) {
    for (const clone of [second, first]) {
      await clone.json("sync");
      await clone.set(`SECRET_${n}_${clone === first ? 1 : 2}`);
      await clone.json("sync");
    }
  }
  await first.run("secret remove ONE --yes");
  await first.json("sync");
  return { team, third };
}

/** What the end of a sync must be: the digest here, and the tree of the branch at the remote. */
async function endOf(team: Team, clone: Clone): Promise<readonly [string, string]> {
  assert.equal((await clone.run("log verify --full")).status, 0);
  return [(await clone.run("replay")).stdout, runGit(team.remote, "rev-parse", "cred^{tree}")];
}

async function sweep(team: Team, clone: Clone): Promise<readonly Step[]> {
  await using saved = await SavedWorld.of(team.world);
  const life = new Life(), git = new DyingGit();
  const whole = await clone.run("sync", { ...git.options, ...life.options });
  assert.equal(whole.status, 0, whole.stderr);
  const expected = await endOf(team, clone);
  const deaths = [
    ...life.steps.flatMap((step, index) =>
      deathsIn(step).filter((when) => when !== "before" || index === 0).map((when) => ({
        name: `${when} ${step.what} ${step.on}`,
        options: new Life({ step: index, when }).options as RunOptions,
      }))
    ),
    // After one that only reads is after the last one that wrote.
    ...git.calls.flatMap((name, call) =>
      WRITING.has(name) ? [{ name: `after git ${name}`, options: new DyingGit(call).options }] : []
    ),
  ];
  assert(life.steps.length >= 6 && git.calls.length > 10);
  for (const { name, options } of deaths) {
    saved.restore();
    const dead = await clone.run("sync", options);
    const verified = await clone.run("log verify --full");
    // 4: there was no vault, and there is none yet.
    assert([0, 4].includes(verified.status), `${name}: ${verified.stderr}`);
    const next = await clone.run("sync");
    assert.equal(next.status, 0, `${name} (${dead.status}): ${next.stderr}`);
    assert.deepEqual(await endOf(team, clone), expected, name);
  }
  assert.equal(clone.git("status", "--porcelain"), "");
  return life.steps;
}

Deno.test("sync: killed at any step, the vault verifies and the next sync ends as it should", async () => {
  const { team, third } = await entangled();
  await using _team = team;
  const steps = await sweep(team, third);
  assert(steps.filter(({ what }) => what === "append").length >= 3, "their records were not entangled");
});

Deno.test("sync: killed at any step where it makes the vault", async () => {
  await using team = await makeTeam();
  await team.first.set("ONE");
  await team.first.json("sync");
  await sweep(team, await team.clone("second"));
});
