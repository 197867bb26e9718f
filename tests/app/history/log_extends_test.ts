// `log verify --extends`, `--signer`, `--git`: what is an extension, what isn't, and which is said of what isn't.

import assert from "node:assert/strict";
import { Scribe } from "../../log/scribe.ts";
import { keyOf, remark, writeVault } from "../../support/scribed_vault.ts";
import { makeWorld, type World } from "../../support/world.ts";

const vaultIn = (world: World) => `${world.folder}/.cred`;

async function code(world: World, command: string): Promise<string> {
  const { status, stderr } = await world.run(`${command} --json`);
  return `${status} ${status === 0 ? "ok" : JSON.parse(stderr).error.code}`;
}

/** A vault of five records, and its checkpoints kept in `old`. */
async function begun(world: World): Promise<Scribe> {
  const scribe = await Scribe.make();
  await scribe.begin();
  for (let n = 1; n < 5; n++) await scribe.write(scribe.first, [remark(n)]);
  await writeVault(vaultIn(world), scribe);
  await keep(world, "old");
  return scribe;
}

async function keep(world: World, name: string): Promise<void> {
  await Deno.writeTextFile(`${world.folder}/${name}`, (await world.run("log checkpoint")).stdout);
}

async function git(world: World, ...args: string[]): Promise<void> {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"];
  const { success, stderr } = await new Deno.Command("git", {
    args: [...identity, ...args],
    cwd: world.folder,
  })
    .output();
  assert(success, new TextDecoder().decode(stderr));
}

