import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import { startKeychainProcess } from "../support/keychain_process.ts";
import { keyringTest, MISSING_HINTS, startSecretService } from "../support/secret_service.ts";
import { assertRefused, callsOn, keychainContract, textOf } from "./contract.ts";

keyringTest("libsecret: the contract of keychains", async (t) => {
  await using service = await startSecretService();
  await using keychain = startKeychainProcess(service.env);
  const cases: [string, () => Promise<void>][] = [];
  keychainContract((name, check) => cases.push([name, check]), () => keychain);
  for (const [name, check] of cases) await t.step(name, check);
  assert.equal(await keychain.stderr(), "");
});

keyringTest("libsecret: secret-tool and cred read, overwrite and delete each other's items", async () => {
  await using service = await startSecretService();
  await using keychain = startKeychainProcess(service.env);
  const attributes = ["service", "cred", "account"];

  await keychain.set("ours", Secret.ofText("from cred"), "cred: a label");
  assert.equal((await service.run(["secret-tool", "lookup", ...attributes, "ours"])).stdout, "from cred");
  const found = await service.run(["secret-tool", "search", "--all", ...attributes, "ours"]);
  assert.match(found.stdout, /^label = cred: a label$/m);

  const store = ["secret-tool", "store", "--label=by hand", ...attributes];
  await service.run([...store, "theirs"], { stdin: "from secret-tool" });
  assert.equal(await textOf(keychain, "theirs"), "from secret-tool");
  await keychain.set("theirs", Secret.ofText("now cred's"), "cred: taken over");
  assert.equal((await service.run(["secret-tool", "lookup", ...attributes, "theirs"])).stdout, "now cred's");
  await service.run([...store, "ours"], { stdin: "by hand again" });
  assert.equal(await textOf(keychain, "ours"), "by hand again");

  assert.equal(await keychain.delete("theirs"), true);
  assert.equal((await service.run(["secret-tool", "lookup", ...attributes, "theirs"])).status, 1);
  await service.run(["secret-tool", "clear", ...attributes, "ours"]);
  assert.equal(await keychain.has("ours"), false);
});

keyringTest("libsecret: items of others are neither seen nor touched", async () => {
  await using service = await startSecretService();
  await using keychain = startKeychainProcess(service.env);
  const store = ["secret-tool", "store", "--label=x", "service", "other", "account", "item"];
  await service.run(store, { stdin: "theirs" });
  assert.equal(await keychain.get("item"), undefined);
  assert.equal(await keychain.delete("item"), false);
  assert.deepEqual(await keychain.list(), []);
  assert.equal(
    (await service.run(["secret-tool", "lookup", "service", "other", "account", "item"])).stdout,
    "theirs",
  );
});

for (const item of ["kept", "never"]) {
  keyringTest(`libsecret: a locked keyring is locked, not missing: item ${item}`, async () => {
    await using service = await startSecretService();
    await using keychain = startKeychainProcess(service.env);
    await keychain.set("kept", Secret.ofText("value"), "cred: kept");
    await service.lock();
    for (const call of callsOn(keychain, item)) {
      const error = await assertRefused(call, "access.keychain_locked");
      assert.match(error.hints[0]!, /unlock the keyring/);
    }
    await using fresh = startKeychainProcess(service.env);
    for (const call of callsOn(fresh, item)) await assertRefused(call, "access.keychain_locked");
  });
}

keyringTest("libsecret: nobody is asked unless somebody may be", async () => {
  const dialogs = async (state: "unlocked" | "empty", mayAsk: boolean) => {
    await using service = await startSecretService(state);
    await using keychain = startKeychainProcess(service.env, { mayAsk });
    if (state === "unlocked") {
      await keychain.set("kept", Secret.ofText("value"), "cred: kept");
      await service.lock();
    }
    return await service.dialogsDuring(async () => {
      for (const call of callsOn(keychain, "kept")) {
        // With nobody there to answer, a dialog comes to the same as none.
        if (state === "unlocked") await assertRefused(call, "access.keychain_locked");
        else await call().catch((error) => assert.equal(error.code, "access.keychain_missing"));
      }
    });
  };
  assert.equal(await dialogs("unlocked", false), 0, "for a locked keyring");
  assert.equal(await dialogs("empty", false), 0, "for a new keyring");
  // The listener hears what there is to hear.
  assert.ok(await dialogs("unlocked", true) > 0);
});

