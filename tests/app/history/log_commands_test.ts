import assert from "node:assert/strict";
import { parseVerifierKey } from "../../../src/log/note.ts";
import { makeWorld, type RunOptions, type World } from "../../support/world.ts";

/** A machine on which neither a keychain nor a platform answers. */
const OFFLINE: RunOptions = {
  env: { CRED_KEYCHAIN: "system", DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere", CRED_PASSPHRASE: "" },
  fetch: () => Promise.reject(new Error("the network was asked")),
};

const DIGEST = /^sha256:[0-9a-f]{64}\n$/;

/** A vault in which a key was made and deleted, and a secret was set by hand. */
async function withHistory(): Promise<World> {
  const world = await makeWorld();
  await world.json("source add resend --token-env RESEND_API_KEY");
  await world.json("source generate resend RESEND_EMAIL_KEY -d mail");
  world.clockAheadMs += 60_000;
  await world.json("secret set MANUAL value");
  await world.json("source delete resend RESEND_EMAIL_KEY --yes");
  return world;
}

/** The file of the vault's only log. */
async function logFile(world: World): Promise<string> {
  const folder = `${world.home}/personal/log`;
  const [{ name }] = (await Array.fromAsync(Deno.readDir(folder))) as [Deno.DirEntry];
  return `${folder}/${name}`;
}

async function ok(world: World, command: string): Promise<string> {
  const { status, stdout, stderr } = await world.run(command, OFFLINE);
  assert.equal(status, 0, `${command}: ${stderr}`);
  return stdout;
}

async function refused(
  world: World,
  command: string,
): Promise<{ status: number; code: string; message: string }> {
  const { status, stdout, stderr } = await world.run(`${command} --json`, OFFLINE);
  assert.equal(stdout, "");
  const { code, message, hints } = JSON.parse(stderr).error;
  assert.ok(hints.length > 0 || status === 2, `${command}: ${stderr}`);
  return { status, code, message };
}

Deno.test("history is read, shown, verified and replayed without keychain and network", async () => {
  await using world = await withHistory();
  for (
    const command of [
      "log",
      "log RESEND_EMAIL_KEY",
      "log --oneline",
      "log --json",
      "log show 0",
      "log show 5 --json",
      "log verify",
      "log verify --full",
      "replay",
      "replay --json",
      "replay --at 3",
      "status",
    ]
  ) {
    assert.notEqual(await ok(world, command), "", command);
  }
});

Deno.test("log: newest first, an intent and its outcome in one row, filters", async () => {
  await using world = await withHistory();
  const { entries } = JSON.parse(await ok(world, "log --json"));
  assert.deepEqual(entries.map(({ type }: { type: string }) => type), [
    "key.deleted",
    "secret.set",
    "key.generated",
    "key.requested",
    "source.added",
    "fingerprint_key.added",
    "recipient.added",
    "vault.created",
  ]);
  assert.equal(entries[0].secret, "RESEND_EMAIL_KEY");
  assert.deepEqual([entries[0].position, entries[0].asked.position], ["8", "7"]);
  const count = async (words: string) => JSON.parse(await ok(world, `log --json ${words}`)).entries.length;
  assert.equal(await count("RESEND_EMAIL_KEY"), 3);
  assert.equal(await count("--secret MANUAL"), 1);
  assert.equal(await count("--source resend"), 4);
  assert.equal(await count("--type key"), 3);
  assert.equal(await count("--type secret.set"), 1);
  assert.equal(await count("--env other"), 0);
  assert.equal(await count("--since 30m"), 8);
  assert.equal(await count("--until 1d"), 0);
  assert.equal((await ok(world, "log --oneline RESEND_EMAIL_KEY")).trim().split("\n").length, 3);
  assert.equal((await refused(world, "log --since yesterday")).code, "usage.time");
});

Deno.test("log: a limit that is lifted does not read like one to nothing", async () => {
  await using world = await makeWorld();
  await world.json("secret set KEY value");
  const { warnings } = await world.json("secret limit KEY --to github,later");
  assert.deepEqual(warnings, ['there is no target "later" yet']);
  await world.json("secret limit KEY --to all");
  const [lifted, limited] = (await ok(world, "log KEY")).split("\n");
  assert.match(lifted!, /\tno longer limited\tmay go to every target$/);
  assert.match(limited!, /\tlimited\tto github, later$/);
  const { status, stderr } = await world.run(["secret", "limit", "KEY", "--to="]);
  assert.equal(status, 2, stderr);
});

Deno.test("log --oneline: says which source or target", async () => {
  await using world = await makeWorld();
  await world.json("source add resend --as work --token-env RESEND_API_KEY");
  assert.match(await ok(world, "log --oneline"), /^\d+\tsource added\twork$/m);
});

Deno.test("log show: one record whole, with what is signed", async () => {
  await using world = await withHistory();
  const text = await ok(world, "log show 4");
  const shown = JSON.parse(await ok(world, "log show 4 --json"));
  assert.equal(shown.event.type, "key.requested");
  assert.equal(shown.seq, 4);
  const { signer } = JSON.parse(await Deno.readTextFile(`${world.home}/personal/vault.json`));
  const { name, publicKey } = parseVerifierKey(signer)!;
  assert.equal(shown.checkpoint.split("\n")[0], name);
  assert.equal(shown.checkpoint.split("\n")[1], "5");
  const key = await crypto.subtle.importKey("raw", new Uint8Array(publicKey), "Ed25519", false, ["verify"]);
  const signature = Uint8Array.from(atob(shown.signature), (c) => c.charCodeAt(0)).slice(4);
  assert.ok(
    await crypto.subtle.verify("Ed25519", key, signature, new TextEncoder().encode(shown.checkpoint)),
  );
  assert.ok(
    text.includes(`${shown.checkpoint}\n— ${name} ${shown.signature}\n`),
    "the text holds the signed note",
  );

  for (const position of ["9", "x", "1.5", "ffffffffffffffff:0", "../0"]) {
    const { status, code } = await refused(world, `log show ${position}`);
    assert.equal(status, 2, position);
    assert.match(code, /^usage/);
  }
});

Deno.test("replay: the same digest each time, another one before, and none that was not", async () => {
  await using world = await withHistory();
  const now = await ok(world, "replay");
  assert.match(now, DIGEST);
  assert.equal(await ok(world, "replay"), now);
  assert.equal(await ok(world, "replay --at 8"), now);
  assert.equal(await ok(world, `replay --expect ${now.trim()}`), now);
  const wrong = await refused(world, `replay --expect sha256:${"0".repeat(64)}`);
  assert.deepEqual([wrong.status, wrong.code], [6, "integrity.digest"]);

  const digests = new Set<string>();
  for (let seq = 0; seq <= 8; seq++) digests.add(await ok(world, `replay --at ${seq}`));
  assert.equal(digests.size, 9);

  const at5 = JSON.parse(await ok(world, "replay --at 5 --json"));
  assert.deepEqual(Object.keys(at5.secrets), ["default/RESEND_EMAIL_KEY"]);
  assert.equal(at5.intents, undefined);
  const at4 = JSON.parse(await ok(world, "replay --at 4 --json"));
  assert.equal(Object.values<{ kind: string }>(at4.intents)[0]!.kind, "create");
  assert.equal(at4.secrets, undefined);
  const whole = JSON.parse(await ok(world, "replay --json"));
  assert.deepEqual(Object.keys(whole.secrets), ["default/MANUAL"]);
});

Deno.test("replay at a time is replay at the last record before it", async () => {
  await using world = await withHistory();
  const times: string[] = [];
  for (let seq = 0; seq <= 8; seq++) {
    times.push(JSON.parse(await ok(world, `log show ${seq} --json`)).event.time);
  }
  for (const [seq, time] of times.entries()) {
    const last = times.lastIndexOf(time);
    assert.equal(
      await ok(world, `replay --at ${time}`),
      await ok(world, `replay --at ${Math.max(seq, last)}`),
    );
  }
  const past = JSON.parse(await ok(world, "replay --at 2001-01-01 --json"));
  assert.deepEqual(past, { replay: 1 });
  assert.equal(await ok(world, "replay --at 2101-01-01"), await ok(world, "replay"));
  for (const at of ["9", "x", "2026-13-01", "2026-02-30x", ""]) {
    const { status, stdout } = await world.run(["replay", "--at", at], OFFLINE);
    assert.deepEqual([status, stdout], [2, ""], at);
  }
});

Deno.test("log verify: what is wrong is 6, with its place; --full finds what the last signature doesn't show", async () => {
  await using world = await withHistory();
  const file = await logFile(world);
  const whole = await Deno.readTextFile(file);
  const lines = whole.split(/(?<=\n)/);
  const table: readonly [title: string, text: string, code: string, place: RegExp][] = [
    ["a changed word", whole.replace('"MANUAL"', '"MANUEL"'), "integrity.signature", /record 6/],
    ["a record left out", lines.toSpliced(4, 1).join(""), "integrity.damaged", /record 4/],
    [
      "two records swapped",
      [...lines.slice(0, 4), lines[5], lines[4], ...lines.slice(6)].join(""),
      "integrity.damaged",
      /record 4/,
    ],
    ["garbage at the end", `${whole}garbage\n`, "integrity.damaged", /record 9/],
    [
      "cut at its end",
      lines.slice(0, 6).join(""),
      "integrity.behind",
      /has 6 records, this machine has seen 9/,
    ],
    ["empty", "", "integrity.missing", /is missing/],
  ];
  for (const [title, text, code, place] of table) {
    await Deno.writeTextFile(file, text);
    for (const command of ["log verify", "log verify --full", "replay", "log"]) {
      if (code === "integrity.behind" && !command.startsWith("log verify")) continue;
      const found = await refused(world, command);
      assert.deepEqual([found.status, found.code], [6, code], `${title}, ${command}`);
      assert.match(found.message, place, title);
    }
    const added = await world.run("secret set OTHER value --json");
    assert.equal(added.status, 6, `${title}: nothing is added to it`);
    assert.equal(await Deno.readTextFile(file), text);
  }
  await Deno.writeTextFile(file, whole.replace(lines[4]!.slice(-95, -3), lines[3]!.slice(-95, -3)));
  assert.equal((await world.run("log verify", OFFLINE)).status, 0);
  assert.match((await refused(world, "log verify --full")).message, /record 4 does not hold/);
});

Deno.test("a torn tail is passed over by readers, and mended by the next change", async () => {
  await using world = await withHistory();
  const file = await logFile(world);
  const before = await ok(world, "replay");
  await Deno.writeTextFile(file, '{"e":{"data"', { append: true });
  assert.equal(await ok(world, "replay"), before);
  assert.match(await ok(world, "log verify"), /12 bytes/);
  const { status, stderr } = await world.run("secret set OTHER value");
  assert.equal(status, 0);
  assert.match(stderr, /12 bytes of a write that was cut off/);
  await ok(world, "log verify --full");
});

Deno.test("without a vault there is no history, and none is made", async () => {
  await using world = await makeWorld();
  assert.deepEqual(JSON.parse(await ok(world, "log --json")).entries, []);
  for (const command of ["log verify", "log show 0", "replay"]) {
    assert.deepEqual(await refused(world, command).then(({ status, code }) => [status, code]), [
      4,
      "access.no_vault",
    ]);
  }
  await assert.rejects(Deno.stat(world.home), Deno.errors.NotFound);
});
