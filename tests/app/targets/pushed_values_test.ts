// What lies at targets: what became of it here, what is pruned, and what ends it.

import assert from "node:assert/strict";
import type { Files } from "../../../src/system/files.ts";
import { pushing, VALUE } from "../../support/pushing.ts";

Deno.test("deleting a key that a target holds names it; --unless-pushed refuses; prune takes it away", async () => {
  await using p = await pushing();
  await p.run("push github");
  assert.equal((await p.run("source delete resend RESEND_KEY --yes --unless-pushed")).status, 5);
  const deleted = await p.json("source delete resend RESEND_KEY --yes");
  assert.equal(deleted.stillAt[0].remoteName, "RESEND_KEY");
  assert.equal((await p.json("status")).targets[0].why, "orphaned");
  assert.deepEqual((await p.json("prune github --yes")).secrets, [{
    remoteName: "RESEND_KEY",
    result: "deleted",
  }]);
  assert.deepEqual([...p.github.repository.stores.actions.secrets.keys()], ["DATABASE_URL"]);
  assert.deepEqual((await p.json("status")).targets, []);
});

Deno.test("what ends a value elsewhere than in the default environment is told with its environment", async () => {
  await using p = await pushing();
  const { actions } = p.github.repository.stores;
  actions.put("STAGE_KEY", new Uint8Array(1), Date.now());
  await p.run("source generate resend STAGE_KEY -e staging");
  await p.run("push github -e staging --create-environment");
  const refused = await p.run("source delete resend STAGE_KEY -e staging --yes --unless-pushed");
  assert.match(refused.stderr, /hint: cred prune github STAGE_KEY -e staging\n/);
  const outcome = await p.run("source delete resend STAGE_KEY -e staging --yes");
  assert.match(outcome.stderr, /next: cred prune github STAGE_KEY -e staging\n/);
  const status = (await p.run("status")).stdout;
  const command = /orphaned .*: cred (prune .*)\n/.exec(status)![1]!;
  assert.equal((await p.run(`${command} --yes`)).status, 0);
  assert.deepEqual((await p.json("status")).targets, []);
  assert.ok(actions.secrets.has("STAGE_KEY"), "that of the repository is another one");
});

Deno.test("a push without an outcome, of a secret that is gone since, is pruned with the others", async () => {
  await using p = await pushing();
  for (let i = 0; i < 8; i++) {
    p.github.misbehave({ method: "PUT", path: /RESEND_KEY$/ }, { what: "drop", work: true });
  }
  assert.equal((await p.run("push github RESEND_KEY")).status, 3);
  p.github.behave();
  assert.match((await p.run("status")).stdout, /push it again: cred push github RESEND_KEY\n/);
  await p.run("source delete resend RESEND_KEY --yes");
  assert.match((await p.run("status")).stdout, /prune it: cred prune github RESEND_KEY\n/);
  assert.deepEqual((await p.json("prune github --yes")).secrets, [{
    remoteName: "RESEND_KEY",
    result: "deleted",
  }]);
  assert.deepEqual((await p.json("status")).targets, []);
});

Deno.test("unknown are names of this very place that are none of the vault's", async () => {
  await using p = await pushing();
  await p.run("push github DATABASE_URL");
  p.github.repository.stores.actions.put("RESEND_KEY", new Uint8Array(1), Date.now());
  assert.deepEqual((await p.json("diff github DATABASE_URL")).unknown, []);
  await p.world.run("secret set OTHER --stdin -e staging", { stdin: "x" });
  await p.run("push github -e staging --create-environment");
  p.github.repository.environment("staging")!.place.put("DATABASE_URL", new Uint8Array(1), Date.now());
  assert.deepEqual((await p.json("diff github -e staging")).unknown, ["DATABASE_URL"]);
});

Deno.test("what is set again while a prune begins is not pruned", async () => {
  await using p = await pushing();
  await p.run("push github");
  await p.run("secret remove DATABASE_URL --yes");
  let isSet = false;
  const files = (inner: Files): Files => ({
    ...inner,
    lock: async (path, holder, waitMs) => {
      if (path.endsWith("/lock") && !isSet) {
        isSet = true;
        await p.world.run("secret set DATABASE_URL --stdin", { stdin: VALUE });
      }
      return await inner.lock(path, holder, waitMs);
    },
  });
  assert.equal((await p.world.run("prune github --yes", { ...p.env, files })).status, 0);
  assert.ok(isSet);
  assert.ok(p.github.repository.stores.actions.secrets.has("DATABASE_URL"));
});

Deno.test("a name that this vault never put there is removed only when it is named", async () => {
  await using p = await pushing();
  p.github.repository.stores.actions.put("HANDMADE", new Uint8Array(1), Date.now());
  assert.deepEqual((await p.json("prune github --yes")).secrets, []);
  assert.deepEqual((await p.json("diff github")).unknown, ["HANDMADE"]);
  assert.equal((await p.json("prune github HANDMADE --yes")).secrets[0].result, "deleted");
});

Deno.test("a leaked value says what it is, where it went and what ends it", async () => {
  await using p = await pushing();
  await p.run("push github");
  const key = (await p.run("secret get RESEND_KEY")).stdout.trimEnd();
  const outcome = await p.world.run("secret identify", { ...p.env, stdin: key });
  assert.equal(outcome.status, 0);
  assert.match(outcome.stdout, /RESEND_KEY: its value now, a key of source resend/);
  assert.match(outcome.stdout, /sent to github acme\/app as RESEND_KEY/);
  assert.match(outcome.stdout, /cred source delete resend RESEND_KEY/);
  assert.equal((await p.world.run("secret identify", { ...p.env, stdin: "something else" })).status, 1);
  const master = await p.world.run("secret identify", { ...p.env, stdin: p.world.server.masterKey });
  assert.match(
    master.stdout,
    /master token of source resend\n +to replace it: cred source add resend --replace/,
  );
});

Deno.test("a value that is gone from the vault is still known where it was sent", async () => {
  await using p = await pushing();
  await p.run("push github");
  const key = (await p.run("secret get RESEND_KEY")).stdout.trimEnd();
  await p.run("source delete resend RESEND_KEY --yes");
  const outcome = await p.world.run("secret identify", { ...p.env, stdin: key });
  assert.equal(outcome.status, 0);
  assert.match(outcome.stdout, /RESEND_KEY: an older version, a key of source resend \(deleted\)/);
  assert.match(outcome.stdout, /to end it: cred prune github RESEND_KEY\n/);
  await p.run("prune github --yes");
  assert.equal((await p.world.run("secret identify", { ...p.env, stdin: key })).status, 1);
});

Deno.test("a master token of a source of another name is told with the command that replaces it", async () => {
  await using p = await pushing();
  await p.run("source add resend --as work --token-env RESEND_API_KEY");
  const master = JSON.parse(
    (await p.world.run("secret identify --json", { ...p.env, stdin: p.world.server.masterKey })).stdout,
  );
  assert.deepEqual(master.masterTokens.map(({ end }: { end: string }) => end), [
    "cred source add resend --replace",
    "cred source add resend --as work --replace",
  ]);
});

Deno.test("removing a target says what stays there", async () => {
  await using p = await pushing();
  await p.run("push github");
  const removed = await p.run("target remove github --yes");
  assert.equal(removed.status, 0);
  assert.match(removed.stderr, /warning: 2 secrets of this vault are still there/);
  assert.equal((await p.run("target add github acme/app")).status, 0);
  assert.equal((await p.run("prune github DATABASE_URL RESEND_KEY --yes")).status, 0);
  assert.deepEqual((await p.json("status")).targets, []);
});
