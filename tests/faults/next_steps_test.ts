// The next steps that are told where nothing is wrong, and the flags that are, can be typed.

import assert from "node:assert/strict";
import { ADD, hinted, removeOurs, runOk } from "../support/survival.ts";
import { makeWorld } from "../support/world.ts";

Deno.test("the next steps, from an empty machine to an empty account", async () => {
  await using world = await makeWorld();
  let command = "init";
  const typed: string[] = [];
  for (let step = 0; step < 4; step++) {
    const answers = [world.server.masterKey];
    const { status, stderr } = await world.run(command, { answers });
    assert.equal(status, 0, `${command}: ${stderr}`);
    typed.push(command);
    const next = hinted(stderr)[0];
    if (next === undefined) break;
    command = next;
  }
  assert.deepEqual(typed, ["init", "source add resend", "source generate resend KEY", "secret get KEY"]);
});

Deno.test("flags that are hinted at", async () => {
  await using world = await makeWorld();
  await runOk(world, ADD, [0]);
  await runOk(world, "secret set MANUAL value -e staging", [0]);
  const elsewhere = await world.run("secret get MANUAL");
  assert.equal(elsewhere.status, 1);
  const flag = /hint: it is in "staging": give (-e staging)\n/.exec(elsewhere.stderr)![1];
  await runOk(world, `secret get MANUAL ${flag}`, [0]);

  assert.match((await world.run("secret remove MANUAL -e staging")).stderr, /hint: give --yes/);
  await runOk(world, "secret remove MANUAL -e staging --yes", [0]);

  await runOk(world, "init", [0]);
  const lent = await world.run("source generate resend KEY");
  assert.match(lent.stderr, /hint: or use the personal vault: --vault personal/);
  await runOk(world, "source generate resend KEY --vault personal", [0]);
  await runOk(world, "source add resend --from-personal", [0]);
  const revoked = await world.run("source revoke resend --yes");
  const folder = /another vault has a source at Resend: --vault (\S+)/.exec(revoked.stderr)![1];
  await runOk(world, `source keys resend --vault ${folder}`, [0]);
});

Deno.test("what status names can be typed", async () => {
  await using world = await makeWorld();
  await runOk(world, ADD, [0]);
  await runOk(world, "source generate resend FIRST_KEY -e staging", [0]);
  removeOurs(world);
  await runOk(world, "source reconcile resend", [0]);
  const vanished = /vanished .*: cred (.+)\n/.exec((await world.run("status")).stdout)![1]!;
  assert.equal(vanished, "source delete resend FIRST_KEY -e staging");
  await runOk(world, `${vanished} --yes`, [0]);
  world.server.misbehave({ method: "POST" }, { what: "drop", work: true });
  const interrupt = new AbortController();
  await world.run("source generate resend KEY", {
    fetch: (request) => {
      if (request.method === "POST") return fetch(request);
      // The first look at what became of it.
      interrupt.abort(new Error("stop"));
      return Promise.reject(new TypeError("lost"));
    },
    interrupt: interrupt.signal,
  });
  const unsettled = /unsettled KEY, .*: cred (.+)\n/.exec((await world.run("status")).stdout)![1]!;
  await runOk(world, unsettled, [0]);
  assert.doesNotMatch((await world.run("status")).stdout, /unsettled|vanished/);
});