keyringTest("libsecret: a frozen keyring is a timeout, for every call and for a new process", async () => {
  const limitMs = 500;
  await using service = await startSecretService();
  await using plain = startKeychainProcess(service.env);
  await plain.set("kept", Secret.ofText("value"), "cred: kept");
  await using keychain = startKeychainProcess(service.env, { timeoutMs: limitMs });
  await keychain.has("kept").catch(() => {});
  await using fresh = startKeychainProcess(service.env, { timeoutMs: limitMs });
  // Loads the program without touching the bus, so that what is measured is the wait.
  await assertRefused(() => fresh.has("ODD"), "failed.keychain");
  service.freeze();
  for (const call of [...callsOn(keychain, "kept"), ...callsOn(fresh, "kept")]) {
    const startedAt = performance.now();
    await assertRefused(call, "access.keychain_timeout");
    const tookMs = performance.now() - startedAt;
    assert.ok(tookMs >= limitMs - 20 && tookMs < 8_000, `took ${tookMs} ms`);
  }
  service.thaw();
  // What was sent before the limit is done late, so either value may be there.
  assert.match(await textOf(plain, "kept") ?? "", /^(value|other)$/);
});

keyringTest("libsecret: an interruption ends a call that waits, and refuses those after it", async () => {
  await using service = await startSecretService();
  service.freeze();
  await using keychain = startKeychainProcess(service.env, { interruptAfterMs: 200 });
  const startedAt = performance.now();
  for (const call of callsOn(keychain, "item")) await assertRefused(call, "interrupted");
  assert.ok(performance.now() - startedAt < 9_000);
});

keyringTest("libsecret: a bus that accepts and never answers is a timeout", async () => {
  const folder = await Deno.makeTempDir({ prefix: "cred-mute-bus-" });
  const listener = Deno.listen({ transport: "unix", path: `${folder}/bus` });
  const connections: Deno.Conn[] = [];
  const accepting = (async () => {
    for await (const connection of listener) connections.push(connection);
  })();
  try {
    await using service = await startSecretService("none");
    const env = { ...service.env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}/bus` };
    await using keychain = startKeychainProcess(env, { timeoutMs: 300 });
    await assertRefused(() => keychain.get("item"), "access.keychain_timeout");
  } finally {
    listener.close();
    await accepting;
    for (const connection of connections) connection.close();
    await Deno.remove(folder, { recursive: true });
  }
});

keyringTest("libsecret: a library that cannot be loaded is a missing keychain", async () => {
  await using service = await startSecretService("none");
  await Deno.writeTextFile(`${service.folder}/home/libsecret-1.so.0`, "no library");
  const env = { ...service.env, LD_LIBRARY_PATH: `${service.folder}/home` };
  await using keychain = startKeychainProcess(env);
  for (const call of callsOn(keychain, "item")) {
    const error = await assertRefused(call, "access.keychain_missing");
    assert.match(error.message, /^cannot load libsecret: \S/);
    assert.equal(error.hints[0], "cred keychain use file");
  }
});

keyringTest("libsecret: no bus is a missing keychain", async () => {
  await using service = await startSecretService("none");
  const nowhere = `unix:path=${service.folder}/nowhere`;
  for (
    const env of [
      { ...service.env, DBUS_SESSION_BUS_ADDRESS: nowhere },
      { ...service.env, DBUS_SESSION_BUS_ADDRESS: "", XDG_RUNTIME_DIR: `${service.folder}/home` },
    ]
  ) {
    await using keychain = startKeychainProcess(env);
    for (const call of callsOn(keychain, "item")) {
      const error = await assertRefused(call, "access.keychain_missing");
      assert.match(error.message, /^cannot reach the Secret Service: \w/);
      assert.deepEqual(error.hints, MISSING_HINTS);
    }
  }
});

keyringTest("libsecret: a bus without the service is a missing keychain", async () => {
  await using service = await startSecretService("none");
  await using keychain = startKeychainProcess(service.env);
  for (const call of callsOn(keychain, "item")) {
    const error = await assertRefused(call, "access.keychain_missing");
    assert.match(error.message, /org\.freedesktop\.secrets/);
    assert.deepEqual(error.hints, MISSING_HINTS);
  }
});

keyringTest("libsecret: a service without a keyring holds nothing and cannot store", async () => {
  await using service = await startSecretService("empty");
  await using keychain = startKeychainProcess(service.env);
  assert.equal(await keychain.get("item"), undefined);
  assert.equal(await keychain.has("item"), false);
  assert.equal(await keychain.delete("item"), false);
  await assertRefused(() => keychain.set("item", Secret.ofText("value"), "label"), "access.keychain_missing");
});

keyringTest("libsecret: an item that is open is read beside one that is locked", async () => {
  await using service = await startSecretService();
  await using keychain = startKeychainProcess(service.env);
  await using asking = startKeychainProcess(service.env, { mayAsk: true });
  const store = ["secret-tool", "store", "--label=x", "service", "cred", "account", "item"];
  await service.run([...store], { stdin: "locked" });
  await service.lock();
  const session = ["secret-tool", "store", "--collection=session", ...store.slice(2)];
  await service.run(session, { stdin: "open" });
  for (const each of [keychain, asking]) assert.equal(await textOf(each, "item"), "open");
});
