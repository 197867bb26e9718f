// libsecret, begun before an operation needs it: the first one works with what has begun, within its own limits.

import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import { startKeychainProcess } from "../support/keychain_process.ts";
import { keyringTest, MISSING_HINTS, startSecretService } from "../support/secret_service.ts";
import { assertRefused, callsOn, textOf } from "./contract.ts";

keyringTest("libsecret: what has begun is what the first operation works with", async () => {
  await using service = await startSecretService();
  await using keychain = startKeychainProcess(service.env);
  await keychain.set("kept", Secret.ofText("value"), "cred: kept");
  await using early = startKeychainProcess(service.env);
  early.begin();
  early.begin();
  assert.equal(await textOf(early, "kept"), "value");
  assert.equal(await textOf(early, "kept"), "value", "the next one makes its own");
  early.begin();
  const both = await Promise.all([early.has("kept"), early.has("never")]);
  assert.deepEqual(both, [true, false], "one takes it, the other makes its own");
  await service.lock();
  early.begin();
  for (const call of callsOn(early, "kept")) await assertRefused(call, "access.keychain_locked");
  assert.equal(await early.stderr(), "");
});

keyringTest("libsecret: the first operation waits for what has begun, the second does not", async () => {
  await using service = await startSecretService();
  const bus = service.env.DBUS_SESSION_BUS_ADDRESS!.replace(/^unix:path=|,.*$/g, "");
  const link = `${service.folder}/late-bus`;
  await using keychain = startKeychainProcess({
    ...service.env,
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${link}`,
  });
  keychain.begin();
  await assertRefused(() => keychain.has("ODD"), "failed.keychain");
  // Until what has begun has found no bus, which nothing tells.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await Deno.symlink(bus, link);
  await assertRefused(() => keychain.has("item"), "access.keychain_missing");
  assert.equal(await keychain.has("item"), false);
});

keyringTest("libsecret: a bus that goes away once it has begun is a missing keychain", async () => {
  for (const index of [0, 1, 2, 3]) {
    const service = await startSecretService();
    await using keychain = startKeychainProcess(service.env);
    assert.equal(await keychain.has("item"), false);
    keychain.begin();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await service[Symbol.asyncDispose]();
    const error = await assertRefused(callsOn(keychain, "item")[index]!, "access.keychain_missing");
    assert.deepEqual(error.hints, MISSING_HINTS);
  }
});

keyringTest("libsecret: to begin shows no dialog", async () => {
  for (const state of ["unlocked", "empty"] as const) {
    await using service = await startSecretService(state);
    await using keychain = startKeychainProcess(service.env, { mayAsk: true });
    if (state === "unlocked") await service.lock();
    const dialogs = await service.dialogsDuring(async () => {
      keychain.begin();
      await assertRefused(() => keychain.has("ODD"), "failed.keychain");
      await keychain.stderr();
    });
    assert.equal(dialogs, 0, state);
  }
});

keyringTest("libsecret: what is wrong with what has begun is told by the operation, as ever", async () => {
  await using service = await startSecretService("none");
  await Deno.writeTextFile(`${service.folder}/home/libsecret-1.so.0`, "no library");
  const environments = [
    service.env,
    { ...service.env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${service.folder}/nowhere` },
    { ...service.env, LD_LIBRARY_PATH: `${service.folder}/home` },
  ];
  for (const env of environments) {
    await using plain = startKeychainProcess(env);
    await using early = startKeychainProcess(env);
    early.begin();
    const expected = await assertRefused(() => plain.get("item"), "access.keychain_missing");
    const error = await assertRefused(() => early.get("item"), "access.keychain_missing");
    assert.deepEqual([error.message, error.hints], [expected.message, expected.hints]);
    await using unused = startKeychainProcess(env);
    unused.begin();
    assert.equal(await unused.stderr(), "", "where nothing follows, nothing is said");
  }
});

keyringTest("libsecret: the time limit is the operation's, however early it was begun", async () => {
  const limitMs = 2_000;
  await using service = await startSecretService();
  await using plain = startKeychainProcess(service.env);
  await plain.set("kept", Secret.ofText("value"), "cred: kept");
  await using keychain = startKeychainProcess(service.env, { timeoutMs: limitMs });
  keychain.begin();
  await new Promise((resolve) => setTimeout(resolve, 2 * limitMs));
  assert.equal(await textOf(keychain, "kept"), "value");
  await assertRefused(() => keychain.has("ODD"), "failed.keychain");
  service.freeze();
  keychain.begin();
  await new Promise((resolve) => setTimeout(resolve, limitMs / 2));
  const startedAt = performance.now();
  await assertRefused(() => keychain.get("kept"), "access.keychain_timeout");
  const tookMs = performance.now() - startedAt;
  assert.ok(tookMs >= limitMs - 20 && tookMs < 8_000, `took ${tookMs} ms`);
  service.thaw();
});

keyringTest("libsecret: a connection that nobody takes keeps no process and says nothing", async () => {
  await using service = await startSecretService();
  const keychain = startKeychainProcess(service.env, { timeoutMs: 60_000 });
  keychain.begin();
  await assertRefused(() => keychain.has("ODD"), "failed.keychain");
  const startedAt = performance.now();
  assert.equal(await keychain.stderr(), "");
  assert.ok(performance.now() - startedAt < 10_000);
});

keyringTest("libsecret: an interruption ends what has begun", async () => {
  await using service = await startSecretService();
  service.freeze();
  await using keychain = startKeychainProcess(service.env, { interruptAfterMs: 200 });
  keychain.begin();
  const startedAt = performance.now();
  await assertRefused(() => keychain.get("item"), "interrupted");
  assert.ok(performance.now() - startedAt < 9_000);
});
