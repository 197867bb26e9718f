// Replacing keys where something fails: what is done stays, the rest waits, and the same command goes on.

import assert from "node:assert/strict";
import { ANSWER, atGithub, rotating, stages } from "../../support/rotating.ts";

Deno.test("a target that fails leaves the rotation waiting: 3, and the same command goes on", async () => {
  await using it = await rotating(["A", "B"], ["A", "B"]);
  it.github.misbehave({ method: "PUT", path: /\/B$/ }, { ...ANSWER, status: 422, body: { message: "no" } });
  const view = await it.json("source rotate resend A B --push --grace 0", 3);
  assert.deepEqual(stages(view), {
    A: "done created tested switched finished",
    B: "wait created tested switched",
  });
  assert.deepEqual(view.keys[1].waits.map(({ why }: { why: string }) => why), ["held"]);
  assert.equal(view.pushes[0].failed[0].secret, "B");
  assert.equal(it.live().get("B")!.length, 2);
  assert.deepEqual(stages(await it.json("source rotate resend B --push")), { B: "done finished" });
  assert.equal(atGithub(it).get("B"), await it.value("B"));
  assert.equal(it.live().get("B")!.length, 1);
});

Deno.test("a target without a token, or that may not have the secret, stops no other one", async () => {
  await using it = await rotating(["A", "B"], ["A", "B"]);
  await it.run("secret limit B --to nowhere");
  const limited = await it.json("source rotate resend A B --push --grace 0", 3);
  assert.deepEqual(stages(limited), {
    A: "done created tested switched finished",
    B: "wait created tested switched",
  });
  assert.match(limited.pushes.at(-1).failed[0].message, /limited to nowhere/);
  const tokenless = await it.run("source rotate resend B --push", { env: { GITHUB_TOKEN: "" } });
  assert.equal(tokenless.status, 3, tokenless.stderr);
});

Deno.test("the platform refuses a new key: the old one stays, the rest goes on, and it is in the log", async () => {
  await using it = await rotating(["A", "B"]);
  const limit = { statusCode: 422, name: "validation_error", message: "API key limit reached" };
  const refuse = () => it.world.server.misbehave({ method: "POST" }, { ...ANSWER, status: 422, body: limit });
  refuse();
  const one = await it.run("source rotate resend A");
  assert.equal(one.status, 1);
  assert.match(one.stderr, /API key limit reached/);
  refuse();
  const two = await it.json("source rotate resend A B --grace 0", 3);
  assert.deepEqual(stages(two), { A: "create", B: "done created tested switched finished" });
  assert.match((await it.run("log A")).stdout, /not made\t.*limit reached/);
  assert.deepEqual(it.live().get("A"), [await it.value("A")]);
  assert.deepEqual(stages(await it.json("source rotate resend A --grace 0")), {
    A: "done created tested switched finished",
  });
});

Deno.test("a new key that does not work is deleted again, and the old one keeps its name", async () => {
  await using it = await rotating(["A"]);
  const old = await it.value("A");
  const rejected = { statusCode: 400, name: "validation_error", message: "API key is invalid" };
  for (let i = 0; i < 50; i++) {
    it.world.server.misbehave({ method: "GET", path: "/api-keys" }, {
      ...ANSWER,
      status: 400,
      body: rejected,
    });
  }
  const view = await it.json("source rotate resend A", 3);
  assert.deepEqual(stages(view), { A: "create created" });
  assert.match(view.keys[0].error.message, /does not work: .* the old one stays/);
  it.world.server.behave();
  assert.deepEqual(it.live().get("A"), [old]);
  assert.equal(await it.value("A"), old);
  assert.match((await it.run("log A")).stdout, /test failed/);
  assert.deepEqual((await it.json("status")).rotations, []);
  // The platform made a key that can do more than was asked for.
  it.world.server.misbehave({ method: "GET", path: "/api-keys" }, {
    ...ANSWER,
    status: 200,
    body: { object: "list", data: [] },
  });
  assert.match(
    (await it.json("source rotate resend A", 3)).keys[0].error.message,
    /full_access where sending_access/,
  );
  assert.deepEqual(it.live().get("A"), [old]);
});

Deno.test("a platform needs a moment to know a new key", async () => {
  await using it = await rotating(["A"]);
  const rejected = { statusCode: 401, name: "validation_error", message: "API key is invalid" };
  for (let i = 0; i < 2; i++) {
    it.world.server.misbehave({ method: "GET", path: "/api-keys" }, {
      ...ANSWER,
      status: 401,
      body: rejected,
    });
  }
  assert.deepEqual(stages(await it.json("source rotate resend A")), { A: "wait created tested switched" });
});

Deno.test("a platform that can't be asked has said nothing of the new key: it waits for its test", async () => {
  await using it = await rotating(["A"]);
  const old = await it.value("A");
  for (let i = 0; i < 4; i++) {
    it.world.server.misbehave({ method: "GET", path: "/api-keys" }, { ...ANSWER, status: 500, body: "no" });
  }
  assert.deepEqual(stages(await it.json("source rotate resend A", 3)), { A: "test created" });
  assert.equal(await it.value("A"), old);
  assert.equal(it.live().get("A")!.length, 2);
  assert.match(
    (await it.run("status")).stdout,
    /rotating A: its new key has not got the name yet: cred source rotate resend A/,
  );
  assert.deepEqual((await it.json("source keys resend")).keys.map((key: { class: string }) => key.class), [
    "managed",
    "managed",
    "foreign",
  ]);
  assert.deepEqual(stages(await it.json("source rotate resend A")), { A: "wait tested switched" });
  assert.equal(it.live().get("A")!.length, 2);
});

Deno.test("an answer that was lost: the stray is deleted, and a new one asked for", async () => {
  await using it = await rotating(["A"]);
  it.world.server.misbehave({ method: "POST" }, { what: "drop", work: true });
  const lost = await it.run("source rotate resend A");
  assert.equal(lost.status, 1, lost.stderr);
  assert.match(lost.stderr, /deleted again/);
  assert.deepEqual(it.live().get("A"), [await it.value("A")]);
  assert.deepEqual(stages(await it.json("source rotate resend A --grace 0")), {
    A: "done created tested switched finished",
  });
});

Deno.test("two rotations at once: one does it, the other sees it and does nothing more", async () => {
  await using it = await rotating(["A", "B"]);
  const both = await Promise.all([
    it.run("source rotate resend A B --grace 0"),
    it.run("source rotate resend A B --grace 0"),
  ]);
  assert.deepEqual(both.map(({ status }) => status), [0, 0], both.map(({ stderr }) => stderr).join("\n"));
  assert.deepEqual([...it.live().values()].map((keys) => keys.length), [1, 1]);
  const made = it.world.server.requests.filter(({ method }) => method === "POST").length;
  assert.equal(made, 4, "two at first, and one new one each");
});

Deno.test("a rejected master token stops it at once: 4, and nothing is begun", async () => {
  await using it = await rotating(["A", "B"]);
  it.world.server.account.removeKey(it.world.server.account.keyOfToken(it.world.server.masterKey)!.id);
  const outcome = await it.run("source rotate resend A B");
  assert.equal(outcome.status, 4, outcome.stderr);
  assert.equal(it.world.server.requests.filter(({ method }) => method === "POST").length, 3);
});
