// Two machines set values, make access keys and end them, and hear of each other now and then. In whatever order that
// falls: once all is merged and sealed again, each key opens just the values that it may, and one that was revoked none.

import assert from "node:assert/strict";
import fc from "fast-check";
import { ALL_FAULTS } from "../support/dying.ts";
import { ciJob } from "../support/ci_job.ts";
import { assertSame, newcomer, sync } from "../support/clones.ts";
import { type Clone, makeTeam } from "../support/team.ts";

const ENVIRONMENTS = ["staging", "production"];

const machine = fc.nat(1), nth = fc.nat(3);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant("set" as const), machine, nth }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant("create" as const),
      machine,
      push: fc.boolean(),
      only: fc.subarray(ENVIRONMENTS),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("revoke" as const), machine, nth }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant("sync" as const), machine }) },
);

/** A key that was made: its name, and the only environments whose values it may open; none: all. */
interface Made {
  readonly name: string;
  readonly key: string;
  readonly only: readonly string[];
  revoked: boolean;
}

const secretOf = (nth: number) => ({ environment: ENVIRONMENTS[nth % 2]!, name: nth < 2 ? "ONE" : "TWO" });

/** What a key opens of the secrets that there are. */
async function opened(job: Clone, secrets: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const secret of secrets) {
    const [environment, name] = secret.split("/");
    const { status, stderr } = await job.run(`secret get ${name} -e ${environment}`);
    if (status === 0) found.push(secret);
    else assert.match(stderr, /sealed to others/, secret);
  }
  return found;
}

Deno.test("whoever is let in and revoked where, and whoever hears of it when: each opens just what it may", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
      await using team = await makeTeam();
      const { first, world } = team;
      await first.json("sync");
      const second = await newcomer(team, "second");
      await first.json(`access grant ${(await second.json("access request --label second")).line}`);
      const machines = [first, second];
      await sync(...machines);
      const made: Made[] = [];
      for (const one of steps) {
        world.clockAheadMs += 1_000;
        const who = machines[one.machine]!;
        if (one.what === "sync") await who.json("sync");
        if (one.what === "set") {
          const { environment, name } = secretOf(one.nth);
          const value = `${made.length} ${world.clockAheadMs}`;
          assert.equal((await who.run(`secret set ${name} -e ${environment}`, { stdin: value })).status, 0);
        }
        if (one.what === "create") {
          const { only, push } = one, name = `key-${made.length}`;
          const flags = `${push ? "--push" : "--read-only"}${
            only.length === 0 ? "" : ` -e ${only.join(",")}`
          }`;
          made.push({
            name,
            only,
            key: (await who.json(`access create ${name} ${flags}`)).accessKey,
            revoked: false,
          });
        }
        if (one.what === "revoke" && made.length > 0) {
          const key = made[one.nth % made.length]!;
          // Refused where the machine hasn't heard of it, knows that it is revoked, or has not let it in.
          const { status, stderr } = await who.run(`access revoke ${key.name} --yes`);
          assert.ok([0, 1, 4, 5].includes(status), stderr);
          if (status === 0) key.revoked = true;
        }
      }
      await sync(...machines);
      assert.equal((await first.run("access seal")).status, 0);
      await sync(...machines);
      assert.equal((await second.json("access list")).uneven, 0);

      const secrets = (await first.json("secret list")).secrets
        .map((one: { environment: string; secret: string }) => `${one.environment}/${one.secret}`);
      for (const one of machines) assert.deepEqual(await opened(one, secrets), secrets);
      for (const { name, key, only, revoked } of made) {
        const may = secrets.filter((secret: string) =>
          !revoked && (only.length === 0 || only.includes(secret.split("/")[0]!))
        );
        assert.deepEqual(await opened(await ciJob(team, name, key), secrets), may, name);
      }
      await assertSame(...machines);
    }),
    {
      numRuns: ALL_FAULTS ? 60 : 6,
      // What a few runs may not come to: a key that opens a value, and is revoked.
      examples: [[[
        { what: "set", machine: 0, nth: 0 },
        { what: "create", machine: 0, push: false, only: [] },
        { what: "revoke", machine: 0, nth: 0 },
        { what: "set", machine: 1, nth: 1 },
      ]]],
    },
  );
});
