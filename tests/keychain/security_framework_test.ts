import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import { openSecurityFramework } from "../../src/keychain/security_framework/mod.ts";
import { buildLibrary, compiledTests } from "../support/built_library.ts";
import { allCallsOn, assertRefused, callsOn, keychainContract, textOf } from "./contract.ts";

const CONTROLS = {
  fake_live: { parameters: [], result: "i64" },
  fake_answer: { parameters: ["i32", "i32"], result: "void" },
  fake_once: { parameters: ["i32", "i32"], result: "void" },
  fake_hold: { parameters: ["i32"], result: "void" },
  fake_lock: { parameters: ["i32"], result: "void" },
  fake_forget: { parameters: ["i32"], result: "void" },
  fake_may_ask: { parameters: [], result: "i32" },
  fake_count: { parameters: [], result: "i32" },
  fake_label: { parameters: ["i32"], result: "pointer" },
  fake_reset: { parameters: [], result: "void" },
} as const;

const CALLS = { add: 0, copy: 1, update: 2, delete: 3 } as const;

/** Every status that is told apart, and its code; -50 stands for all others. */
const STATUSES: readonly (readonly [status: number, code: string])[] = [
  ...[-25308, -25315].map((status) => [status, "access.keychain_locked"] as const),
  ...[-25293, -128, -25243, -25292, -61, -34018].map((status) => [status, "access.keychain_denied"] as const),
  ...[-25294, -25307].map((status) => [status, "access.keychain_missing"] as const),
  ...[-25291, -25320].map((status) => [status, "access.keychain_unavailable"] as const),
  [-50, "failed.keychain"],
];

await compiledTests("macOS keychain: all of it, against a library with the same ABI", async () => {
  const { path, symbols: fake } = buildLibrary("security_framework.c", CONTROLS);
  const asked = buildLibrary("security_framework.c", CONTROLS);
  const interruption = new AbortController();
  const paths = { security: path, coreFoundation: path };
  const shared = openSecurityFramework({ paths });
  const limited = openSecurityFramework({ paths, timeoutMs: 100 });
  const interrupted = openSecurityFramework({ paths, interrupted: interruption.signal });
  const asking = openSecurityFramework({
    paths: { security: asked.path, coreFoundation: asked.path },
    mayAsk: true,
  });
  // Loaded here, for a library stays loaded, which a test would be blamed for.
  for (const keychain of [shared, limited, interrupted, asking]) {
    await keychain.has("nothing").catch(() => {});
  }

  /** A test that begins with an empty keychain and must leave no object alive. */
  function macTest(name: string, fn: () => Promise<void>): void {
    Deno.test(`macOS keychain: ${name}`, async () => {
      fake.fake_reset();
      await fn();
      assert.equal(fake.fake_live(), 0n, "objects were left alive");
    });
  }

  /** Lets what is held go on to its end: until then, the objects that it uses live. */
  async function letGo(): Promise<void> {
    fake.fake_hold(0);
    for (let tries = 0; fake.fake_live() !== 0n && tries < 1_000; tries++) {
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  Deno.test("macOS keychain: a library that is not there is a missing keychain", async () => {
    const keychain = openSecurityFramework({ paths: { security: "/nowhere", coreFoundation: "/nowhere" } });
    for (const call of allCallsOn(keychain)) {
      assert.deepEqual((await assertRefused(call, "access.keychain_missing")).hints, [
        "cred keychain use file",
      ]);
    }
  });

  keychainContract((name, check) => macTest(name, check), () => shared);

  macTest("an item is a generic password that the system's tools find, with its label", async () => {
    await shared.set("vault-1", Secret.ofText("first"), "cred: one");
    await shared.set("vault-1", Secret.ofText("second"), "cred: renamed");
    assert.equal(fake.fake_count(), 1);
    assert.equal(new Deno.UnsafePointerView(fake.fake_label(0)!).getCString(), "cred: renamed");
  });

  for (const [status, code] of STATUSES) {
    macTest(`status ${status} is ${code} for every call, with its words and hints`, async () => {
      for (const call of Object.values(CALLS)) fake.fake_answer(call, status);
      for (const call of allCallsOn(shared)) {
        const error = await assertRefused(call, code);
        assert.match(error.message, new RegExp(`: The words for ${status} \\(${status}\\)$`));
        if (code === "failed.keychain") continue;
        assert.equal(error.hints.length, 2);
        assert.equal(error.hints[1], "cred keychain use file");
      }
    });
  }

  macTest("a status without words is told by its number", async () => {
    fake.fake_answer(CALLS.copy, -1);
    const error = await assertRefused(() => shared.get("item"), "failed.keychain");
    assert.equal(error.message, "the macOS Keychain failed: OSStatus -1");
  });

  macTest("a locked keychain shows that an item is there, and is locked for all else", async () => {
    await shared.set("kept", Secret.ofText("value"), "cred: kept");
    fake.fake_lock(1);
    assert.equal(await shared.has("kept"), true);
    for (const call of callsOn(shared).slice(0, 3)) await assertRefused(call, "access.keychain_locked");
    fake.fake_lock(0);
    assert.equal(await textOf(shared, "kept"), "value");
  });

  macTest("what the keychain keeps otherwise than it was given is told", async () => {
    fake.fake_forget(1);
    await assertRefused(() => shared.set("item", Secret.ofText("value"), "label"), "failed.keychain");
  });

  macTest("an item that goes between finding and changing it is added", async () => {
    fake.fake_once(CALLS.add, -25299);
    await shared.set("item", Secret.ofText("value"), "label");
    assert.equal(await textOf(shared, "item"), "value");
  });

  macTest(
    "a slow keychain is a timeout for every call, and what was late leaves nothing behind",
    async () => {
      await shared.set("kept", Secret.ofText("value"), "cred: kept");
      fake.fake_hold(1);
      for (const call of allCallsOn(limited)) {
        const startedAt = performance.now();
        const error = await assertRefused(call, "access.keychain_timeout");
        const tookMs = performance.now() - startedAt;
        assert.ok(tookMs >= 90 && tookMs < 5_000, `took ${tookMs} ms`);
        assert.match(error.message, /within 0\.1 s/);
      }
      await letGo();
    },
  );

  macTest("an interruption ends a call that waits, and refuses those after it", async () => {
    fake.fake_hold(1);
    setTimeout(() => interruption.abort(), 50);
    for (const call of allCallsOn(interrupted)) await assertRefused(call, "interrupted");
    await letGo();
  });

  Deno.test("macOS keychain: the system may ask only where somebody can answer", async () => {
    assert.equal(fake.fake_may_ask(), 0);
    assert.equal(asked.symbols.fake_may_ask(), 1);
    asked.symbols.fake_lock(1);
    await asking.set("kept", Secret.ofText("value"), "label");
    assert.equal(await textOf(asking, "kept"), "value");
  });
});
