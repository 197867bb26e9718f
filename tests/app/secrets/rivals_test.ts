// One secret changed on two machines, and keys that nobody had the right to make.

import assert from "node:assert/strict";
import { remoteNameOf } from "../../../src/domain/ids.ts";
import type { NewEvent } from "../../../src/domain/events.ts";
import { toBase64 } from "../../../src/domain/encoding.ts";
import { id } from "../../domain/given.ts";
import { Scribe } from "../../log/scribe.ts";
import { writeVault } from "../../support/scribed_vault.ts";
import { makeTeam } from "../../support/team.ts";
import { makeWorld } from "../../support/world.ts";

Deno.test("of two changes of one secret both values stay, and status says how to read the other", async () => {
  await using team = await makeTeam();
  const { first, world } = team;
  await first.run("secret set NAME", { stdin: "before" });
  const second = await team.synced("second");
  await first.run("secret set NAME", { stdin: "one" });
  world.clockAheadMs += 1_000;
  await second.run("secret set NAME", { stdin: "two" });
  for (const clone of [first, second, first]) await clone.json("sync");

  const replayed = [];
  for (const clone of [first, second]) {
    assert.equal((await clone.json("secret get NAME")).value, "two");
    const [rival, ...more] = (await clone.json("status")).rivals;
    assert.deepEqual(more, []);
    const { stdout } = await clone.run("status --fail-on unsettled");
    const line = stdout.split("\n").find((line) => line.startsWith("rival"))!;
    const command = /changed on two machines; the other value: cred (.*)$/.exec(line)![1]!;
    assert(command.endsWith(rival.version.slice(-8)));
    const other = await clone.json(command);
    assert.deepEqual([other.value, other.current], ["one", false]);
    assert.equal((await clone.run("status --fail-on rival")).status, 1);
    replayed.push((await clone.run("replay")).stdout);
  }
  assert.equal(replayed[0], replayed[1]);

  await first.run("secret set NAME", { stdin: "agreed" });
  assert.deepEqual((await first.json("status")).rivals, []);
});

Deno.test("a value that was set while another machine removed the secret is not lost", async () => {
  await using team = await makeTeam();
  const { first, world } = team;
  await first.run("secret set NAME", { stdin: "before" });
  const second = await team.synced("second");
  await second.run("secret set NAME", { stdin: "two" });
  world.clockAheadMs += 1_000;
  await first.run("secret remove NAME --yes");
  for (const clone of [second, first, second]) await clone.json("sync");

  for (const clone of [first, second]) {
    assert.equal((await clone.run("secret get NAME")).status, 1);
    const { stdout } = await clone.run("status");
    const line = stdout.split("\n").find((line) => line.startsWith("rival"))!;
    const command = /removed on one machine while another changed it; that value: cred (.*)$/.exec(line)![1]!;
    assert.equal((await clone.run(command)).stdout, "two\n");
    assert.equal((await clone.run("log verify --full")).status, 0);
  }
  assert.equal((await first.run("secret remove NAME --yes")).status, 0);
  assert.deepEqual((await first.json("status")).rivals, []);
});

Deno.test("status names the keys that a retired signer says it made", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make();
  const guest = await scribe.guest(8);
  const { first: signer, publicKey } = guest;
  const key = (n: number): NewEvent => ({
    type: "key.generated",
    data: {
      key: id(n),
      environment: "default",
      name: "KEY",
      source: "resend",
      permission: "full_access",
      remoteName: remoteNameOf("KEY", scribe.vaultId, id(n)),
      remoteId: `re-${n}`,
      token: "t",
      sealed: "5e".repeat(32),
      to: ["r1"],
      fingerprint: "fk:1",
    },
  });
  await scribe.write(scribe.first, [scribe.beginning, {
    type: "signer.added",
    data: { signer, publicKey: toBase64(publicKey), label: "laptop-2", role: "writer" },
  }]);
  await guest.write(signer, [{ type: "log.opened", data: { signer } }], scribe.heads(scribe.first));
  await scribe.write(scribe.first, [{ type: "signer.retired", data: { signer } }], scribe.heads(signer));
  await guest.write(signer, [key(1), key(2)]);
  const folder = `${world.folder}/.cred`;
  await writeVault(folder, scribe);

  const claimed = (await world.json("status")).claimed;
  assert.deepEqual(claimed.map(({ key, label, known }: Record<string, unknown>) => [key, label, known]), [
    [id(1), "laptop-2", false],
    [id(2), "laptop-2", false],
  ]);
  const { stdout } = await world.run("status");
  assert.match(
    stdout,
    /claimed {2}laptop-2 had no right to make KEY \("KEY cred-.*"\), which may be live: look for it at resend/,
  );
  assert.equal((await world.run("status --fail-on claimed")).status, 1);

  // A record that counts says that one is dead.
  await scribe.write(scribe.first, [{
    type: "key.stray_deleted",
    data: { key: id(1), source: "resend", remoteId: "re-1", result: "deleted" },
  }]);
  await writeVault(folder, scribe);
  assert.deepEqual((await world.json("status")).claimed.map(({ key }: { key: string }) => key), [id(2)]);
});
