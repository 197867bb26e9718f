import assert from "node:assert/strict";
import { rotating } from "../../support/rotating.ts";

Deno.test("a leaked master token: another one in its place, and what the old one made is rotated or revoked", async () => {
  await using it = await rotating(["A", "B"]);
  const { server } = it.world;
  const [before] = (await it.json("source token resend --list")).tokens;
  assert.deepEqual([before.current, before.keys.length], [true, 2]);
  const other = server.account.addKey({ name: "master 2" });
  const replace = ["source", "token", "resend", "--token-env", "NEW_TOKEN"];
  const env = { NEW_TOKEN: other.token };
  const dry = await it.world.run([...replace, "--dry-run", "--json"], { env });
  assert.deepEqual([JSON.parse(dry.stdout).replaced, JSON.parse(dry.stdout).tokens.length], [true, 1]);
  const outcome = await it.world.run(replace, { env });
  assert.equal(outcome.status, 0, outcome.stderr);
  const word = before.token.split(":")[1].slice(0, 6);
  assert.ok(outcome.stdout.includes(`token ${word}…, replaced: 2 living keys (A, B)`), outcome.stdout);
  assert.ok(outcome.stderr.includes(`cred source rotate resend --minted-by ${word} --push`));
  assert.ok(outcome.stderr.includes(`cred source revoke resend --minted-by ${word}`));
  // The leaked one is ended at the platform; what comes now is done with the new one.
  server.account.removeKey(server.account.keyOfToken(server.masterKey)!.id);
  await it.run("source generate resend NEW");
  const minted = await it.json(`source keys resend --minted-by ${word}`);
  assert.deepEqual(minted.keys.map(({ secret }: { secret: string }) => secret).sort(), ["A", "B"]);

  const old = await it.value("A");
  const rotated = await it.json(`source rotate resend --minted-by ${word} --grace 0`);
  assert.deepEqual(
    rotated.keys.map(({ secret, stage }: { secret: string; stage: string }) => [secret, stage]),
    [
      ["A", "done"],
      ["B", "done"],
    ],
  );
  assert.notEqual(await it.value("A"), old);
  assert.deepEqual((await it.json(`source rotate resend --minted-by ${word}`)).keys, []);
  assert.deepEqual(
    (await it.json("source token resend --list")).tokens.map(
      ({ current, keys }: { current: boolean; keys: unknown[] }) => [current, keys.length],
    ),
    [[true, 3]],
  );
});

Deno.test("revoking only what one token made leaves the source and the rest; what fails is said: 3", async () => {
  await using it = await rotating(["A", "B"], ["A"]);
  const { server } = it.world;
  const [{ token }] = (await it.json("source token resend --list")).tokens;
  const env = { NEW_TOKEN: server.account.addKey({ name: "master 2" }).token };
  await it.run("source token resend --token-env NEW_TOKEN", { env });
  await it.run("source generate resend NEW");
  assert.equal((await it.run(`source revoke resend --minted-by ${token}`)).status, 2);
  assert.equal((await it.run(`source revoke resend --minted-by ${token} --unless-pushed --yes`)).status, 5);
  assert.equal((await it.json(`source revoke resend --minted-by ${token} --dry-run`)).deleted.length, 2);
  assert.equal(it.live().size, 3);
  server.misbehave({ method: "DELETE" }, {
    what: "answer",
    work: false,
    status: 422,
    body: { message: "no" },
  });
  const part = await it.json(`source revoke resend --minted-by ${token} --yes`, 3);
  assert.deepEqual([part.deleted.length, part.failed.length, part.stillAt.length], [1, 1, 1]);
  assert.equal((await it.json(`source revoke resend --minted-by ${token} --yes`)).deleted.length, 1);
  assert.deepEqual([...it.live().keys()], ["NEW"]);
  assert.equal((await it.json("source list")).sources[0].status, "active");
  assert.equal((await it.run("source revoke resend --minted-by nobody --yes")).status, 2);
});

Deno.test("a token of another account is refused, and a source that is none is said", async () => {
  await using it = await rotating(["A"]);
  const env = { OTHER: it.world.server.addAccount().masterKey };
  const refused = await it.run("source token resend --token-env OTHER", { env });
  assert.equal(refused.status, 5, refused.stderr);
  assert.equal((await it.run("source token nowhere --token-env OTHER", { env })).status, 4);
  assert.equal((await it.run("source generate resend B")).status, 0);
});

Deno.test("a master token stays the same one when somebody's access ends, and the fingerprint key with it", async () => {
  await using it = await rotating(["BEFORE"]);
  const { server } = it.world;
  for (const command of ["access create ci --read-only", "access revoke ci --yes"]) {
    assert.equal((await it.run(command)).status, 0, command);
  }
  await it.run("source generate resend AFTER");
  const tokens = async () =>
    (await it.json("source token resend --list")).tokens.map((
      { current, keys }: { current: boolean; keys: { secret: string }[] },
    ) => [current, keys.map(({ secret }) => secret)]);
  assert.deepEqual(await tokens(), [[true, ["BEFORE", "AFTER"]]]);
  const master = await it.run("source adopt resend some-id MAIL", { stdin: server.masterKey });
  assert.equal(master.status, 1);
  const own = server.account.keyOfToken(server.masterKey)!;
  const refused = await it.run(`source adopt resend ${own.id} MAIL`, { stdin: server.masterKey });
  assert.match(refused.stderr, /is a master token of source "resend"/);
  assert.equal((await it.run("source token resend --token-env RESEND_API_KEY")).status, 0);
  assert.deepEqual(await tokens(), [[true, ["BEFORE", "AFTER"]]]);
  assert.deepEqual(
    (await it.json("due")).due.filter(({ why }: { why: string }) => why === "token_replaced"),
    [],
  );

  // The account is known to be the same: what is gone there is believed.
  server.account.removeKey(server.keys.find(({ name }) => name.startsWith("AFTER "))!.id);
  assert.match((await it.run("source reconcile resend")).stdout, /^vanished +AFTER/);
  assert.equal((await it.run("source delete resend AFTER --yes")).status, 0);
  assert.equal((await it.run("source revoke resend --yes")).status, 0);
});
