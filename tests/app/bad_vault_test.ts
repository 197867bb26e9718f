// Vault folders that are not what they should be: nothing is written to them, no other vault quietly takes their place,
// and the error says what is wrong and what to do.

import assert from "node:assert/strict";
import { CredError } from "../../src/domain/errors.ts";
import type { Files } from "../../src/system/files.ts";
import { copyFolder } from "../support/saved_world.ts";
import { filesUnder } from "../support/secrets_at_rest.ts";
import { makeProject, makeWorld, type RunOptions, type World } from "../support/world.ts";

const READ = ["status", "log", "log verify", "replay", "secret list", "source list"];
const CHANGE = [
  "source add resend --as more --token-env RESEND_API_KEY",
  "source generate resend KEY",
  "source delete resend FIRST_KEY --yes",
  "source revoke resend --yes",
  "source reconcile resend",
  "secret set NAME value",
  "secret describe DATABASE_URL text",
  "secret remove DATABASE_URL --yes",
];

function contents(folder: string): string {
  return [...filesUnder(folder)].sort().map((path) => `${path} ${Deno.readTextFileSync(path)}`).join("\n");
}

/** Every one of the commands ends with the status and an error that matches, and changes nothing anywhere. */
async function refuses(
  world: World,
  commands: readonly string[],
  status: number,
  says: RegExp,
  how?: RunOptions,
): Promise<void> {
  const before = contents(world.folder), keys = world.server.keys.length;
  for (const command of commands) {
    const outcome = await world.run(command, how);
    assert.equal(outcome.status, status, `${command}: ${outcome.stderr}`);
    assert.match(outcome.stderr, says, command);
    assert.match(outcome.stderr, /\nhint: /, `${command}: no way on in ${outcome.stderr}`);
    assert.equal(outcome.stdout, "", command);
    const json = await world.run(`${command} --json`, how);
    assert.equal(json.stdout, "", command);
    assert.equal(json.status, status, command);
    assert.ok(JSON.parse(json.stderr).error.hints.length > 0, command);
  }
  assert.equal(contents(world.folder), before);
  assert.equal(world.server.keys.length, keys);
}

Deno.test("the vault's folder is a file, a link, or something else", async () => {
  await using world = await makeWorld();
  const place = `${world.folder}/.cred`;
  Deno.writeTextFileSync(place, "");
  await refuses(world, [...READ, ...CHANGE], 2, /is a file, and a vault is a folder/);
  await refuses(world, ["init"], 5, /is there already: something that is no vault/);
  Deno.removeSync(place);
  Deno.mkdirSync(`${world.folder}/elsewhere`);
  Deno.symlinkSync(`${world.folder}/elsewhere`, place);
  await refuses(world, [...READ, ...CHANGE], 2, /is a link, and a vault is a folder/);
  await refuses(world, ["init"], 5, /something that is no vault/);
  Deno.removeSync(place);
  Deno.symlinkSync("/nowhere/at/all", place);
  await refuses(world, ["status", "secret set A b"], 2, /is a link, and a vault is a folder/);
  Deno.removeSync(place);
  Deno.mkdirSync(place);
  await refuses(world, ["init"], 5, /something that is no vault/);
});

Deno.test("the vault is another user's, and it is not taken without its name", async () => {
  await using world = await makeProject();
  const files = (inner: Files): Files => ({
    ...inner,
    info: async (path) => {
      const info = await inner.info(path);
      return info !== undefined && path.endsWith("/.cred") ? { ...info, uid: 12_345 } : info;
    },
  });
  await refuses(world, [...READ, ...CHANGE], 4, /belongs to another user/, { files });
  const { stderr } = await world.run("status", { files });
  const named = /hint: if you trust it, name it: (--vault ".+")/.exec(stderr)?.[1];
  assert.equal((await world.run(`status ${named?.replaceAll('"', "")}`, { files })).status, 0);
});

Deno.test("the vault is of a newer version", async () => {
  await using world = await makeProject();
  const pointer = `${world.folder}/.cred/vault.json`;
  const text = Deno.readTextFileSync(pointer);
  Deno.writeTextFileSync(pointer, text.replace('"format":1', '"format":2'));
  await refuses(world, [...READ, ...CHANGE], 1, /newer cred/);
  Deno.writeTextFileSync(pointer, text);
  assert.equal((await world.run("log verify")).status, 0);
});

