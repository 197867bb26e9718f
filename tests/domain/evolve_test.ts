import assert from "node:assert/strict";
import { currentVersion, findSecret } from "../../src/domain/queries.ts";
import { unnamedKeys } from "../../src/domain/rotations.ts";
import {
  added,
  deleted,
  deletionRequested,
  fact,
  generated,
  given,
  id,
  minute,
  SEALED,
  set,
  THERE,
  vault,
} from "./given.ts";

Deno.test("two machines give one name: the later has it, the other stays live, listed and revocable", () => {
  const both = [vault, added(), generated(1), [THERE, generated(2)]] as const;
  const state = given(...both);
  assert.equal(findSecret(state, { environment: "default", name: "KEY" })?.versions.at(-1), id(2));
  assert.deepEqual(unnamedKeys(state).map((key) => key.id), [id(1)]);

  const withoutLater = given(...both, deletionRequested(2, 7), deleted(2, 7));
  assert.equal(withoutLater.keys.get(id(1))?.status, "live");
  assert.ok(withoutLater.versions.has(id(1)), "the value of the other is kept while it lives");
  assert.deepEqual(unnamedKeys(withoutLater).map((key) => key.id), [id(1)]);

  const withoutEarlier = given(...both, deletionRequested(1, 7), deleted(1, 7));
  assert.deepEqual(findSecret(withoutEarlier, { environment: "default", name: "KEY" })?.versions, [id(2)]);
  assert.ok(!withoutEarlier.versions.has(id(1)));
});

Deno.test("two machines add one source: both tokens stay known, each for an account of its own", () => {
  const state = given(vault, added("resend", "t1"), generated(1), [THERE, added("resend", "t2")]);
  const source = state.sources.get("resend")!;
  assert.deepEqual(source.items, ["item-t1", "item-t2"]);
  assert.deepEqual([...source.accounts], [["t1", 1], ["t2", 2]]);
  assert.equal(state.keys.get(id(1))?.account, 1);
});

Deno.test("a source of the same name at another address takes over no token", () => {
  const state = given(vault, added("resend", "t1"), [
    THERE,
    added("resend", "t2", { address: "https://evil.example" }),
  ]);
  assert.deepEqual(state.sources.get("resend")!.items, ["item-t2"]);
});

Deno.test("a source that was revoked begins anew, and remembers which token was for which account", () => {
  const revoked = fact("source.revoked", { source: "resend" });
  const before = given(vault, added(), revoked).sources.get("resend")!;
  assert.deepEqual([before.status, before.items, before.revokedAt], ["revoked", [], minute(2)]);
  const after = given(vault, added(), revoked, added("resend", "t2")).sources.get("resend")!;
  assert.deepEqual([after.status, after.items, after.revokedAt], ["active", ["item-t2"], undefined]);
  assert.deepEqual([...after.accounts.keys()], ["t1", "t2"]);
});

Deno.test("a witness makes a new token one for the same account", () => {
  const data = { source: "resend", address: "https://api.resend.com", item: "i", token: "t2" };
  const seen = given(
    vault,
    added(),
    generated(1),
    fact("source.token_replaced", { ...data, witness: id(1) }),
  );
  assert.equal(seen.sources.get("resend")?.accounts.get("t2"), 1);
  const unseen = given(vault, added(), fact("source.token_replaced", data));
  assert.equal(unseen.sources.get("resend")?.accounts.get("t2"), 2);
});

Deno.test("a token ends a revocation that was asked for only when it replaces", () => {
  const asked = fact("source.revocation_requested", { source: "resend" });
  const token = { source: "resend", item: "i", token: "t2" };
  assert.equal(
    given(vault, added(), asked, fact("source.token_added", token)).sources.get("resend")?.status,
    "revoking",
  );
  const replaced = fact("source.token_replaced", { ...token, address: "a" });
  assert.equal(given(vault, added(), asked, replaced).sources.get("resend")?.status, "active");
});

Deno.test("a secret set by hand: versions, description, removal", () => {
  const ref = { environment: "default", name: "MANUAL" };
  const state = given(vault, set(1, "MANUAL", { description: "a" }), set(2));
  const entry = findSecret(state, ref)!;
  assert.deepEqual([entry.versions, entry.description, entry.createdAt, entry.updatedAt], [
    [id(1), id(2)],
    "a",
    minute(1),
    minute(2),
  ]);
  assert.equal(currentVersion(state, entry)?.id, id(2));
  assert.equal(
    findSecret(
      given(
        vault,
        set(1, "MANUAL", { description: "a" }),
        fact("secret.described", { ...ref, description: "" }),
      ),
      ref,
    )?.description,
    undefined,
  );
  const removed = given(vault, set(1), set(2), fact("secret.removed", ref));
  assert.deepEqual([removed.secrets.size, removed.versions.size], [0, 0]);
  assert.equal(given(vault, fact("secret.described", { ...ref, description: "x" })).secrets.size, 0);
});

Deno.test("names that objects have are names like others", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    const state = given(
      vault,
      added(name),
      set(1, name, { environment: name }),
      generated(2, { name, source: name }),
    );
    assert.equal(state.sources.get(name)?.name, name);
    assert.deepEqual(state.secrets.get(`${name}/${name}`)?.versions, [id(1)]);
    assert.equal(state.keys.get(id(2))?.account, 1);
    assert.equal((({}) as Record<string, unknown>)["sealed"], undefined);
  }
});

Deno.test("the vault, its signer, recipients and fingerprint keys", () => {
  const state = given(
    vault,
    fact("recipient.added", { recipient: "r1", key: "age1x", label: "laptop" }),
    fact("fingerprint_key.added", { fingerprintKey: "f1", ...SEALED }),
    fact("fingerprint_key.added", { fingerprintKey: "f2", ...SEALED }),
    fact("log.opened", { signer: "s" }),
  );
  assert.equal(state.vault?.createdAt, minute(0));
  assert.equal(state.signers.size, 1);
  assert.deepEqual([...state.recipients.keys()], ["r1"]);
  assert.deepEqual([state.fingerprintKey, ...state.fingerprintKeys.keys()], ["f2", "f1", "f2"]);
});
