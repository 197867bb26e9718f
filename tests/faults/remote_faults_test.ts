// A platform on its bad days, at every request of every command: a clear error, and afterwards nothing is lost, doubled
// or left behind. Waits pass 100 times as fast, and with them the 30 s that a call may take: what must work, on a busy
// machine, too, is done with less haste or none.

import assert from "node:assert/strict";
import { badAnswers, type Fault } from "../servers/misbehaviour.ts";
import { ADD, holds, KEY, liveSecrets, runOk } from "../support/survival.ts";
import { TOKEN } from "../support/secrets_at_rest.ts";
import { makeWorld, type World } from "../support/world.ts";

const HASTE = 100, LESS_HASTE = 20;

/** Faults that last for all requests of a command, each with what it may have done. */
const FAULTS: Readonly<Record<string, Fault>> = {
  "drops the connection": { what: "drop", work: false },
  "does the work and drops the connection": { what: "drop", work: true },
  "sends half an answer after the work": { what: "truncate", work: true },
  "never answers": { what: "hang", work: false },
  "does the work and never answers": { what: "hang", work: true },
  "never ends its answer": { what: "hang_in_body", work: true },
  "speaks HTML with 200": badAnswers.html(200),
  "does the work and speaks HTML with 200": badAnswers.html(200, true),
  "speaks HTML with 502": badAnswers.html(502),
  "does the work and speaks HTML with 502": badAnswers.html(502, true),
  "fails with 500": badAnswers.broken(),
  "does the work and fails with 500": badAnswers.broken(true),
  "sends half of its JSON": badAnswers.garbage(true),
  "redirects elsewhere": badAnswers.redirect("https://example.org/"),
  "is out of quota": badAnswers.quota(),
  "asks to slow down for an hour": badAnswers.rateLimited("3600"),
  "answers 404 without a word": { what: "answer", work: false, status: 404 },
  "answers 404 as another API": { what: "answer", work: false, status: 404, body: { error: "nope" } },
  "answers 200 with nothing": { what: "answer", work: false, status: 200 },
  "answers 200 with another shape": { what: "answer", work: false, status: 200, body: { ok: true } },
  "answers 403 without JSON": { what: "answer", work: false, status: 403, body: "error code: 1010" },
};

async function ready(): Promise<World> {
  const world = await makeWorld();
  await runOk(world, ADD, [0]);
  await runOk(world, KEY, [0]);
  world.server.account.addKey({ name: "made by hand" });
  return world;
}

function ours(world: World): number {
  return world.server.keys.filter(({ name }) => name.includes(" cred-")).length;
}

for (const [what, fault] of Object.entries(FAULTS)) {
  Deno.test(`Resend ${what}`, async (t) => {
    await using world = await ready();
    const foreign = world.server.keys.filter(({ name }) => !name.includes(" cred-")).map(({ id }) => id);
    for (
      const [command, method] of [
        ["source generate resend KEY", "POST"],
        ["source delete resend FIRST_KEY --yes", "DELETE"],
        ["source keys resend", "GET"],
        ["source reconcile resend", "GET"],
        ["source revoke resend --yes", "DELETE"],
        ["source add resend --as other --token-env RESEND_API_KEY", "GET"],
      ] as const
    ) {
      await t.step(command, async () => {
        world.server.misbehave({ method, times: 1_000 }, fault);
        world.setHaste(HASTE);
        const { status, stdout, stderr } = await world.run(command);
        world.setHaste(1);
        world.server.behave();
        // An empty answer of 200 is a deletion done, and one that was done before the answer is one on the second look.
        const isDone = method === "DELETE" && status === 0;
        if (!isDone) {
          assert.ok(status === 1 || (status === 3 && command.includes("revoke")), `${status}: ${stderr}`);
          if (status === 1) assert.equal(stdout, "");
          if (status === 1) assert.match(stderr, /^(.*\n)*error: .+\n(hint: .+\n)*$/);
        }
        assert.doesNotMatch(stdout + stderr, TOKEN);
        world.clockAheadMs += 300_000;
        await runOk(world, "log verify", [0]);
        const { sources } = await world.json("source list");
        if (sources.length > 0) {
          const { status, stderr } = await world.run("source reconcile resend");
          assert.equal(status, 0, stderr);
          await holds(world);
        }
        const left = new Set(world.server.keys.map(({ id }) => id));
        assert.ok(foreign.every((id) => left.has(id)), "a foreign key is gone");
      });
    }
    await runOk(world, "source revoke resend --yes", [0, 4]);
    assert.equal(ours(world), 0);
    await runOk(world, "log verify --full", [0]);
  });
}

