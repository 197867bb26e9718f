import assert from "node:assert/strict";
import { type Rotating, rotating } from "../../support/rotating.ts";
import { TOKEN } from "../../support/secrets_at_rest.ts";
import { makeWorld, type World } from "../../support/world.ts";

const ADD = "source add resend --token-env RESEND_API_KEY";

/** Runs `source adopt`, the value on standard input. */
async function adopt(world: World, command: string, value: string) {
  const outcome = await world.run(`source adopt ${command}`, { stdin: `${value}\n` });
  assert.doesNotMatch(outcome.stdout + outcome.stderr, TOKEN);
  return outcome;
}

async function classOf(world: World, id: string): Promise<string | undefined> {
  const { keys } = await world.json("source keys resend");
  return keys.find(({ remoteId }: { remoteId: string }) => remoteId === id)?.class;
}

async function valueFiles(world: World): Promise<number> {
  const { vault } = await world.json("status");
  return [...Deno.readDirSync(`${vault.folder}/values`)].length;
}

async function withSource(): Promise<World> {
  const world = await makeWorld();
  assert.equal((await world.run(ADD)).status, 0);
  return world;
}

Deno.test("a key that was made elsewhere is taken over: kept, shown, and ended like one that was made here", async () => {
  await using world = await withSource();
  const made = world.server.account.addKey({
    name: "Production",
    permission: "sending_access",
    createdAt: "2024-02-29 08:15:00.000+00",
  });
  const dry = await world.json(`source adopt resend ${made.id} MAIL --dry-run`);
  assert.deepEqual([dry.dryRun, dry.remoteName, dry.key], [true, "Production", undefined]);
  assert.equal(await classOf(world, made.id), "foreign");

  const command = `resend ${made.id} MAIL -d mail --domain example.com --expires 30d`;
  const { status, stdout, stderr } = await adopt(world, command, made.token);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^took over MAIL from resend \(sending_access, example\.com only, until .*\)\n/);
  assert.match(stdout, /there it is "Production", key .*, made 2024-02-29/);
  assert.match(stderr, /next: cred source rotate resend MAIL\n/);
  assert.equal((await world.run("secret get MAIL")).stdout, `${made.token}\n`);
  assert.equal(await classOf(world, made.id), "managed");
  const [key] = (await world.json("source keys resend")).keys.filter((one: { secret?: string }) =>
    one.secret === "MAIL"
  );
  assert.deepEqual([key.permission, key.token], ["sending_access", undefined]);
  const { entries } = await world.json("log MAIL");
  assert.deepEqual(entries.map(({ type }: { type: string }) => type), ["key.tested", "key.adopted"]);
  assert.match(
    (await world.run("log MAIL")).stdout,
    /taken over from resend\tsending_access, example\.com, "mail", key/,
  );
  const { versions } = await world.json("secret history MAIL");
  assert.deepEqual([versions[0].made, versions[0].remoteId], ["adopted", made.id]);
  assert.deepEqual((await world.json("status")).unsettled, []);
  assert.equal((await world.run("source reconcile resend")).stdout, "resend: all is settled\n");

  assert.equal((await world.run("source delete resend MAIL --yes")).status, 0);
  assert.equal(world.server.account.key(made.id), undefined);
  assert.equal((await world.run("secret get MAIL")).status, 1);
});

Deno.test("a value that is typed at a question shows nowhere, and is none of the arguments", async () => {
  await using world = await withSource();
  const made = world.server.account.addKey({});
  const { status, stdout, stderr } = await world.run(`source adopt resend ${made.id} MAIL`, {
    answers: [made.token],
  });
  assert.equal(status, 0, stderr);
  assert.match(stderr, /^Value of the key that is to be MAIL: /);
  assert.match(stdout, /full_access/);
  assert.doesNotMatch(stdout + stderr, TOKEN);
  const more = await world.run(`source adopt resend ${made.id} OTHER ${made.token}`);
  assert.equal(more.status, 2);
  assert.doesNotMatch(more.stdout + more.stderr, TOKEN);
  const none = await world.run(`source adopt resend ${made.id} OTHER --no-input`, { answers: [] });
  assert.match(none.stderr, /error: key ".*" is managed already: it is secret "MAIL"/);
});

