// The recovery key: made once, kept elsewhere, above every machine. With it a new machine comes back when all others are
// lost, and ends their access; a wrong file, passphrase or vault changes nothing.

import assert from "node:assert/strict";
import { generateX25519Identity } from "age-encryption";
import { type Clone, filesBelow, makeTeam, type Team } from "../../support/team.ts";
import type { RunOptions } from "../../support/world.ts";

const PASSPHRASE: RunOptions = { env: { CRED_RECOVERY_PASSPHRASE: await generateX25519Identity() } };

async function refused(clone: Clone, command: string, options: RunOptions = PASSPHRASE): Promise<string> {
  const { status, stderr, stdout } = await clone.run(command, options);
  assert.equal(stdout, "");
  return `${status} ${stderr}`;
}

async function sync(...clones: Clone[]): Promise<void> {
  for (const clone of [...clones, ...clones]) await clone.json("sync");
}

/** The same verified history everywhere, told without a key of any of them. */
async function assertSame(...clones: Clone[]): Promise<void> {
  await sync(...clones);
  const digests = new Set<string>();
  for (const clone of clones) {
    const keyless = { env: { CRED_KEYCHAIN: "env", CRED_ACCESS_KEY: "none", CRED_PASSPHRASE: "" } };
    assert.equal((await clone.run("log verify --full", keyless)).status, 0);
    const { status, stdout } = await clone.run("replay", keyless);
    assert.equal(status, 0);
    digests.add(stdout);
  }
  assert.equal(digests.size, 1);
}

/** A vault with a value and a recovery key, whose file lies outside every clone. */
async function withRecovery(): Promise<{ team: Team; file: string }> {
  const team = await makeTeam();
  const file = `${team.root}/recovery.age`;
  await team.first.set("BEFORE");
  await team.first.json(`recovery create --to ${file}`, PASSPHRASE);
  await team.first.json("sync");
  return { team, file };
}

/** A clone on a machine without keys, which has the vault. */
async function newcomer(team: Team, name: string): Promise<Clone> {
  const clone = team.newcomer(name);
  await clone.json("sync");
  return clone;
}

