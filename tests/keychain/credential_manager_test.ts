import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import { openCredentialManager } from "../../src/keychain/credential_manager/mod.ts";
import { denoRandom } from "../../src/system/deno/random.ts";
import { makeVaultKeys } from "../../src/vault/vault_keys.ts";
import { buildLibrary, compiledTests } from "../support/built_library.ts";
import { allCallsOn, assertRefused, keychainContract, textOf } from "./contract.ts";

const CONTROLS = {
  fake_live: { parameters: [], result: "i64" },
  fake_answer: { parameters: ["i32", "u32"], result: "void" },
  fake_hold: { parameters: ["i32"], result: "void" },
  fake_inside: { parameters: [], result: "i32" },
  fake_forget: { parameters: ["i32"], result: "void" },
  fake_count: { parameters: [], result: "i32" },
  fake_item: { parameters: ["i32"], result: "pointer" },
  fake_reset: { parameters: [], result: "void" },
} as const;

const CALLS = { write: 0, read: 1, delete: 2, enumerate: 3 } as const;
const MAX_BYTES = 2_560;

/** Error numbers that are told apart, and their codes; 87 stands for all others. */
const NUMBERS: Readonly<Record<number, string>> = {
  5: "access.keychain_denied",
  1223: "access.keychain_denied",
  1260: "access.keychain_denied",
  1312: "access.keychain_unavailable",
  87: "failed.keychain",
};

await compiledTests("Windows keychain: all of it, against a library with the same ABI", async () => {
  const { path, symbols: fake } = buildLibrary("credential_manager.c", CONTROLS);
  const interruption = new AbortController();
  const paths = { credentials: path, errors: path };
  const shared = openCredentialManager({ paths });
  const limited = openCredentialManager({ paths, timeoutMs: 100 });
  const interrupted = openCredentialManager({ paths, interrupted: interruption.signal });
  // Loaded here, for a library stays loaded, which a test would be blamed for.
  for (const keychain of [shared, limited, interrupted]) await keychain.has("nothing").catch(() => {});

  /** A test that begins without credentials and must give back all that it was given. */
  function windowsTest(name: string, fn: () => Promise<void>): void {
    Deno.test(`Windows keychain: ${name}`, async () => {
      fake.fake_reset();
      await fn();
      assert.equal(fake.fake_live(), 0n, "credentials were not given back");
    });
  }

  /** Lets what is held go on to its end, and the runtime hear of it. */
  async function letGo(): Promise<void> {
    fake.fake_hold(0);
    const isOver = () => fake.fake_inside() === 0 && fake.fake_live() === 0n;
    for (let tries = 0; !isOver() && tries < 1_000; tries++) await pause(20);
    await pause(50);
  }

  keychainContract(windowsTest, () => shared, { maxBytes: MAX_BYTES });

  Deno.test("Windows keychain: a vault's keys are no more than a credential holds", async () => {
    assert.ok((await makeVaultKeys(denoRandom())).item.size <= MAX_BYTES);
  });

  Deno.test("Windows keychain: a library that is not there is a missing keychain", async () => {
    const keychain = openCredentialManager({ paths: { credentials: "/nowhere", errors: "/nowhere" } });
    for (const call of allCallsOn(keychain)) {
      assert.deepEqual((await assertRefused(call, "access.keychain_missing")).hints, [
        "cred keychain use file",
      ]);
    }
  });

  windowsTest("an item is a generic credential of a name that the system's tools show", async () => {
    await shared.set("vault-1", Secret.ofText("value"), `cred: ${"long ".repeat(60)}`);
    const view = new Deno.UnsafePointerView(fake.fake_item(0)!);
    assert.equal(wideTextAt(view.getPointer(8)!), "cred:vault-1");
    assert.equal(wideTextAt(view.getPointer(16)!), `cred: ${"long ".repeat(60)}`.slice(0, 255));
    assert.equal(wideTextAt(view.getPointer(72)!), "vault-1");
  });

  for (const [number, code] of Object.entries(NUMBERS)) {
    windowsTest(`error ${number} is ${code} for every call`, async () => {
      for (const call of Object.values(CALLS)) fake.fake_answer(call, Number(number));
      for (const call of allCallsOn(shared)) {
        const error = await assertRefused(call, code);
        assert.match(error.message, new RegExp(`\\(error ${number}\\)$`));
        if (code !== "failed.keychain") assert.equal(error.hints.at(-1), "cred keychain use file");
      }
    });
  }

  windowsTest("what is kept otherwise than it was given is told", async () => {
    fake.fake_forget(1);
    await assertRefused(() => shared.set("item", Secret.ofText("value"), "label"), "failed.keychain");
  });

  windowsTest(
    "a slow Credential Manager is a timeout for every call, and late answers are given back",
    async () => {
      await shared.set("kept", Secret.ofText("value"), "cred: kept");
      fake.fake_hold(1);
      for (const call of allCallsOn(limited)) {
        const startedAt = performance.now();
        await assertRefused(call, "access.keychain_timeout");
        const tookMs = performance.now() - startedAt;
        assert.ok(tookMs >= 90 && tookMs < 5_000, `took ${tookMs} ms`);
      }
      await letGo();
    },
  );

  windowsTest("an interruption ends a call that waits, and refuses those after it", async () => {
    fake.fake_hold(1);
    setTimeout(() => interruption.abort(), 50);
    for (const call of allCallsOn(interrupted)) await assertRefused(call, "interrupted");
    await letGo();
  });

  windowsTest("an item that is overwritten stays one", async () => {
    for (const text of ["first", "second"]) await shared.set("item", Secret.ofText(text), "label");
    assert.equal(fake.fake_count(), 1);
    assert.equal(await textOf(shared, "item"), "second");
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function wideTextAt(pointer: Deno.PointerObject): string {
  const view = new Deno.UnsafePointerView(pointer);
  let text = "";
  for (let at = 0, unit; (unit = view.getUint16(at)) !== 0; at += 2) text += String.fromCharCode(unit);
  return text;
}