Deno.test("vault.json is damaged, of another vault, or missing", async () => {
  await using world = await makeProject();
  await using other = await makeProject();
  const pointer = `${world.folder}/.cred/vault.json`;
  const text = Deno.readTextFileSync(pointer);
  for (
    const bad of [
      "",
      "{}",
      "\0",
      "[1]",
      '{"format":1,"id":"x","signer":"y"}',
      text.replace(/"id":"(.)/, (_, digit) => `"id":"${digit === "0" ? "1" : "0"}`),
    ]
  ) {
    Deno.writeTextFileSync(pointer, bad);
    await refuses(world, [...READ, ...CHANGE], 6, /does not say which vault this is/);
  }
  Deno.copyFileSync(`${other.folder}/.cred/vault.json`, pointer);
  await refuses(world, [...READ, ...CHANGE], 6, /missing|nobody added|remembers vault/);
  Deno.removeSync(pointer);
  await refuses(world, [...READ, ...CHANGE], 6, /does not say which vault this is: it is not there/);
  Deno.writeTextFileSync(pointer, text);
  assert.equal((await world.run("log verify")).status, 0);
});

Deno.test("where cred's own folder can't be written to, another place for it is told, and only then", async () => {
  await using world = await makeWorld();
  const deniedIn = (folder: string) => (inner: Files): Files => ({
    ...inner,
    makeFolder: (path) =>
      path.startsWith(folder)
        ? Promise.reject(new CredError("access.file_denied", `cannot make "${path}": permission denied`))
        : inner.makeFolder(path),
  });
  const { status, stderr } = await world.run("init", { files: deniedIn(world.home) });
  assert.equal(status, 4);
  assert.match(stderr, /cannot make ".*\/home\/.*": permission denied\nhint: .*CRED_HOME/);
  const project = await world.run("init", { files: deniedIn(world.folder) });
  assert.match(project.stderr, /permission denied/);
  assert.doesNotMatch(project.stderr, /CRED_HOME/);
  assert.equal((await world.run("init")).status, 0);
  const files = (inner: Files): Files => ({
    ...inner,
    info: () => Promise.reject(new CredError("access.file_denied", 'cannot look at "/": permission denied')),
  });
  const homeless = await world.run("secret list", { files, env: { HOME: "", CRED_HOME: "" } });
  assert.deepEqual(homeless, {
    status: 4,
    stdout: "",
    stderr: 'error: cannot look at "/": permission denied\n',
  });
});

Deno.test("the disk, or the folder, can only be read", async () => {
  await using world = await makeProject();
  const denied = (path: string) =>
    Promise.reject(
      new CredError("access.file_denied", `cannot write "${path}": the file system is read-only`),
    );
  const files = (inner: Files): Files => ({
    ...inner,
    makeFolder: async (path) => await inner.info(path) === undefined ? denied(path) : undefined,
    create: denied,
    replace: denied,
    append: denied,
    truncate: denied,
    move: denied,
    remove: denied,
  });
  for (const command of READ) assert.equal((await world.run(command, { files })).status, 0, command);
  assert.equal((await world.run("secret get DATABASE_URL", { files })).stdout, "postgres\n");
  const before = contents(world.folder), keys = world.server.keys.length;
  for (const command of CHANGE.filter((one) => !one.startsWith("source reconcile"))) {
    const { status, stderr, stdout } = await world.run(command, { files });
    assert.equal(status, 4, `${command}: ${stderr}`);
    assert.match(stderr, /read-only/);
    assert.equal(stdout, "");
  }
  assert.equal(contents(world.folder), before);
  assert.equal(world.server.keys.length, keys);
  assert.ok(!world.server.requests.some(({ method }) => method === "DELETE"));
});

Deno.test("made, but its folder's name could not be synced: its keys are kept", async () => {
  await using world = await makeWorld();
  const files = (inner: Files): Files => ({
    ...inner,
    move: async (from, to) => {
      await inner.move(from, to);
      throw new CredError("failed.file", `cannot sync "${to}"`);
    },
  });
  assert.equal((await world.run("init", { files })).status, 1);
  assert.equal((await world.run("secret set DATABASE_URL --stdin", { stdin: "postgres" })).status, 0);
  assert.equal((await world.run("secret get DATABASE_URL")).stdout, "postgres\n");
});

Deno.test("taken over without its keys: it can be read, and not changed", async () => {
  await using world = await makeProject();
  Deno.removeSync(`${world.home}/keychain/items`, { recursive: true });
  for (const command of READ) assert.equal((await world.run(command)).status, 0, command);
  await refuses(
    world,
    [...CHANGE, "secret get DATABASE_URL", "source keys resend"],
    4,
    /no access to this vault/,
  );
});

Deno.test("on a machine that never saw it, with the keys of another vault", async () => {
  await using world = await makeProject();
  await using other = await makeProject();
  copyFolder(`${world.folder}/.cred`, `${other.folder}/sub/.cred`);
  const how = { cwd: `${other.folder}/sub` };
  for (const command of READ) assert.equal((await other.run(command, how)).status, 0, command);
  await refuses(other, [...CHANGE, "secret get DATABASE_URL"], 4, /no access to this vault/, how);
});