Deno.test("all machines are lost: the recovery key lets a new one in, which ends the access of the others", async () => {
  const { team, file } = await withRecovery();
  await using _ = team;
  const { first, world } = team;
  await first.json(`access create ci --push`);
  const second = await newcomer(team, "laptop-2");
  await first.json(`access grant ${(await second.json("access request --label laptop-2")).line}`);
  await sync(first, second);
  await second.set("THERE");
  await sync(second, first);

  const fresh = await newcomer(team, "fresh");
  assert.match(await refused(fresh, "secret get BEFORE"), /^4 error: this machine has no access/);
  const before = (await fresh.json("status")).vault.records;
  const dry = await fresh.json(`recovery use ${file} --dry-run`, PASSPHRASE);
  assert.deepEqual([dry.name, dry.dryRun, dry.signer], ["linux-2", true, undefined]);
  assert.equal((await fresh.json("status")).vault.records, before);
  const used = await fresh.json(`recovery use ${file} --label back`, PASSPHRASE);
  assert.deepEqual([used.name, used.sealed, used.left], ["back", 2, []]);
  assert.deepEqual(used.others.map((one: { name: string }) => one.name), ["linux", "ci", "laptop-2"]);
  for (const name of ["BEFORE", "THERE"]) {
    assert.equal((await fresh.json(`secret get ${name}`)).value, `value of ${name}`);
  }
  await fresh.set("BACK");
  assert.match(
    await refused(fresh, `recovery use ${file}`),
    /^5 error: this machine has access already, as "back"/,
  );

  // Beside the first machine it may not end the access of that one; the recovery key may.
  assert.match(await refused(fresh, "access revoke linux --yes"), /^4 error: .*\n.*\n.*--recovery FILE/);
  const revoked = await fresh.json(`access revoke linux --yes --recovery ${file}`, PASSPHRASE);
  assert.deepEqual(revoked.due.map((one: { secret: string }) => one.secret).sort(), [
    "BACK",
    "BEFORE",
    "THERE",
  ]);
  await fresh.json(`access revoke laptop-2 --yes --recovery ${file}`, PASSPHRASE);
  // Whom the first machine had let in stands below this one.
  await fresh.json("access revoke ci --yes");
  assert.deepEqual(
    (await fresh.json("access list")).access.map((
      one: { name: string; retiredAt?: string; opens: number },
    ) => [
      one.name,
      one.retiredAt !== undefined,
      one.opens,
    ]),
    [["linux", true, 0], ["recovery", false, 3], ["ci", true, 0], ["laptop-2", true, 0], ["back", false, 3]],
  );
  const due = (await fresh.json("due")).due.map((
    one: { secret: string; why: string },
  ) => [one.secret, one.why]);
  assert.deepEqual(due.sort(), ["BACK", "BEFORE", "THERE"].map((name) => [name, "reader_removed"]));

  // Whoever has the lost machines goes on with them: nothing of that counts, however old it says it is.
  world.clockAheadMs -= 3_600_000;
  await first.set("TOO_LATE");
  await second.set("TOO_LATE_2");
  const thief = await newcomer(team, "thief");
  const { line } = await thief.json("access request --label thief");
  await first.json(`access grant ${line}`);
  world.clockAheadMs += 3_600_000;
  await fresh.json("sync");
  await assertSame(fresh, first, second);
  const secrets = (await fresh.json("secret list")).secrets.map(({ secret }: { secret: string }) => secret);
  assert.deepEqual(secrets, ["BACK", "BEFORE", "THERE"]);
  assert(!(await fresh.json("access list")).access.some(({ name }: { name: string }) => name === "thief"));
  for (const lost of [first, second]) {
    assert.match(await refused(lost, "secret get BACK"), /^4 error: .*sealed to others/);
    assert.match(await refused(lost, "secret set MORE -", { stdin: "x" }), /^4 error: .*is retired since/);
  }

  // This machine goes on in its own log, and the key can be used again.
  await fresh.set("LATER");
  const logs = [...Deno.readDirSync(`${fresh.vault}/log`)].map(({ name }) => name);
  assert.equal(logs.filter((name) => name.startsWith(used.signer)).length, 1, logs.join());
  await fresh.json("sync");
  const another = await newcomer(team, "another");
  await another.json(`recovery use ${file}`, PASSPHRASE);
  assert.equal((await another.json("secret get LATER")).value, "value of LATER");
  await assertSame(fresh, another);
});

Deno.test("a recovery key whose file is in wrong hands revokes itself, and a vault gets no other", async () => {
  const { team, file } = await withRecovery();
  await using _ = team;
  const { first } = team;
  assert.match(
    await refused(first, "access revoke recovery --yes"),
    /^4 error: nobody stands above.*--recovery/s,
  );
  const revoked = await first.json(`access revoke recovery --yes --recovery ${file}`, PASSPHRASE);
  assert.deepEqual([revoked.sealed, revoked.due.length], [1, 1]);
  await first.set("AFTER");
  await first.json("sync");
  const { access, uneven } = await first.json("access list");
  assert.deepEqual(
    [uneven, ...access.map((one: { name: string; opens: number }) => [one.name, one.opens])],
    [0, ["linux", 2], ["recovery", 0]],
  );
  const fresh = await newcomer(team, "fresh");
  assert.match(await refused(fresh, `recovery use ${file}`), /^4 error: this recovery key is retired since/);
  assert.match(
    await refused(first, "recovery create --to b.age"),
    /^5 error: .*retired since .*gets no other/,
  );
  const { checks } = await first.json("doctor --offline");
  const found = checks.find((one: { check: string }) => one.check === "recovery");
  assert.match(JSON.stringify(found), /is retired, and a vault gets no other/);
  // The value itself could be read with it: it is due until it is replaced.
  assert.deepEqual((await first.json("due")).due.map((one: { secret: string }) => one.secret), ["BEFORE"]);
  await assertSame(first, fresh);
});

