// What a machine kept after its access was revoked, before it heard of that: its records don't count, and no record says
// that their values are dead. So the only copy of them stays.

import assert from "node:assert/strict";
import { newcomer } from "../../support/clones.ts";
import { filesBelow, makeTeam } from "../../support/team.ts";

Deno.test("sync: the value of a record that doesn't count stays where it is, and goes nowhere", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.set("OLD");
  await first.json("sync");
  const second = await newcomer(team, "laptop-2");
  const { line } = await second.json("access request --label laptop-2");
  await first.json(`access grant ${line}`);
  await first.json("sync");
  await second.json("sync");

  await first.json("access revoke laptop-2 --yes");
  await first.json("sync");
  const before = filesBelow(`${second.vault}/values`);
  await second.set("LATE");
  const [late] = Object.keys(filesBelow(`${second.vault}/values`)).filter((path) =>
    !Object.hasOwn(before, path)
  );
  const bytes = filesBelow(`${second.vault}/values`)[late!];

  const view = await second.json("sync");
  const after = filesBelow(`${second.vault}/values`);
  assert.equal(after[late!], bytes, "the only copy of a value was removed");
  // Those that were sealed again without it are dead by a record.
  assert.equal(view.removedValues, Object.keys(before).length);
  for (const path of Object.keys(before)) assert(!Object.hasOwn(after, path), path);
  await second.json("sync");
  assert.equal(filesBelow(`${second.vault}/values`)[late!], bytes);

  await first.json("sync");
  assert(!Object.hasOwn(filesBelow(`${first.vault}/values`), late!));
  const verified = await first.json("log verify --full");
  assert.match(verified.notes.join("\n"), /^2 records of log [0-9a-f]{16} don't count/m);
});
