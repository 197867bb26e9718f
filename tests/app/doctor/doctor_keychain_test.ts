// The doctor's round trip through a keychain: what is wrong with it is told apart, and whatever happens in between,
// nothing is left in it.

import assert from "node:assert/strict";
import { generateX25519Identity } from "age-encryption";
import { checkKeychain } from "../../../src/app/doctor/keychain.ts";
import { CredError } from "../../../src/domain/errors.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { denoFiles } from "../../../src/system/deno/files.ts";
import { denoRandom } from "../../../src/system/deno/random.ts";
import type { Environment } from "../../../src/system/environment.ts";
import type { CheckView, DoctorView } from "../../../src/views/doctor.ts";
import { type KeychainTrouble, MemoryKeychain } from "../../support/memory_keychain.ts";
import {
  type KeyringState,
  keyringTest,
  type SecretService,
  startSecretService,
} from "../../support/secret_service.ts";
import { makeWorld } from "../../support/world.ts";

const MAIN = new URL("../../../main.ts", import.meta.url).pathname;

/** What a look at a keychain takes of an app. */
function appWith(keychain: MemoryKeychain): Parameters<typeof checkKeychain>[0] {
  const environment: Environment = {
    args: [],
    os: "linux",
    pid: 1,
    uid: 0,
    get: (name) => name === "CRED_KEYCHAIN" ? "system" : undefined,
    cwd: () => "/",
  };
  return {
    system: { environment, files: denoFiles(), random: denoRandom() },
    keychain: () => Promise.resolve(keychain),
  };
}

function look(keychain: MemoryKeychain) {
  return checkKeychain(appWith(keychain), () => Promise.resolve(keychain));
}

Deno.test("doctor: a keychain in order is written to, read and left as it was", async () => {
  const keychain = new MemoryKeychain();
  const acts: string[] = [];
  keychain.before = (act) => void acts.push(act);
  await keychain.set("vault-1", Secret.ofText("kept"), "kept");
  const { result, says } = await look(keychain);
  assert.deepEqual([result, says], [
    "ok",
    "system keychain, memory, by CRED_KEYCHAIN: an item was written, read back and deleted",
  ]);
  assert.deepEqual(acts, ["set", "set", "get", "delete", "has"]);
  assert.deepEqual([...keychain.items.keys()], ["vault-1"]);
});

for (
  const [trouble, code] of [
    ["locked", "access.keychain_locked"],
    ["missing", "access.keychain_missing"],
    ["denied", "access.keychain_denied"],
    ["timeout", "access.keychain_timeout"],
    ["failing", "failed.keychain"],
  ] as const satisfies readonly (readonly [KeychainTrouble, string])[]
) {
  Deno.test(`doctor: a keychain in trouble at any step leaves nothing: ${trouble}`, async () => {
    for (const step of ["set", "get", "delete"] as const) {
      const keychain = new MemoryKeychain();
      let met = 0;
      keychain.before = (act) => {
        // It recovers, as when somebody unlocks it: what was begun is taken away.
        keychain.trouble = act === step && met++ === 0 ? trouble : undefined;
      };
      await assert.rejects(look(keychain), (error: CredError) => error.code === code);
      if (step !== "delete") assert.deepEqual([...keychain.items.keys()], [], step);
    }
  });
}

Deno.test("doctor: who is interrupted in the middle leaves nothing", async () => {
  const keychain = new MemoryKeychain(), again = new MemoryKeychain();
  keychain.set = (item, value, label) => again.set(item, value, label);
  keychain.before = () => {
    throw new CredError("interrupted", "interrupted");
  };
  const looking = checkKeychain(appWith(keychain), () => Promise.resolve(again));
  await assert.rejects(looking, (error: CredError) => error.code === "interrupted");
  assert.deepEqual([...again.items.keys()], []);
});

Deno.test("doctor: a keychain that gives back something else, or deletes nothing, does not work", async () => {
  const forgetful = new MemoryKeychain();
  forgetful.before = (act) => void (act === "get" && forgetful.items.clear());
  await assert.rejects(look(forgetful), /did not give back what was stored in it/);
  const keeping = new MemoryKeychain();
  keeping.delete = () => Promise.resolve(true);
  await assert.rejects(look(keeping), /did not delete the item "probe-[0-9a-f]{16}"/);
});

/** What a doctor in the session of a keyring says of the keychain. */
async function keychainCheck(
  service: SecretService,
  env: Readonly<Record<string, string>> = {},
): Promise<CheckView & { readonly status: number }> {
  const command = [Deno.execPath(), "run", "-A", "--no-check", MAIN, "doctor", "--offline", "--json"];
  const { status, stdout } = await service.run(command, {
    env: { CRED_HOME: `${service.folder}/cred`, ...env },
    cwd: `${service.folder}/home`,
  });
  const view: DoctorView = JSON.parse(stdout);
  return { status, ...view.checks.find(({ check }) => check === "keychain")! };
}

keyringTest("doctor: a real keyring is proved, and nothing is left in it", async () => {
  await using service = await startSecretService();
  const found = await keychainCheck(service);
  assert.deepEqual([found.status, found.result], [0, "ok"]);
  const search = await service.run(["secret-tool", "search", "--all", "service", "cred"]);
  assert.equal(search.stdout, "");
});

keyringTest("doctor: a keyring that is locked, frozen, missing or has no bus is told apart", async () => {
  const codeOf = async (state: KeyringState, prepare: (service: SecretService) => unknown, env = {}) => {
    await using service = await startSecretService(state);
    await prepare(service);
    const { status, result, code, mend } = await keychainCheck(service, env);
    assert.deepEqual([status, result], [1, "problem"]);
    assert(mend!.includes("cred keychain use file"), JSON.stringify(mend));
    return code;
  };
  const nothing = () => {};
  assert.equal(await codeOf("unlocked", (service) => service.lock()), "access.keychain_locked");
  assert.equal(await codeOf("unlocked", (service) => service.freeze()), "access.keychain_timeout");
  assert.equal(await codeOf("none", nothing), "access.keychain_missing");
  assert.equal(await codeOf("empty", nothing), "access.keychain_missing");
  const noBus = { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere" };
  assert.equal(await codeOf("none", nothing, noBus), "access.keychain_missing");
});

Deno.test("doctor: the file keychain is proved once it is made, and an access key is read", async () => {
  await using world = await makeWorld();
  const look = async (env: Readonly<Record<string, string>> = {}) => {
    const { checks }: DoctorView = JSON.parse((await world.run("doctor --offline --json", { env })).stdout);
    return checks.find(({ check }) => check === "keychain")!;
  };
  assert.equal((await look()).result, "not_checked");
  await world.json("init");
  assert.equal((await look()).result, "ok");
  assert.equal(
    (await look({ CRED_PASSPHRASE: await generateX25519Identity() })).code,
    "access.wrong_passphrase",
  );
  assert.equal((await look({ CRED_PASSPHRASE: "" })).code, "usage.passphrase_missing");
  assert.equal((await look({ CRED_KEYCHAIN: "env", CRED_ACCESS_KEY: "no key" })).code, "access.key_invalid");
  assert.deepEqual([...Deno.readDirSync(`${world.home}/keychain/items`)].length, 1);
});