Deno.test("what is no foreign key of the account, or not its value, is refused, and nothing is changed", async () => {
  await using world = await withSource();
  assert.equal((await world.run("source generate resend OURS")).status, 0);
  assert.equal((await world.run("secret set TAKEN other")).status, 0);
  const { account } = world.server;
  const made = account.addKey({ name: "Production", permission: "sending_access" });
  const ours = account.keys.find(({ name }) => name.startsWith("OURS"))!;
  const theirs = account.addKey({ name: `OURS${" cred-"}ffffffff-${ours.name.split("-").at(-1)}` });
  const lost = account.addKey({ name: ours.name });
  const elsewhere = world.server.addAccount().addKey({});
  const master = account.keys.at(-1)!;
  const records = (await world.json("log")).entries.length;
  const rows: readonly (readonly [command: string, value: string, status: number, words: RegExp])[] = [
    [`resend ${elsewhere.id} MAIL`, elsewhere.token, 1, /lists no key .* in the account of source "resend"/],
    ["resend Production MAIL", made.token, 1, new RegExp(`a key of this name has the id ${made.id}`)],
    // The two words the wrong way round.
    [`resend ${made.token} MAIL`, made.id, 1, /lists no key "re_\w{9}…" in/],
    [`resend ${ours.id} MAIL`, ours.token, 5, /is managed already: it is secret "OURS"/],
    [`resend ${lost.id} MAIL`, lost.token, 5, /cred source reconcile resend/],
    [`resend ${theirs.id} MAIL`, theirs.token, 5, /was made by another vault/],
    [`resend ${master.id} MAIL`, master.token, 5, /the value is a master token of source "resend"/],
    [`resend ${made.id} MAIL`, "re_wrong_value", 4, /Resend does not accept the value as a key/],
    [`resend ${made.id} MAIL`, elsewhere.token.slice(0, -1), 4, /does not accept the value/],
    [`resend ${made.id} MAIL`, "", 2, /the value is empty/],
    [`resend ${made.id} MAIL`, "two\nlines", 4, /does not accept the value/],
    [`resend ${made.id} MAIL -p full_access`, made.token, 5, /leave out --permission/],
    [`resend ${made.id} MAIL -p admin`, made.token, 2, /Resend has no permission "admin"/],
    [`resend ${made.id} MAIL --domain nowhere.example`, made.token, 2, /has no domain "nowhere\.example"/],
    [`resend ${made.id} OURS`, made.token, 5, /secret "OURS" .* is another key/],
    [`resend ${made.id} TAKEN`, made.token, 5, /is already in environment "default", with another value/],
    [`resend ${made.id} 1X`, made.token, 2, /secret name "1X"/],
    [`resend ${made.id} MAIL --expires 2020-01-01`, made.token, 2, /2020-01-01/],
    [`nowhere ${made.id} MAIL`, made.token, 4, /there is no source "nowhere"/],
  ];
  for (const [command, value, status, words] of rows) {
    const outcome = await adopt(world, command, value);
    assert.equal(outcome.status, status, `${command}: ${outcome.stderr}`);
    assert.match(outcome.stderr, words);
  }
  const full = account.addKey({ permission: "full_access" });
  const limited = await adopt(world, `resend ${full.id} MAIL --domain example.com`, full.token);
  assert.deepEqual([limited.status, /cannot be limited to a domain/.test(limited.stderr)], [2, true]);
  assert.equal((await world.json("log")).entries.length, records);
  // No value was left behind that no record names.
  assert.equal((await world.json("log verify")).values, 3);
  assert.equal(await valueFiles(world), 3);
});

Deno.test("one key is not taken over by two sources of its account", async () => {
  await using world = await withSource();
  assert.equal((await world.run(`${ADD} --as news`)).status, 0);
  const made = world.server.account.addKey({});
  assert.equal((await adopt(world, `resend ${made.id} MAIL`, made.token)).status, 0);
  const again = await adopt(world, `news ${made.id} NEWS`, made.token);
  assert.equal(again.status, 5);
  assert.match(again.stderr, /managed already: it is secret "MAIL" .* of source "resend"/);
});

Deno.test("a revocation takes what was taken over with it, and is not over while the platform still lists it", async () => {
  await using world = await withSource();
  const made = world.server.account.addKey({ name: "Production" });
  const other = world.server.account.addKey({ name: "Other" });
  assert.equal((await adopt(world, `resend ${made.id} MAIL`, made.token)).status, 0);
  // The platform says that it is deleted, and it is not.
  world.server.misbehave({ method: "DELETE" }, { what: "answer", work: false, status: 200, body: {} });
  const revoked = await world.run("source revoke resend --yes");
  assert.equal(revoked.status, 3, revoked.stdout);
  assert.match(revoked.stdout, /1 key that the platform still lists/);
  assert.equal(await classOf(world, made.id), "stray");
  const again = await adopt(world, `resend ${made.id} AGAIN`, made.token);
  assert.equal(again.status, 5, again.stderr);
  const end = await world.run("source revoke resend --yes");
  assert.equal(end.status, 0, end.stderr);
  assert.equal(world.server.account.key(made.id), undefined);
  assert.notEqual(world.server.account.key(other.id), undefined);
});

