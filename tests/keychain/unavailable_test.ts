import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import { openUnavailableKeychain } from "../../src/keychain/unavailable.ts";
import { assertRefused } from "./contract.ts";

{
  Deno.test(`unavailable keychain: every call says what to do instead`, async () => {
    const keychain = openUnavailableKeychain();
    const calls = [
      () => keychain.get("a"),
      () => keychain.set("a", Secret.ofText("value"), "label"),
      () => keychain.delete("a"),
      () => keychain.has("a"),
    ];
    for (const call of calls) {
      const error = await assertRefused(call, "access.keychain_missing");
      assert.deepEqual(error.hints, ["export CRED_KEYCHAIN=file"]);
    }
  });
}
