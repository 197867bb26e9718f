// The recovery file: its owner's alone. A wrong file, passphrase or vault changes nothing, and who can't make one is told.

import assert from "node:assert/strict";
import { generateX25519Identity } from "age-encryption";
import { newcomer, sync } from "../../support/clones.ts";
import { PASSPHRASE, refusedWith, withRecovery } from "../../support/recovering.ts";
import { filesBelow, makeTeam } from "../../support/team.ts";
import type { RunOptions } from "../../support/world.ts";

Deno.test("the file is its owner's alone, never written over, and what is in it is nowhere else", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const asked: RunOptions = { answers: ["correct horse", "correct horse"] };
  const dry = await first.json("recovery create --dry-run");
  assert.deepEqual([dry.dryRun, dry.signer], [true, undefined]);
  assert.match(
    await refusedWith(first, "recovery create", {}),
    /^2 error: the recovery file needs a passphrase/,
  );
  assert.match(
    await refusedWith(first, "recovery create", { answers: ["short"] }),
    /2 .*8 characters or more/s,
  );
  assert.match(
    await refusedWith(first, "recovery create", { answers: ["correct horse", "other horse"] }),
    /differ/,
  );
  assert.match(await refusedWith(first, "recovery create --to nowhere/file"), /^2 error: there is no folder/);
  Deno.writeTextFileSync(`${first.folder}/mine.txt`, "mine");
  assert.match(
    await refusedWith(first, "recovery create --to mine.txt"),
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
    await refusedWith(first, "recovery create", asked),
    /^5 error: this vault has a recovery key already/,
  );
  assert.match(
    await refusedWith(first, "recovery create --to b.age", asked),
    /^5 error: this vault has a recovery key/,
  );
  assert.match(await refusedWith(first, "access revoke recovery --yes"), /^4 error: nobody stands above/);

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
  const use = (path: string, options?: RunOptions) => refusedWith(fresh, `recovery use ${path}`, options);
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
    await refusedWith(fresh, `recovery use ${file}`, { ...PASSPHRASE, cwd: team.root }),
    /^4 error: there is no vault/,
  );

  // A machine that was let in can't make one, nor the first where it goes on in another log.
  await fresh.json(`recovery use ${file}`, PASSPHRASE);
  const { access } = await fresh.json("access list");
  assert.equal(access.length, 3);
  assert.match(
    await refusedWith(fresh, "recovery create --to more.age"),
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
    await refusedWith(second, "recovery create"),
    /^4 error: only the machine that made the vault can make its recovery key/,
  );
  const copy = await team.clone("copy");
  await copy.json("sync");
  assert.match(
    await refusedWith(copy, "recovery create"),
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
    await refusedWith(fresh, `recovery use ${file}`),
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
