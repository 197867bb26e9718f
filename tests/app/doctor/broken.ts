// What a doctor says of a world in which one thing is broken: it is found by the check that is about it, with the command
// that mends it; the other checks go on. What is broken in a shell is mended by the commands that it says.

import assert from "node:assert/strict";
import type { CheckName, CheckResult, CheckView, DoctorView } from "../../../src/views/doctor.ts";
import { SavedWorld } from "../../support/saved_world.ts";
import { makeProject, type RunOptions, type World } from "../../support/world.ts";

const ALL: readonly CheckName[] = [
  "version",
  "keychain",
  "vault",
  "paths",
  "log",
  "values",
  "access",
  "recovery",
  "unsettled",
  "leftovers",
  "token",
  "clock",
  "git",
  "completions",
];
/** Checks that find something in every world here: none has a recovery key, or a shell. */
const USUAL = new Set<CheckName>(["recovery", "completions"]);

/** Looks, and gives what was found; every check must say something. */
export async function doctor(world: World, flags = "", options: RunOptions = {}): Promise<DoctorView> {
  const { status, stdout, stderr } = await world.run(`doctor --json${flags}`, options);
  assert.equal(stderr, "");
  const view: DoctorView = JSON.parse(stdout);
  assert.equal(status, view.ok ? 0 : 1);
  assert.equal(view.ok, view.checks.every(({ result }) => result !== "problem"));
  assert.deepEqual([...new Set(view.checks.map(({ check }) => check))], ALL, "every check says something");
  return view;
}

/** What a doctor found besides the usual. */
export function findings({ checks }: DoctorView): CheckView[] {
  return checks.filter(({ check, result }) => result !== "ok" && !USUAL.has(check));
}

/** One thing broken: by what, and what is found; `mends`: the commands said are run in a shell, and mend it. */
export interface Case {
  readonly what: string;
  readonly break: (world: World) => void | Promise<void>;
  readonly options?: (world: World) => RunOptions;
  readonly flags?: string;
  readonly found: readonly [CheckName, CheckResult, RegExp][];
  readonly mend?: RegExp;
  readonly mends?: true;
}

export const cred = (world: World) => `${world.folder}/.cred`;
export const items = (world: World) => `${world.home}/keychain/items`;

/** Breaks one thing after another, each in a world that was whole. */
export function testBroken(title: string, cases: readonly Case[]): void {
  Deno.test(`doctor: ${title} is found, by name`, async (t) => {
    await using world = await makeProject();
    await using saved = await SavedWorld.of(world);
    // Copies have the modes of any file; and some of a process's locks are not there yet.
    assert.equal(
      (await new Deno.Command("chmod", { args: ["-R", "go=", world.folder, world.home] }).output()).code,
      0,
    );
    for (const one of cases) {
      await t.step(one.what, async () => {
        saved.restore();
        await new Deno.Command("chmod", { args: ["-R", "go=", world.folder, world.home] }).output();
        await one.break(world);
        const look = () => doctor(world, one.flags, one.options?.(world));
        const view = await look();
        const found = findings(view).filter(({ check, result }) =>
          check !== "recovery" || result !== "warning"
        );
        const said = JSON.stringify(found, null, 1);
        const expected = one.found.filter(([check, result]) =>
          check !== "recovery" || result !== "not_checked"
        );
        assert.deepEqual(
          found.map(({ check, result }) => [check, result]),
          expected.map(([check, result]) => [check, result]),
          said,
        );
        expected.forEach(([, , says], i) => assert.match(found[i]!.says, says));
        const mend = found.flatMap(({ mend = [] }) => mend);
        if (one.mend !== undefined) assert(mend.some((step) => one.mend!.test(step)), said);
        if (one.mends === undefined) return;
        for (const step of mend) {
          const { success } = await new Deno.Command("sh", { args: ["-c", step] }).output();
          assert(success, step);
        }
        assert.deepEqual(findings(await look()), []);
      });
    }
  });
}