Deno.test("one that is gone at the platform is vanished; a new one can take its place", async () => {
  await using world = await withSource();
  const made = world.server.account.addKey({ name: "Production" });
  assert.equal((await adopt(world, `resend ${made.id} MAIL`, made.token)).status, 0);
  world.server.account.removeKey(made.id);
  assert.match((await world.run("source reconcile resend")).stdout, /vanished +MAIL/);
  assert.equal((await world.run("source rotate resend MAIL --grace 0")).status, 0);
  const [now] = world.server.keys;
  assert.match(now!.name, /^MAIL cred-/);
  assert.equal((await world.run("secret get MAIL")).stdout, `${now!.token}\n`);
});

Deno.test("the value is sealed to those who may open the environment, and to nobody else", async () => {
  await using world = await withSource();
  assert.equal((await world.run("init")).status, 0);
  assert.equal((await world.run(ADD)).status, 0);
  assert.equal((await world.run("secret set OTHER value -e staging")).status, 0);
  assert.equal((await world.run("access create ci --read-only -e staging")).status, 0);
  for (const environment of ["default", "staging"]) {
    const made = world.server.account.addKey({});
    const { status, stderr } = await adopt(world, `resend ${made.id} MAIL -e ${environment}`, made.token);
    assert.equal(status, 0, stderr);
  }
  const { entries } = await world.json("log --type key.adopted");
  const sealedTo = entries.map(({ data }: { data: { environment: string; to: string[] } }) => [
    data.environment,
    data.to.length,
  ]);
  assert.deepEqual(sealedTo, [["staging", 2], ["default", 1]]);
});

Deno.test("who made a key that was taken over is not known: no master token, and its age is the platform's", async () => {
  await using world = await withSource();
  const createdAt = new Date(Date.now() - 400 * 86_400_000).toISOString();
  const made = world.server.account.addKey({ name: "Production", createdAt });
  assert.equal((await adopt(world, `resend ${made.id} MAIL`, made.token)).status, 0);
  assert.equal((await world.run("policy set max-age 365d")).status, 0);
  const master = world.server.account.addKey({ name: "new master" });
  const token = { env: { RESEND_API_KEY: master.token } };
  const replaced = await world.json("source token resend --token-env RESEND_API_KEY", token);
  assert.deepEqual(replaced.tokens.map(({ keys }: { keys: unknown[] }) => keys.length), [0]);
  const { due } = await world.json("due");
  assert.deepEqual(due.map(({ secret, why }: { secret: string; why: string }) => [secret, why]), [[
    "MAIL",
    "old",
  ]]);
  const { keys } = await world.json("source rotate resend --older-than 390d --dry-run");
  assert.deepEqual(keys.map(({ secret }: { secret: string }) => secret), ["MAIL"]);
});

async function adoptPushed(it: Rotating): Promise<{ readonly id: string; readonly token: string }> {
  const made = it.world.server.account.addKey({ name: "Production", permission: "sending_access" });
  assert.equal((await it.run(`secret set MAIL ${made.token} -d mail`)).status, 0);
  assert.equal((await it.run("push github MAIL")).status, 0);
  const taken = await it.run(`source adopt resend ${made.id} MAIL`, { stdin: made.token });
  assert.equal(taken.status, 0, taken.stderr);
  return made;
}

Deno.test("a value that was set by hand, and sent, becomes the key's: rotation sends the new one and waits for the old", async () => {
  await using it = await rotating([]);
  assert.equal((await it.run("target add github acme/app")).status, 0);
  const made = await adoptPushed(it);
  const [secret] = (await it.json("secret list")).secrets;
  assert.equal(secret.description, "mail");
  assert.deepEqual((await it.json("status")).targets, []);
  const { versions } = await it.json("secret history MAIL");
  assert.deepEqual(versions.map(({ made, status }: { made: string; status: string }) => [made, status]), [
    ["adopted", "live"],
    ["set", "taken_over"],
  ]);
  assert.deepEqual((await it.json("log verify")).values, 2);

  const held = await it.json("source rotate resend MAIL --grace 0");
  assert.deepEqual(held.keys[0].waits.map(({ why }: { why: string }) => why), ["held"]);
  assert.notEqual(it.world.server.account.key(made.id), undefined);
  const done = await it.json("source rotate resend MAIL --grace 0 --push");
  assert.equal(done.keys[0].stage, "done");
  assert.equal(it.world.server.account.key(made.id), undefined);
  const now = await it.value("MAIL");
  assert.equal(it.github.repository.stores.actions.texts().get("MAIL"), now);
  assert.equal(
    (await it.run("secret rollback MAIL")).status,
    5,
    "the value that was set is dead with its key",
  );
});
