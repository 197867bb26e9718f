// Choosing a keychain, with a real keyring: whole processes, as the keyring is found through their environment.

import assert from "node:assert/strict";
import { generateX25519Identity } from "age-encryption";
import { openFileKeychain } from "../../../src/keychain/file/mod.ts";
import { denoFiles } from "../../../src/system/deno/files.ts";
import { encodeAccessKey } from "../../../src/keychain/access_key.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { keychainUseText } from "../../../src/render/keychain.ts";
import { startGithub } from "../../servers/github.ts";
import { startResend } from "../../servers/resend.ts";
import { checkJson } from "../../support/json_answers.ts";
import { keyringTest, type SecretService, startSecretService } from "../../support/secret_service.ts";
import { makeWorld, type World } from "../../support/world.ts";

const MAIN = new URL("../../../main.ts", import.meta.url).pathname;
/** An age identity, for which nothing is stretched. */
const PASSPHRASE = await generateX25519Identity();
const USUAL = { env: { CRED_KEYCHAIN: "" } };

/** Runs cred in the session of a keyring; its answer in JSON. */
// deno-lint-ignore no-explicit-any
async function cred(service: SecretService, line: string, env: Record<string, string> = {}): Promise<any> {
  const home = { CRED_HOME: `${service.folder}/cred`, CRED_PASSPHRASE: PASSPHRASE, ...env };
  const args = [...line.split(" "), "--json"];
  const command = [Deno.execPath(), "run", "-A", "--no-check", MAIN, ...args];
  const { status, stdout, stderr } = await service.run(command, {
    env: home,
    cwd: `${service.folder}/home`,
    stdin: "a value",
  });
  checkJson(args, { status, stdout, stderr }, false);
  return { status, stderr, ...JSON.parse(stdout || stderr.trim().split("\n").at(-1)!) };
}

keyringTest("keychain: what is chosen lasts, and what is in it moves", async () => {
  await using service = await startSecretService();
  const { id } = await cred(service, "init");
  await cred(service, "secret set KEPT --stdin");
  const item = `vault-${id}`;
  const before = await cred(service, "keychain status");
  assert.deepEqual([before.keychain, before.chosenBy, before.items], ["system", "default", [item]]);

  const stays = await cred(service, "keychain use file");
  assert.deepEqual([stays.keychain, stays.was, stays.stay, stays.moved], ["file", "system", [item], []]);
  assert.equal((await cred(service, "secret get KEPT")).error.code, "access.no_access");

  const dry = await cred(service, "keychain use file --move --dry-run");
  assert.deepEqual([dry.moved, dry.dryRun], [[item], true]);
  const moved = await cred(service, "keychain use file --move");
  assert.deepEqual([moved.status, moved.moved, moved.left], [0, [item], []]);
  assert.equal((await cred(service, "secret get KEPT")).value, "a value");
  const lookup = ["secret-tool", "lookup", "service", "cred", "account", item];
  assert.equal((await service.run(lookup)).status, 1);

  const after = await cred(service, "keychain status");
  assert.deepEqual([after.keychain, after.chosenBy, after.items], ["file", "cred keychain use", [item]]);
  const forced = await cred(service, "keychain status", { CRED_KEYCHAIN: "system" });
  assert.deepEqual([forced.keychain, forced.chosenBy, forced.items], ["system", "CRED_KEYCHAIN", []]);

  const back = await cred(service, "keychain use system --move", { CRED_KEYCHAIN: "file" });
  assert.deepEqual(back.moved, [item]);
  assert.equal(back.overruledBy, "CRED_KEYCHAIN");
  assert.equal((await cred(service, "secret get KEPT")).value, "a value");
});

keyringTest(
  "keychain: one item for a vault and one for each token, which the system's own tool finds",
  async () => {
    await using service = await startSecretService();
    await using resend = await startResend();
    await using github = await startGithub();
    const env = {
      RESEND_BASE_URL: resend.url,
      RESEND_API_KEY: resend.masterKey,
      GITHUB_API_URL: github.url,
      KEPT: github.token,
    };
    const found = async () => {
      // It prints attributes to the one stream, and all else to the other.
      const { stdout, stderr } = await service.run(["secret-tool", "search", "--all", "service", "cred"]);
      const of = (pattern: RegExp) =>
        Array.from(`${stdout}${stderr}`.matchAll(pattern), ([, text]) => text!.replace(/[0-9a-f]{8,}/g, "*"))
          .sort();
      return { labels: of(/^label = (.*)$/gm), accounts: of(/^attribute.account = (.*)$/gm) };
    };
    await cred(service, "init", env);
    assert.deepEqual(await found(), { labels: ["cred vault *"], accounts: ["vault-*"] });
    await cred(service, "source add resend --token-env RESEND_API_KEY", env);
    await cred(service, "target add github acme/app --token-env KEPT", env);
    const all = {
      labels: [
        "cred master token of resend (vault *)",
        "cred token of target github (vault *)",
        "cred vault *",
      ],
      accounts: ["token-*-*", "token-*-*", "vault-*"],
    };
    assert.deepEqual(await found(), all);
    // Secrets are in none; another token takes the old one's place.
    await cred(service, "secret set VALUE --stdin", env);
    await cred(service, "source generate resend KEY", env);
    await cred(service, "source token resend --token-env RESEND_API_KEY", env);
    assert.deepEqual(await found(), all);
    await cred(service, "source revoke resend --yes", env);
    assert.deepEqual((await found()).accounts, ["token-*-*", "vault-*"]);
  },
);

