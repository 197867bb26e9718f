// A command that changes who has access is killed before, in and after each of its steps. At that moment every value can
// be opened and the log verifies; the same command, given again, ends where an undisturbed one would have.

import assert from "node:assert/strict";
import { newcomer } from "../support/clones.ts";
import { deathsIn, Life } from "../support/dying.ts";
import { PASSPHRASE } from "../support/recovering.ts";
import { SavedWorld } from "../support/saved_world.ts";
import { type Clone, makeTeam, type Team } from "../support/team.ts";

/** What is there before, and the command that is killed, with who gives it. */
interface Case {
  readonly name: string;
  given(team: Team): Promise<{ readonly who: Clone; readonly command: string }>;
  /** Exit statuses of the command when it is given again: what was done already is a conflict. */
  readonly again: readonly number[];
  /** Who has access in the end. */
  readonly then: readonly string[];
}

const file = (team: Team) => `${team.root}/recovery.age`;

async function fresh(team: Team): Promise<Clone> {
  await team.first.json("sync");
  return await newcomer(team, "fresh");
}

const CASES: readonly Case[] = [
  {
    name: "granting",
    async given(team) {
      const { line } = await (await fresh(team)).json("access request --label fresh");
      return { who: team.first, command: `access grant ${line}` };
    },
    again: [0],
    then: ["fresh", "linux"],
  },
  {
    name: "making an access key",
    given: (team) => Promise.resolve({ who: team.first, command: "access create ci --push" }),
    again: [0, 5],
    then: ["ci", "linux"],
  },
  {
    name: "revoking",
    async given({ first }) {
      await first.json("access create ci --read-only");
      await first.json("access create deploy --push");
      return { who: first, command: "access revoke deploy --yes" };
    },
    again: [0, 5],
    then: ["ci", "linux"],
  },
  {
    name: "making a recovery key",
    given: (team) => Promise.resolve({ who: team.first, command: `recovery create --to ${file(team)}` }),
    again: [0, 5],
    then: ["linux", "recovery"],
  },
  {
    name: "coming back with it",
    async given(team) {
      await team.first.json(`recovery create --to ${file(team)}`, PASSPHRASE);
      return { who: await fresh(team), command: `recovery use ${file(team)}` };
    },
    again: [0, 5],
    then: ["linux", "linux-2", "recovery"],
  },
  {
    name: "revoking with it",
    async given(team) {
      await team.first.json(`recovery create --to ${file(team)}`, PASSPHRASE);
      const clone = await fresh(team);
      await clone.json(`recovery use ${file(team)}`, PASSPHRASE);
      return { who: clone, command: `access revoke linux --yes --recovery ${file(team)}` };
    },
    again: [0, 5],
    then: ["linux-2", "recovery"],
  },
];

for (const one of CASES) {
  Deno.test(`killed at every step of ${one.name}`, async () => {
    await using team = await makeTeam();
    await team.first.set("ONE");
    await team.first.set("TWO");
    const { who, command } = await one.given(team);
    await using saved = await SavedWorld.of(team.world);
    const whole = new Life();
    const done = await who.run(command, { ...PASSPHRASE, ...whole.options });
    assert.equal(done.status, 0, done.stderr);
    await assertEnd(who, one.then);
    for (const [step, { what, on }] of whole.steps.entries()) {
      for (const when of deathsIn(whole.steps[step]!)) {
        saved.restore();
        const life = new Life({ step, when });
        await who.run(command, { ...PASSPHRASE, ...life.options });
        assert.ok(life.isOver, "it lived");
        await goOn(who, command, one).catch((cause) => {
          const point = `${when} step ${step}, ${what} ${on}`;
          throw new Error(`killed ${point}: ${cause instanceof Error ? cause.message : cause}`, { cause });
        });
      }
    }
    if (Deno.env.get("CRED_TEST_COUNT")) console.log(`${one.name}: ${whole.steps.length} steps`);
  });
}

async function goOn(who: Clone, command: string, { again, then }: Case): Promise<void> {
  assert.equal((await who.run("log verify --full")).status, 0);
  const { status, stderr } = await who.run(command, PASSPHRASE);
  assert.ok(again.includes(status), `${status} ${stderr}`);
  // Where it was done already, what the machine had signed and not written yet is finished by the next change.
  await assertEnd(who, then);
}

async function assertEnd(who: Clone, names: readonly string[]): Promise<void> {
  await who.set("AFTER");
  const { access, uneven, values } = await who.json("access list");
  const active = access.filter((row: { retiredAt?: string }) => row.retiredAt === undefined);
  assert.deepEqual(active.map((row: { name: string }) => row.name).sort(), names);
  assert.equal(uneven, 0);
  for (const { name, opens } of active) assert.equal(opens, values, name);
  for (const name of ["ONE", "TWO", "AFTER"]) {
    assert.equal((await who.json(`secret get ${name}`)).value, `value of ${name}`);
  }
  assert.equal((await who.run("log verify --full")).status, 0);
}