/** Commits the vault as it is to a branch, the folder itself or with `.cred` in it. */
async function commitVault(world: World, branch: string, nested: boolean): Promise<void> {
  const root = `${world.folder}/tree`;
  await Deno.mkdir(root);
  await git(world, "--git-dir", `${world.folder}/.git`, "symbolic-ref", "HEAD", `refs/heads/${branch}`);
  const copied = nested ? `${root}/.cred` : root;
  await copy(vaultIn(world), copied);
  await git(world, "--git-dir", `${world.folder}/.git`, "--work-tree", root, "add", "-A", "-f");
  await git(world, "--git-dir", `${world.folder}/.git`, "--work-tree", root, "commit", "-q", "-m", "vault");
  await Deno.remove(root, { recursive: true });
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) await copy(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

Deno.test("a history extends what it began with, however much it grew", async () => {
  await using world = await makeWorld();
  const scribe = await begun(world);
  assert.equal(await code(world, "log verify --extends old"), "0 ok");
  await scribe.write(scribe.first, [remark(5), remark(6)]);
  await scribe.open(scribe.further(1), scribe.first);
  await writeVault(vaultIn(world), scribe);
  const { status, stdout } = await world.run("log verify --extends old");
  assert.equal(status, 0);
  assert.match(stdout, /^extends old, which had 5 records$/m);
  await keep(world, "both");
  await scribe.write(scribe.further(1), [remark(7)]);
  await writeVault(vaultIn(world), scribe);
  const view = await world.json("log verify --extends both");
  assert.deepEqual(view.extends, {
    from: "both",
    logs: [{ log: scribe.first, records: 7 }, { log: scribe.further(1), records: 1 }],
  });
});

Deno.test("a log that is shorter, another one, or gone is no extension", async () => {
  await using world = await makeWorld();
  const scribe = await begun(world);
  await scribe.open(scribe.further(1), scribe.first);
  await writeVault(vaultIn(world), scribe);
  await keep(world, "both");
  const whole = new Map(scribe.logs);

  scribe.logs.delete(scribe.further(1));
  await writeVault(vaultIn(world), scribe);
  assert.equal(await code(world, "log verify --extends both"), "6 integrity.not_extended", "a log is gone");

  scribe.logs.set(scribe.first, whole.get(scribe.first)!.split("\n").slice(0, 4).join("\n") + "\n");
  await writeVault(vaultIn(world), scribe);
  assert.equal(await code(world, "log verify"), "0 ok", "it is whole by itself");
  assert.equal(await code(world, "log verify --extends old"), "6 integrity.not_extended", "it is shorter");

  const rewritten = await Scribe.make();
  await rewritten.begin();
  for (let n = 1; n < 9; n++) await rewritten.write(rewritten.first, [remark(n + 100)]);
  await writeVault(vaultIn(world), rewritten);
  assert.equal(await code(world, "log verify --full"), "0 ok", "its own signer rewrote it");
  const { stderr } = await world.run("log verify --extends old");
  assert.match(
    stderr,
    /^error: .* does not extend "old": the first 5 records of log [0-9a-f]+ are others now$/m,
  );
});

Deno.test("a checkpoint that is no checkpoint, of another vault, or with a byte changed is refused", async () => {
  await using world = await makeWorld();
  const scribe = await begun(world);
  const old = `${world.folder}/old`;
  const bytes = await Deno.readFile(old);
  for (let at = 0; at < bytes.length; at++) {
    await Deno.writeFile(old, bytes.with(at, bytes[at]! ^ 1));
    const said = await code(world, "log verify --extends ./old");
    assert.match(
      said,
      /^6 integrity\.(checkpoint|checkpoint_signature|other_vault|not_extended)$/,
      `byte ${at}`,
    );
  }
  await Deno.writeFile(old, bytes);
  const note = new TextDecoder().decode(bytes);
  await Deno.writeTextFile(old, `${note}\n${note}`);
  assert.equal(
    await code(world, "log verify --extends ./old"),
    "6 integrity.checkpoint",
    "twice the same log",
  );
  await Deno.writeTextFile(old, "");
  assert.equal(await code(world, "log verify --extends ./old"), "6 integrity.checkpoint", "empty");
  await Deno.writeFile(old, bytes);
  await writeVault(vaultIn(world), await otherVault());
  assert.equal(await code(world, "log verify --extends old"), "6 integrity.other_vault");
  assert.equal(await code(world, "log verify --extends nothing"), "2 usage.extends");
  assert.equal(scribe.logs.size, 1);
});

async function otherVault(): Promise<Scribe> {
  const other = await Scribe.make(9);
  await other.begin();
  return other;
}

Deno.test("a signature line of somebody else's on a checkpoint is no harm", async () => {
  await using world = await makeWorld();
  await begun(world);
  const old = `${world.folder}/old`;
  await Deno.writeTextFile(old, `${await Deno.readTextFile(old)}— witness.example AAAAAAAAAAAA\n`);
  assert.equal(await code(world, "log verify --extends old"), "0 ok");
});

Deno.test("--signer pins the first signer", async () => {
  await using world = await makeWorld();
  const scribe = await begun(world);
  assert.equal(await code(world, `log verify --signer ${keyOf(scribe)}`), "0 ok");
  assert.match(
    (await world.run(`log verify --signer ${keyOf(scribe)}`)).stdout,
    /^the first signer is the one given$/m,
  );
  assert.equal(
    await code(world, `log verify --signer ${keyOf(await otherVault())}`),
    "6 integrity.other_signer",
  );
  assert.equal(await code(world, `log verify --signer ${keyOf(scribe).slice(0, -1)}`), "2 usage.signer");
});

Deno.test("a vault at a git ref is verified, and extended, without a checkout", async () => {
  await using world = await makeWorld();
  const scribe = await begun(world);
  await git(world, "init", "-q", "-b", "main");
  await commitVault(world, "cred", false);
  await commitVault(world, "nested", true);
  await scribe.write(scribe.first, [remark(5)]);
  await writeVault(vaultIn(world), scribe);
  for (const ref of ["cred", "nested", "refs/heads/cred", "nested:.cred", "cred~0"]) {
    assert.equal(await code(world, `log verify --extends ${ref}`), "0 ok", ref);
    const view = await world.json(`log verify --git ${ref} --extends old`);
    assert.deepEqual([view.vault, view.logs[0].records], [`git ref "${ref}"`, 5]);
  }
  assert.equal(await code(world, "log verify --git nothing"), "2 usage.git_ref");
  assert.equal(await code(world, "log verify --git=--help"), "2 usage.git_ref");
  assert.equal(await code(world, "log verify --git cred:log"), "2 usage.no_vault");

  await Deno.writeTextFile(`${world.folder}/cred`, await Deno.readTextFile(`${world.folder}/old`));
  assert.equal(await code(world, "log verify --extends cred"), "2 usage.ambiguous");
  assert.equal(await code(world, "log verify --extends ./cred"), "0 ok");
  assert.equal(await code(world, "log verify --extends refs/heads/cred"), "0 ok");
  assert.match((await world.run("log diff cred")).stdout, /^no difference\n$/);
});

Deno.test("a rewritten or damaged vault at a git ref is told, and where it is", async () => {
  await using world = await makeWorld();
  const scribe = await begun(world);
  await git(world, "init", "-q", "-b", "main");
  await commitVault(world, "cred", false);
  const rewritten = await Scribe.make();
  await rewritten.begin();
  for (let n = 1; n < 9; n++) await rewritten.write(rewritten.first, [remark(n + 100)]);
  await writeVault(vaultIn(world), rewritten);
  assert.equal(await code(world, "log verify --extends cred"), "6 integrity.not_extended");
  await writeVault(vaultIn(world), await otherVault());
  assert.equal(await code(world, "log verify --extends cred"), "6 integrity.other_vault");
  scribe.logs.set(scribe.first, scribe.logs.get(scribe.first)!.replace("remark 2", "remark 3"));
  await writeVault(vaultIn(world), scribe);
  await commitVault(world, "broken", false);
  const { status, stderr } = await world.run("log verify --git broken");
  assert.equal(status, 6);
  assert.match(stderr, /^error: at git ref "broken": log .* the signature of record 2 does not hold$/m);
});

Deno.test("values at a git ref are compared with their records", async () => {
  await using world = await makeWorld();
  await world.run("init");
  await world.run("secret set KEY value");
  await git(world, "init", "-q", "-b", "main");
  await commitVault(world, "cred", false);
  assert.equal((await world.json("log verify --git cred")).values, 2);
  for (const { name } of Deno.readDirSync(`${vaultIn(world)}/values`)) {
    await Deno.writeTextFile(`${vaultIn(world)}/values/${name}`, "other");
  }
  await commitVault(world, "swapped", false);
  const { status, stderr } = await world.run("log verify --git swapped");
  assert.equal(status, 6);
  assert.match(
    stderr,
    /^error: the sealed value of .* is not the one that was recorded at git ref "swapped"$/m,
  );
});

Deno.test("a copy in git that is behind what this machine has seen is a note", async () => {
  await using world = await makeWorld();
  await world.run("init");
  await world.run("secret set KEY value");
  await git(world, "init", "-q", "-b", "main");
  await commitVault(world, "cred", false);
  await world.run("secret set KEY2 value");
  const view = await world.json("log verify --git cred");
  assert.match(
    view.notes.join(),
    /^git ref "cred" is behind: log [0-9a-f]+ has 4 records there, this machine has seen 5$/,
  );
});