Deno.test("the keychain is gone: the same machine comes back, and its old keys are revoked", async () => {
  const { team, file } = await withRecovery();
  await using _ = team;
  const { first } = team;
  Deno.removeSync(`${first.home}/keychain`, { recursive: true });
  assert.match(await refused(first, "secret get BEFORE"), /^4 error: this machine has no access/);
  await first.json(`recovery use ${file}`, PASSPHRASE);
  assert.equal((await first.json("secret get BEFORE")).value, "value of BEFORE");
  await first.json(`access revoke linux --yes --recovery ${file}`, PASSPHRASE);
  await first.set("AFTER");
  await first.json("sync");
  assert.equal((await first.run("log verify --full")).status, 0);
  const { access } = await first.json("access list");
  assert.deepEqual(
    access.map((one: { name: string; retiredAt?: string }) => [one.name, one.retiredAt !== undefined]),
    [
      ["linux", true],
      ["recovery", false],
      ["linux-2", false],
    ],
  );
});

Deno.test("the file is its owner's alone, never written over, and what is in it is nowhere else", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const asked: RunOptions = { answers: ["correct horse", "correct horse"] };
  const dry = await first.json("recovery create --dry-run");
  assert.deepEqual([dry.dryRun, dry.signer], [true, undefined]);
  assert.match(await refused(first, "recovery create", {}), /^2 error: the recovery file needs a passphrase/);
  assert.match(await refused(first, "recovery create", { answers: ["short"] }), /2 .*8 characters or more/s);
  assert.match(
    await refused(first, "recovery create", { answers: ["correct horse", "other horse"] }),
    /differ/,
  );
  assert.match(await refused(first, "recovery create --to nowhere/file"), /^2 error: there is no folder/);
  Deno.writeTextFileSync(`${first.folder}/mine.txt`, "mine");
  assert.match(
    await refused(first, "recovery create --to mine.txt"),
    /^5 error: "mine.txt" is already there/,
  );
  assert.equal(Deno.readTextFileSync(`${first.folder}/mine.txt`), "mine");
  assert.deepEqual([...Deno.readDirSync(first.folder)].map(({ name }) => name).sort(), [
    ".cred",
    ".git",
    "code.txt",
    "mine.txt",
  ]);

  const made = await first.run("recovery create", asked);
  assert.equal(made.status, 0, made.stderr);
  const [name] = [...Deno.readDirSync(first.folder)].map((one) => one.name).filter((one) =>
    one.endsWith(".age")
  );
  assert.match(name!, /^cred-recovery-[0-9a-f]{8}\.age$/);
  const path = `${first.folder}/${name}`;
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  assert.match(Deno.readTextFileSync(path), /^-----BEGIN AGE ENCRYPTED FILE-----\n/);
  assert.match(
    await refused(first, "recovery create", asked),
    /^5 error: this vault has a recovery key already/,
  );
  assert.match(
    await refused(first, "recovery create --to b.age", asked),
    /^5 error: this vault has a recovery key/,
  );
  assert.match(await refused(first, "access revoke recovery --yes"), /^4 error: nobody stands above/);

  const [identity, seed] = await openedFile(path, "correct horse");
  const told = await Promise.all(
    ["access list --json", "log --json", "replay --json", "status --json", "signer list --json"]
      .map(async (command) => (await first.run(command)).stdout),
  );
  for (const secret of [identity!, seed!, "correct horse"]) {
    for (const text of [made.stdout, made.stderr, ...told, ...Object.values(filesBelow(team.root))]) {
      assert(!text.includes(secret));
    }
  }
});

