import { generateX25519Identity, identityToRecipient } from "age-encryption";
import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import { ValueStore } from "../../src/vault/values.ts";
import { MemoryFiles } from "../support/memory_files.ts";

Deno.test("sealed values: each opens for its recipient, whichever way it is opened", async () => {
  const store = new ValueStore(new MemoryFiles(), "/values");
  const identity = await generateX25519Identity(), other = await generateX25519Identity();
  const recipient = {
    id: "a",
    key: await identityToRecipient(identity),
    label: "a",
    signer: undefined,
    environments: undefined,
    addedAt: "2026-01-01T00:00:00.000Z",
  };
  for (const size of [0, 5, 65_536, 65_537, 1_048_576]) {
    const value = Secret.ofBytes(new Uint8Array(size).fill(7));
    const { sealed } = await store.seal(value, [recipient]);
    assert.ok((await store.open(sealed, Secret.ofText(identity))).equals(value), `${size} bytes`);
    await assert.rejects(store.open(sealed, Secret.ofText(other)), { code: "access.not_a_recipient" });
    await assert.rejects(store.open(sealed, Secret.ofText("none")), { code: "access.keychain_item" });
  }
});
