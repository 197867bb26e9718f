// The real keychain of macOS or Windows, where the tests run there. What they store is taken out again.

import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import type { Keychain } from "../../src/keychain/keychain.ts";
import { keychainContract, textOf } from "./contract.ts";

const { os } = Deno.build;
const hasOwn = os === "darwin" || os === "windows";

/** A keychain that remembers what was stored in it. */
function remembering(keychain: Keychain): Keychain & { readonly stored: Set<string> } {
  const stored = new Set<string>();
  return {
    ...keychain,
    stored,
    set(item, value, label) {
      stored.add(item);
      return keychain.set(item, value, label);
    },
  };
}

async function openNative(): Promise<Keychain> {
  if (os === "darwin") {
    return (await import("../../src/keychain/security_framework/mod.ts")).openSecurityFramework();
  }
  return (await import("../../src/keychain/credential_manager/mod.ts")).openCredentialManager();
}

if (hasOwn) {
  const keychain = remembering(await openNative());
  await keychain.has("nothing");
  const emptied = async (check: () => Promise<void>) => {
    try {
      await check();
    } finally {
      // Some names were refused, and are refused again.
      for (const item of keychain.stored) await keychain.delete(item).catch(() => {});
      keychain.stored.clear();
    }
  };
  keychainContract(
    (name, check) => Deno.test(`the keychain of ${os}: ${name}`, () => emptied(check)),
    () => keychain,
    os === "windows" ? { maxBytes: 2_560 } : {},
  );

  const isWine = Deno.env.get("WINEPREFIX") !== undefined;
  Deno.test({
    name: `the keychain of ${os}: the system's own tool finds an item${
      isWine ? " [skipped: not in Wine]" : ""
    }`,
    ignore: isWine,
    fn: () =>
      emptied(async () => {
        await keychain.set("tool-finds-it", Secret.ofText("value"), "cred: a test");
        assert.equal(await textOf(keychain, "tool-finds-it"), "value");
        const command = os === "darwin"
          ? new Deno.Command("security", {
            args: ["find-generic-password", "-s", "cred", "-a", "tool-finds-it"],
          })
          : new Deno.Command("cmdkey", { args: ["/list:cred:tool-finds-it"] });
        const { stdout } = await command.output();
        assert.match(new TextDecoder().decode(stdout), /tool-finds-it/);
      }),
  });
} else {
  Deno.test({ name: "the keychains of macOS and Windows [skipped: not there]", ignore: true, fn: () => {} });
}