/** The identity and the seed in a recovery file. */
async function openedFile(path: string, passphrase: string): Promise<readonly string[]> {
  const { armor, Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  const text = await decrypter.decrypt(armor.decode(Deno.readTextFileSync(path)), "text");
  const [, body] = /^# cred-access-1-([\w-]+)\./m.exec(text)!;
  const { identity, seed } = JSON.parse(atob(body!.replaceAll("-", "+").replaceAll("_", "/")));
  assert(text.endsWith(`\n${identity}\n`));
  return [identity, seed];
}

Deno.test("the wrong file, passphrase, vault or machine is told, and nothing changes", async () => {
  const { team, file } = await withRecovery();
  await using _ = team;
  const { first } = team;
  const fresh = await newcomer(team, "fresh");
  const before = filesBelow(fresh.vault);
  const use = (path: string, options?: RunOptions) => refused(fresh, `recovery use ${path}`, options);
  const other = { env: { CRED_RECOVERY_PASSPHRASE: await generateX25519Identity() } };
  assert.match(await use(file, other), /^4 error: the passphrase does not open ".*recovery.age"/);
  assert.match(await use(file, {}), /^2 error: the recovery file needs a passphrase/);
  assert.match(await use("nothing.age"), /^2 error: there is no file "nothing.age"/);
  assert.match(await use("code.txt"), /^2 error: "code.txt" is no recovery file/);
  const text = Deno.readTextFileSync(file);
  for (const damaged of [text.slice(0, -80), text.replace(/\n(.)(.)/, "\n$2$1"), text.slice(0, 60)]) {
    Deno.writeTextFileSync(`${team.root}/damaged.age`, damaged);
    assert.match(await use(`${team.root}/damaged.age`), /^6 error: the recovery file is damaged/);
  }
  const [value] = [...Deno.readDirSync(`${first.vault}/values`)];
  assert.match(await use(`${first.vault}/values/${value!.name}`), /^4 error: the passphrase does not open/);

  // One of another vault, and one whose name is taken.
  const elsewhere = `${team.root}/elsewhere`;
  Deno.mkdirSync(elsewhere);
  await first.run("init", { cwd: elsewhere });
  await first.run("recovery create --to theirs.age", { ...PASSPHRASE, cwd: elsewhere });
  assert.match(
    await use(`${elsewhere}/theirs.age`),
    /^2 error: this recovery key is for vault [0-9a-f]{8}, and this is vault [0-9a-f]{8}/,
  );
  assert.match(await use(`${file} --label linux`), /^5 error: another machine is called "linux" already/);
  assert.match(await use(`${file} --label a/b`), /^2 error: name "a\/b" is not allowed/);
  assert.deepEqual(filesBelow(fresh.vault), before);
  assert.match(
    await refused(fresh, `recovery use ${file}`, { ...PASSPHRASE, cwd: team.root }),
    /^4 error: there is no vault/,
  );

  // A machine that was let in can't make one, nor the first where it goes on in another log.
  await fresh.json(`recovery use ${file}`, PASSPHRASE);
  const { access } = await fresh.json("access list");
  assert.equal(access.length, 3);
  assert.match(
    await refused(fresh, "recovery create --to more.age"),
    /^5 error: this vault has a recovery key/,
  );
});

Deno.test("only the machine that made the vault makes a recovery key, where it remembers its log", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.json("sync");
  const second = await newcomer(team, "laptop-2");
  await first.json(`access grant ${(await second.json("access request --label laptop-2")).line}`);
  await sync(first, second);
  assert.match(
    await refused(second, "recovery create"),
    /^4 error: only the machine that made the vault can make its recovery key/,
  );
  const copy = await team.clone("copy");
  await copy.json("sync");
  assert.match(
    await refused(copy, "recovery create"),
    /^4 error: .*\nhint: this machine goes on in another log/,
  );
  assert.deepEqual([...Deno.readDirSync(copy.folder)].map(({ name }) => name).sort(), [
    ".cred",
    ".git",
    "code.txt",
  ]);
});

Deno.test("an old copy of the vault does not know the key yet, and says how to go on", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.json("sync");
  const fresh = await newcomer(team, "fresh");
  const file = `${team.root}/recovery.age`;
  await first.json(`recovery create --to ${file}`, PASSPHRASE);
  assert.match(
    await refused(fresh, `recovery use ${file}`),
    /^4 error: this vault's history does not know this recovery key\nhint: .*cred sync/,
  );
  await sync(first, fresh);
  await fresh.json(`recovery use ${file}`, PASSPHRASE);
});

Deno.test("whoever makes a vault is told of the recovery key", async () => {
  await using team = await makeTeam();
  const { world, root } = team;
  const cwd = `${root}/project`;
  Deno.mkdirSync(cwd);
  assert.match((await world.run("init", { cwd })).stderr, /: cred recovery create\n$/);
  const personal = await world.run("source add resend --token-env RESEND_API_KEY", { cwd: root });
  assert.match(personal.stderr, /: cred recovery create\n$/);
  const again = await world.run("source add resend --as other --token-env RESEND_API_KEY", { cwd: root });
  assert.doesNotMatch(again.stderr, /recovery/);
});
