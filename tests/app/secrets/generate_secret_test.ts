import assert from "node:assert/strict";
import { makeWorld } from "../../support/world.ts";

Deno.test("secret generate: the value is kept and not printed", async () => {
  await using world = await makeWorld();
  const made = await world.run("secret generate SESSION -d sessions");
  assert.deepEqual([made.status, made.stdout], [0, "made SESSION (password, 32)\n"]);
  const value = (await world.run("secret get SESSION")).stdout.trim();
  assert.match(value, /^[A-Za-z0-9]{32}$/);
  assert.ok(!made.stderr.includes(value));
  assert.match(made.stderr, /next: cred secret get SESSION\n/);
  assert.equal((await world.json("secret list")).secrets[0].description, "sessions");
  assert.deepEqual(await world.json("secret generate HOOK --type hex --length 24 -e ci"), {
    environment: "ci",
    type: "hex",
    length: 24,
    secret: "HOOK",
    vault: `${world.home}/personal`,
    dryRun: false,
  });
  assert.match((await world.run("secret get HOOK -e ci")).stdout, /^[0-9a-f]{48}\n$/);
});

Deno.test("secret generate: a pair is two secrets, made together or not at all", async () => {
  await using world = await makeWorld();
  const view = await world.json("secret generate DEPLOY --type ed25519");
  assert.deepEqual([view.secret, view.publicSecret], ["DEPLOY", "DEPLOY_PUBLIC"]);
  assert.match((await world.run("secret get DEPLOY")).stdout, /^-----BEGIN PRIVATE KEY-----\n/);
  assert.equal((await world.run("secret get DEPLOY_PUBLIC")).stdout, `${view.publicKey.pem}\n`);
  assert.ok(!JSON.stringify(view).includes("PRIVATE"));
  const text = await world.run("secret generate OTHER --type ed25519 -e ci");
  assert.match(
    text.stdout,
    /^made OTHER \(ci\) and OTHER_PUBLIC \(ci\) \(ed25519\)\n {2}ssh-ed25519 AAAA\S+\n$/,
  );
  assert.equal((await world.run("secret set HALF_PUBLIC x")).status, 0);
  assert.equal((await world.run("secret generate HALF --type rsa --length 2048")).status, 5);
  assert.equal((await world.run("secret get HALF")).status, 1);
});

Deno.test("secret generate: what is there stays unless that is said, a key always", async () => {
  await using world = await makeWorld();
  assert.equal((await world.run("secret set A mine")).status, 0);
  for (const flags of ["", " --dry-run"]) {
    assert.equal((await world.run(`secret generate A${flags}`)).status, 5);
  }
  assert.equal((await world.run("secret get A")).stdout, "mine\n");
  assert.equal((await world.run("secret generate A --overwrite")).status, 0);
  assert.notEqual((await world.run("secret get A")).stdout, "mine\n");
  assert.equal((await world.json("secret list")).secrets[0].versions, 2);
  const dry = await world.run("secret generate B --type ed25519 --dry-run");
  assert.equal(dry.stdout, "would make B and B_PUBLIC (ed25519)\n");
  assert.equal((await world.run("secret get B")).status, 1);
  assert.equal((await world.run("source add resend --token-env RESEND_API_KEY")).status, 0);
  assert.equal((await world.run("source generate resend KEY")).status, 0);
  const { status, stderr } = await world.run("secret generate KEY --overwrite --json");
  assert.deepEqual([status, JSON.parse(stderr).error.code], [5, "conflict.generated"]);
  for (
    const [words, code] of [
      ["C --length 2", "usage.length"],
      ["C --length x", "usage"],
      ["1C", "usage.name"],
      ["C --type other", "usage"],
    ]
  ) {
    const wrong = await world.run(`secret generate ${words} --json`);
    assert.deepEqual([wrong.status, JSON.parse(wrong.stderr).error.code], [2, code], words);
  }
});
