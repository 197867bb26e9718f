// Ctrl-C, at a question and in the middle of a call: 130, nothing half done, and where something may have been done at
// the platform, the command that finds out.

import assert from "node:assert/strict";
import { ADD, holds, KEY, runOk } from "../support/survival.ts";
import { makeWorld } from "../support/world.ts";

Deno.test("at a question nothing has happened yet", async () => {
  await using world = await makeWorld();
  const answers = ["^C"];
  for (const command of ["source add resend", "secret set KEY"]) {
    const { status, stdout, stderr } = await world.run(command, { answers });
    assert.equal(status, 130, stderr);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /error: interrupted\nhint: nothing new was recorded\n$/,
    );
  }
  assert.equal((await world.json("status")).vault, undefined);
  await runOk(world, ADD, [0]);
  await runOk(world, KEY, [0]);
  await runOk(world, "secret set MANUAL value", [0]);
  const before = (await world.run("log --json")).stdout;
  for (
    const command of [
      "source delete resend FIRST_KEY",
      "source revoke resend",
      "secret remove MANUAL",
      "source add resend --replace",
    ]
  ) {
    assert.equal((await world.run(command, { answers })).status, 130, command);
    if (command.endsWith("--replace")) continue;
    for (const said of ["", "n", "no", "yes please", "\x1b"]) {
      const { status, stdout } = await world.run(command, { answers: [said] });
      assert.equal(status, 2, `${command}, ${said}`);
      assert.equal(stdout, "");
    }
    for (const how of [{}, { answers: ["y"], env: { CI: "true" } }]) {
      const { status, stderr } = await world.run(command, how);
      assert.equal(status, 2, command);
      assert.match(stderr, /hint: give --yes/);
    }
  }
  assert.equal((await world.run("log --json")).stdout, before);
  assert.equal((await world.run("source delete resend FIRST_KEY", { answers: ["Y"] })).status, 0);
});

/** Command → the request that it is interrupted in. */
const CALLS: readonly (readonly [command: string, method: string, names: RegExp])[] = [
  ["source generate resend KEY", "POST", /cred source reconcile resend/],
  ["source delete resend FIRST_KEY --yes", "DELETE", /interrupted/],
  ["source revoke resend --yes", "DELETE", /interrupted/],
  ["source reconcile resend", "GET", /interrupted/],
  ["source keys resend", "GET", /interrupted/],
  ["source add resend --as other --token-env RESEND_API_KEY", "GET", /interrupted/],
];

for (const [command, method, names] of CALLS) {
  for (const when of ["before", "after"] as const) {
    Deno.test(`in the middle of ${command}, ${when} the platform did it`, async () => {
      await using world = await makeWorld();
      await runOk(world, ADD, [0]);
      await runOk(world, KEY, [0]);
      await runOk(world, "source generate resend OTHER_KEY -e staging", [0]);
      const foreign = world.server.account.addKey({ name: "made by hand" }).id;
      for (const json of ["", " --json"]) {
        const hold = world.server.hold({ method }, when);
        const interrupt = new AbortController();
        const running = world.run(command + json, { interrupt: interrupt.signal });
        await hold.arrived;
        interrupt.abort(new Error("stop"));
        const { status, stdout, stderr } = await running;
        hold.release();
        assert.equal(status, 130, stderr);
        assert.equal(stdout, "");
        assert.match(stderr, names);
        // The second run meets what the first had asked for, and asks for nothing new.
        if (json === "" && method !== "GET") {
          assert.match(stderr, /in the history \(\d new records?\): cred log/);
        } else if (!command.includes("keys")) assert.match(stderr, /nothing new was recorded|in the history/);
        if (json !== "") assert.match(JSON.parse(stderr).error.code, /^interrupted/);
      }
      const { unsettled } = await world.json("status");
      assert.equal(unsettled.length > 0, method !== "GET", "an intent of an interrupted call");
      world.clockAheadMs += 300_000;
      if (command.includes("revoke")) {
        await runOk(world, "source revoke resend --yes", [0]);
        assert.equal(world.server.keys.length, 2);
      } else {
        await runOk(world, "source reconcile resend", [0]);
        await holds(world);
        await runOk(world, command, [0, 1]);
        await holds(world);
      }
      assert.ok(world.server.account.key(foreign));
    });
  }
}

Deno.test("while waiting for the rate limit, and for another process", async () => {
  await using world = await makeWorld();
  await runOk(world, ADD, [0]);
  world.server.misbehave({ method: "POST" }, {
    what: "answer",
    work: false,
    status: 429,
    headers: { "retry-after": "60" },
    body: { name: "rate_limit_exceeded", message: "Too many requests" },
  });
  const interrupt = new AbortController(), answered = Promise.withResolvers<void>();
  const limited = world.run("source generate resend KEY", {
    interrupt: interrupt.signal,
    fetch: async (request) => {
      const answer = await fetch(request, { redirect: "manual" });
      const text = await answer.text();
      if (request.method === "POST") answered.resolve();
      return new Response(text, answer);
    },
  });
  await answered.promise;
  await new Promise((resolve) => setTimeout(resolve, 20));
  interrupt.abort(new Error("stop"));
  assert.equal((await limited).status, 130);
  assert.deepEqual((await world.json("status")).unsettled, [], "it certainly was not made");
});
