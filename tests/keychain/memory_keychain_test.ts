import { Secret } from "../../src/domain/secret.ts";
import { type KeychainTrouble, MemoryKeychain } from "../support/memory_keychain.ts";
import { assertRefused, keychainContract } from "./contract.ts";

keychainContract((name, check) => Deno.test(`memory keychain: ${name}`, check), () => new MemoryKeychain());

const CODES: Readonly<Record<KeychainTrouble, string>> = {
  locked: "access.keychain_locked",
  missing: "access.keychain_missing",
  denied: "access.keychain_denied",
  timeout: "access.keychain_timeout",
  failing: "failed.keychain",
};

for (const [trouble, code] of Object.entries(CODES)) {
  Deno.test(`memory keychain: ${trouble} is ${code} for every call`, async () => {
    const keychain = new MemoryKeychain();
    await keychain.set("kept", Secret.ofText("value"), "label");
    keychain.trouble = trouble as KeychainTrouble;
    await assertRefused(() => keychain.get("kept"), code);
    await assertRefused(() => keychain.set("kept", Secret.ofText("other"), "label"), code);
    await assertRefused(() => keychain.delete("kept"), code);
    await assertRefused(() => keychain.has("kept"), code);
  });
}