Deno.test("Resend is down", async () => {
  await using world = await ready();
  const how = { fetch: () => Promise.reject(new TypeError("client error (Connect): tcp connect: refused")) };
  for (
    const command of [
      "source generate resend KEY",
      "source delete resend FIRST_KEY --yes",
      "source keys resend",
      "source reconcile resend",
      "source revoke resend --yes",
      "source add resend --as other --token-env RESEND_API_KEY",
    ]
  ) {
    world.setHaste(HASTE);
    const { status, stdout, stderr } = await world.run(command, how);
    world.setHaste(1);
    assert.equal(status, 1, command);
    assert.equal(stdout, "");
    assert.match(stderr, /cannot reach "127\.0\.0\.1:\d+": connection refused/);
  }
  assert.deepEqual((await world.json("status")).unsettled, [], "nothing was sent, so nothing is open");
  assert.deepEqual(await liveSecrets(world), ["FIRST_KEY"]);
  await holds(world);
});

Deno.test("Resend is slow, but not too slow", async () => {
  await using world = await makeWorld();
  world.server.misbehave({ times: 100 }, { what: "delay", ms: 30 });
  for (const command of [ADD, KEY, "source keys resend", "source delete resend FIRST_KEY --yes"]) {
    await runOk(world, command, [0]);
  }
  await runOk(world, "source revoke resend --yes", [0]);
});

Deno.test("Resend answers 429 for a minute: it is waited out", async () => {
  await using world = await ready();
  for (
    const [command, method] of [
      ["source generate resend KEY", "POST"],
      ["source keys resend", "GET"],
      ["source delete resend KEY --yes", "DELETE"],
      ["source revoke resend --yes", "DELETE"],
    ] as const
  ) {
    world.server.misbehave({ method, times: 6 }, badAnswers.rateLimited("10"));
    world.setHaste(LESS_HASTE);
    const { status, stderr } = await world.run(command);
    world.setHaste(1);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /waiting \d+ s for Resend's rate limit/);
  }
  assert.equal(ours(world), 0);
});

Deno.test("Resend makes a key twice: the twin is found and deleted, the key is kept", async (t) => {
  for (const settle of ["source reconcile resend", "source revoke resend --yes"]) {
    await t.step(settle, async () => {
      await using world = await makeWorld();
      await runOk(world, ADD, [0]);
      world.server.misbehave({ method: "POST" }, { what: "twice" });
      await runOk(world, "source generate resend KEY", [0]);
      assert.equal(ours(world), 2);
      const { keys } = await world.json("source keys resend");
      assert.deepEqual(keys.map((key: { class: string }) => key.class).sort(), [
        "foreign",
        "managed",
        "stray",
      ]);
      await runOk(world, settle, [0]);
      if (settle.includes("revoke")) return assert.equal(ours(world), 0);
      assert.equal(ours(world), 1);
      await holds(world);
      assert.deepEqual(await liveSecrets(world), ["KEY"]);
      await runOk(world, settle, [0]);
      await holds(world);
      assert.deepEqual(await liveSecrets(world), ["KEY"]);
    });
  }
});

Deno.test("a request that arrives late, after the program gave it up, is still found", async () => {
  await using world = await makeWorld();
  await runOk(world, ADD, [0]);
  const hold = world.server.hold({ method: "POST" }, "before");
  world.setHaste(LESS_HASTE);
  const lost = await world.run("source generate resend KEY");
  world.setHaste(1);
  assert.equal(lost.status, 1);
  assert.match(
    lost.stderr,
    /whether Resend made the key is not known yet\nhint: .*cred source reconcile resend/,
  );
  const early = await world.run("source reconcile resend");
  assert.equal(early.status, 3);
  assert.match(early.stdout, /unsettled {2}KEY: the request may still arrive; settle it after 20/);
  const again = await world.run("source generate resend KEY");
  assert.equal(again.status, 0, again.stderr);
  hold.release();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(ours(world), 2);
  await runOk(world, "source reconcile resend", [0]);
  assert.equal(ours(world), 1);
  await holds(world);
});