keyringTest(
  "keychain: one that does not work is not chosen, and moving to a wrong passphrase changes nothing",
  async () => {
    await using service = await startSecretService();
    const { id } = await cred(service, "init");
    const nowhere = { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere" };
    assert.equal((await cred(service, "keychain use file", nowhere)).stay, undefined);
    const refused = await cred(service, "keychain use system", nowhere);
    assert.deepEqual([refused.status, refused.error.code], [4, "access.keychain_missing"]);
    assert.equal((await cred(service, "keychain status")).keychain, "file");
    const status = await cred(service, "keychain status", { ...nowhere, CRED_KEYCHAIN: "system" });
    assert.deepEqual([status.status, status.trouble.code], [0, "access.keychain_missing"]);

    const short = await cred(service, "keychain use file --move", { CRED_PASSPHRASE: "short" });
    assert.equal(short.error.code, "usage.passphrase_too_short");
    assert.deepEqual(
      (await cred(service, "keychain status", { CRED_KEYCHAIN: "system" })).items,
      [`vault-${id}`],
    );
  },
);

Deno.test("keychain: text names what stays, what has moved and what is left", () => {
  const view = {
    keychain: "file",
    title: "encrypted files",
    was: "system",
    moved: [],
    left: [],
    dryRun: false,
  } as const;
  assert.equal(
    keychainUseText({ ...view, stay: ["vault-1"] }),
    "this machine uses the file keychain: encrypted files\nin the system keychain stays 1 item:\n  vault-1\n",
  );
  assert.equal(
    keychainUseText({ ...view, moved: ["token-1", "vault-1"], left: ["vault-2"] }),
    "this machine uses the file keychain: encrypted files\nmoved from the system keychain: 2 items\n  token-1\n" +
      "  vault-1\nin both keychains now, as the system one did not delete it:\n  vault-2\n",
  );
});

Deno.test("keychain: no other than system and file is chosen for good", async () => {
  await using world = await makeWorld();
  for (const word of ["env", "keychain"]) {
    const { status, stderr } = await world.run(["keychain", "use", word]);
    assert.equal(status, 2);
    assert.match(stderr, /cred keychain use system, or cred keychain use file/);
  }
});

Deno.test("keychain: a choice that cannot be read is told, and the rest of the file is left alone", async () => {
  await using world = await makeWorld();
  await Deno.mkdir(world.home);
  const path = `${world.home}/config.json`;
  for (const text of ["{", "[]", '{"keychain":"none"}', '{"keychain":1}']) {
    await Deno.writeTextFile(path, text);
    const { status, stderr } = await world.run("keychain status", USUAL);
    assert.equal(status, 1);
    assert.match(stderr, /config\.json/);
  }
  await Deno.writeTextFile(path, '{"keychain":"file","later":1}');
  assert.equal((await world.json("keychain status", USUAL)).chosenBy, "cred keychain use");
});

Deno.test("keychain: one that doesn't open is told before a value that is missing", async () => {
  await using world = await makeWorld();
  await world.json("init");
  await world.run("secret set NAME value");
  await Deno.remove(`${world.folder}/.cred/values`, { recursive: true });
  for (
    const [passphrase, status] of [["another passphrase", 4], ["", 2], [
      world.env["CRED_PASSPHRASE"]!,
      6,
    ]] as const
  ) {
    const told = await world.run("secret get NAME", { env: { CRED_PASSPHRASE: passphrase } });
    assert.equal(told.status, status, told.stderr);
    assert.match(told.stderr, status === 6 ? /is missing/ : /passphrase/);
  }
});

Deno.test("keychain passphrase: the new one opens what the old one did, and the old one no more", async () => {
  await using world = await makeWorld();
  const old = { env: { CRED_PASSPHRASE: PASSPHRASE } };
  const fresh = { env: { CRED_PASSPHRASE: "the new passphrase" } };
  const both = { env: { ...old.env, CRED_NEW_PASSPHRASE: "the new passphrase" } };
  const none = await world.run("keychain passphrase --json", both);
  assert.equal(JSON.parse(none.stderr).error.code, "access.keychain_missing");
  await world.json("secret set KEPT value", old);

  const missing = await world.run("keychain passphrase --json", old);
  assert.match(JSON.parse(missing.stderr).error.message, /CRED_NEW_PASSPHRASE or CRED_NEW_PASSPHRASE_FILE/);
  const short = await world.run("keychain passphrase --json", {
    env: { ...old.env, CRED_NEW_PASSPHRASE: "short" },
  });
  assert.equal(JSON.parse(short.stderr).error.code, "usage.passphrase_too_short");
  assert.equal((await world.json("keychain passphrase --dry-run", both)).changed, false);
  assert.equal((await world.json("keychain passphrase", both)).changed, true);

  assert.equal((await world.json("secret get KEPT", fresh)).value, "value");
  assert.equal(
    JSON.parse((await world.run("secret get KEPT --json", old)).stderr).error.code,
    "access.wrong_passphrase",
  );
  // What a guess costs: 2 to the power of what stands in the file's second line.
  const [, stanza] = (await Deno.readTextFile(`${world.home}/keychain/identity.age`)).split("\n");
  assert.match(stanza!, /^-> scrypt \S+ 18$/);
});

Deno.test("keychain passphrase: both are asked for, the new one twice", async () => {
  await using world = await makeWorld();
  await world.json("init");
  const nobody = { env: { CRED_PASSPHRASE: "" } };
  const next = await generateX25519Identity();
  const old = world.env.CRED_PASSPHRASE!;
  const differs = await world.run("keychain passphrase", { ...nobody, answers: [old, next, PASSPHRASE] });
  assert.equal(differs.status, 2);
  const { status, stdout, stderr } = await world.run("keychain passphrase", {
    ...nobody,
    answers: [old, next, next],
  });
  assert.deepEqual([status, stdout], [0, `changed the passphrase of ${world.home}/keychain/identity.age\n`]);
  assert.match(
    stderr,
    /^Passphrase of .*New passphrase .*The same passphrase again: next: cred keychain status\n$/,
  );
});

Deno.test("access key: a machine that has nothing else opens the vault, and changes it only with a seed", async () => {
  await using world = await makeWorld();
  const { id } = await world.json("init");
  await world.json("secret set KEPT value");
  const keys = JSON.parse(await vaultItemOf(world, id));
  const identity = Secret.ofText(keys.identity);
  const seed = Secret.ofBytes(Uint8Array.from(atob(keys.seed), (c) => c.charCodeAt(0)));
  const lineOf = async (access: Parameters<typeof encodeAccessKey>[0]) => ({
    env: {
      CRED_KEYCHAIN: "",
      CRED_PASSPHRASE: "",
      CRED_HOME: `${world.home}-elsewhere`,
      CRED_ACCESS_KEY: (await encodeAccessKey(access)).openText((text) => text),
    },
  });
  const reads = await lineOf({ vaultId: id, identity });
  const signs = await lineOf({ vaultId: id, identity, seed });
  assert.deepEqual((await world.json("keychain status", reads)).chosenBy, "CRED_ACCESS_KEY");
  assert.equal((await world.json("secret get KEPT", reads)).value, "value");
  const refused = await world.run("secret set OTHER value --json", reads);
  assert.equal(JSON.parse(refused.stderr).error.code, "access.read_only");
  await world.json("secret set OTHER value", signs);
  assert.equal((await world.json("secret get OTHER", reads)).value, "value");
  const add = await world.run("source add resend --token-env RESEND_API_KEY --json", signs);
  assert.equal(JSON.parse(add.stderr).error.code, "usage.read_only_keychain");
  const broken = { env: { ...reads.env, CRED_ACCESS_KEY: reads.env.CRED_ACCESS_KEY.slice(0, -3) } };
  const cut = await world.run("secret get KEPT --json", broken);
  assert.deepEqual([cut.status, JSON.parse(cut.stderr).error.code], [4, "access.key_invalid"]);
  const unset = await world.run("secret get KEPT --json", { env: { CRED_KEYCHAIN: "env" } });
  assert.equal(JSON.parse(unset.stderr).error.code, "usage.keychain");
});

/** What the file keychain of a world holds for a vault. */
async function vaultItemOf(world: World, id: string): Promise<string> {
  const keychain = openFileKeychain({
    files: denoFiles(),
    folder: `${world.home}/keychain`,
    passphrase: () => Promise.resolve(Secret.ofText(world.env.CRED_PASSPHRASE!)),
  });
  return (await keychain.get(`vault-${id}`))!.openText((text) => text);
}
