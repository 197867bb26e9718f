// `status --fail-on`: what a policy names ends with 1 and is said; the answer is given all the same.

import assert from "node:assert/strict";
import { Scribe, secret } from "../log/scribe.ts";
import { remark, writeVault } from "../support/scribed_vault.ts";
import { makeWorld } from "../support/world.ts";

const ALL = "unsettled,behind,orphaned,vanished,unnamed";

Deno.test("nothing to complain of", async () => {
  await using world = await makeWorld();
  await world.run("init");
  await world.run("secret set KEY value");
  const plain = await world.run("status");
  assert.deepEqual(await world.run(`status --fail-on ${ALL}`), plain);
  assert.equal(plain.status, 0);
});

Deno.test("an unsettled key", async () => {
  await using world = await makeWorld();
  for (const command of ["init", "source add resend --token-env RESEND_API_KEY"]) {
    assert.equal((await world.run(command)).status, 0, command);
  }
  const lost = () => Promise.reject(new TypeError("connection reset"));
  assert.notEqual((await world.run("source generate resend MAIL_KEY", { fetch: lost })).status, 0);
  const { status, stdout, stderr } = await world.run("status --fail-on unsettled,behind");
  assert.deepEqual([status, stderr], [1, "warning: unsettled: MAIL_KEY at resend\n"]);
  assert.match(stdout, /^unsettled MAIL_KEY, asked for at /m);
  assert.equal((await world.run("status --fail-on behind")).status, 0);
  const json = await world.run("status --fail-on unsettled --json");
  assert.equal(json.status, 1);
  assert.deepEqual(JSON.parse(json.stdout).warnings, ["unsettled: MAIL_KEY at resend"]);
});

Deno.test("a target that holds an older version, or may hold another", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make();
  const write = async (...facts: Parameters<Scribe["write"]>[1]) =>
    (await scribe.write(scribe.first, facts))[0]!;
  await scribe.begin();
  const set = await write(secret(1, "KEY"));
  const at = {
    driver: "github",
    address: "https://api.github.com",
    identifier: "owner/repo",
    store: "actions",
  };
  await write({ type: "target.bound", data: { target: "github", ...at } });
  const place = {
    environment: "default",
    name: "KEY",
    ...at,
    remoteName: "KEY",
    target: "github",
    version: set.id,
  };
  const request = await write({ type: "secret.push_requested", data: place });
  const saved = () => writeVault(`${world.folder}/.cred`, scribe);
  await saved();
  const lost = await world.run("status --fail-on unsettled,behind");
  assert.deepEqual([lost.status, lost.stderr], [1, "warning: unsettled: KEY at github\n"]);
  await write({ type: "secret.pushed", data: { ...place, fingerprint: "fk:1", request: request.id } });
  await saved();
  assert.equal((await world.run(`status --fail-on ${ALL}`)).status, 0);
  await write(secret(2, "KEY"));
  await saved();
  const { status, stderr } = await world.run("status --fail-on unsettled,behind");
  assert.deepEqual([status, stderr], [1, "warning: behind: KEY at github\n"]);
});

Deno.test("a copy of the vault that is behind what this machine has seen", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make();
  await scribe.begin();
  const short = new Map(scribe.logs);
  await scribe.write(scribe.first, [remark(1)]);
  await writeVault(`${world.folder}/.cred`, scribe);
  const memory = `${world.home}/vaults/${scribe.vaultId}`;
  await Deno.mkdir(memory, { recursive: true });
  const [size, root] = scribe.heads(scribe.first)[scribe.first]!;
  const heads = { format: 1, logs: { [scribe.first]: { size, root } } };
  await Deno.writeTextFile(`${memory}/heads.json`, JSON.stringify(heads));
  assert.equal((await world.run("status --fail-on behind")).status, 0);
  scribe.logs.set(scribe.first, short.get(scribe.first)!);
  await writeVault(`${world.folder}/.cred`, scribe);
  const { status, stderr } = await world.run("status --fail-on behind");
  assert.equal(status, 1);
  assert.match(stderr, new RegExp(`^warning: behind: this copy of log ${scribe.first}$`, "m"));
});

Deno.test("no vault, and words that are none", async () => {
  await using world = await makeWorld();
  assert.equal((await world.run("status")).status, 0);
  assert.equal((await world.run("status --fail-on behind")).status, 4);
  const { status, stderr } = await world.run("status --fail-on unsetled");
  assert.deepEqual([status, stderr.split("\n")[0]], [2, 'error: --fail-on can\'t be "unsetled"']);
  assert.equal((await world.run(["status", "--fail-on", ""])).status, 2);
});
