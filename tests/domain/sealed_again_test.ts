import assert from "node:assert/strict";
import { fact, given, id, SEALED, set } from "./given.ts";

const AGAIN = { sealed: "a9".repeat(32), to: ["r1", "r2"] };

Deno.test("a version that is sealed again has another file, and stays the same otherwise", () => {
  const ref = { environment: "default", name: "MANUAL" };
  const before = given(set(1), set(2));
  const { versions, secrets } = given(
    set(1),
    set(2),
    fact("secret.sealed", { ...ref, version: id(1), ...AGAIN }),
    fact("secret.sealed", { ...ref, version: id(9), ...AGAIN }),
  );
  assert.deepEqual(versions.get(id(1)), { ...before.versions.get(id(1)), ...AGAIN });
  assert.deepEqual(versions.get(id(2)), before.versions.get(id(2)));
  assert.deepEqual(secrets, before.secrets);
});

Deno.test("a fingerprint key that is sealed again does not become the current one", () => {
  const key = (fingerprintKey: string) => fact("fingerprint_key.added", { fingerprintKey, ...SEALED });
  const { fingerprintKey, fingerprintKeys } = given(
    key("old"),
    key("new"),
    fact("fingerprint_key.sealed", { fingerprintKey: "old", ...AGAIN }),
    fact("fingerprint_key.sealed", { fingerprintKey: "none", ...AGAIN }),
  );
  assert.equal(fingerprintKey, "new");
  assert.deepEqual(Object.fromEntries(fingerprintKeys), { old: AGAIN, new: SEALED });
});
