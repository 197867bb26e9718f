import assert from "node:assert/strict";
import { inspect } from "node:util";
import { CredError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";

const VALUE = "re_MASTER_0123456789";

/** Everything that turns a value into text. */
const WAYS: Readonly<Record<string, (secret: Secret) => unknown>> = {
  "String()": (secret) => String(secret),
  "a template": (secret) => `${secret}`,
  "+": (secret) => "" + secret,
  "JSON": (secret) => JSON.stringify({ secret, list: [secret] }),
  "Deno.inspect": (secret) => Deno.inspect({ deep: { secret } }, { depth: 9, showHidden: true }),
  "Deno.inspect with getters": (secret) => Deno.inspect(secret, { getters: true, showHidden: true }),
  "util.inspect": (secret) => inspect({ deep: { secret } }, { depth: 9, showHidden: true, getters: true }),
  "an error's message": (secret) => new Error(`bad ${secret}`).stack,
  "an error's cause": (secret) => Deno.inspect(new CredError("failed", "x", [], { secret })),
  "Object.entries": (secret) => JSON.stringify(Object.entries(secret)),
  "own keys": (secret) => Reflect.ownKeys(secret).map(String).join(),
  "structuredClone": (secret) => Deno.inspect(structuredClone(secret), { showHidden: true }),
  "spread": (secret) => JSON.stringify({ ...secret }),
  "assert": (secret) => {
    try {
      assert.deepEqual({ secret }, { secret: Secret.ofText("other") }, undefined);
      assert.equal(secret, Secret.ofText("other"));
    } catch (error) {
      return Deno.inspect(error);
    }
  },
};

for (const [way, show] of Object.entries(WAYS)) {
  Deno.test(`a secret is not shown by ${way}`, () => {
    const shown = String(show(Secret.ofText(VALUE)));
    assert.ok(!shown.includes("MASTER"), shown);
    assert.ok(!shown.includes(btoa(VALUE)));
    assert.ok(!shown.includes(String(VALUE.charCodeAt(0)) + ", " + VALUE.charCodeAt(1)), shown);
  });
}

Deno.test("what is shown says that it is one", () => {
  const secret = Secret.ofText(VALUE);
  assert.deepEqual([`${secret}`, JSON.stringify(secret), Deno.inspect(secret), inspect(secret)], [
    "[secret]",
    '"[secret]"',
    "[secret]",
    "[secret]",
  ]);
});

Deno.test("a secret is opened by a callback, and holds bytes of its own", () => {
  const bytes = new TextEncoder().encode(VALUE);
  const secret = Secret.ofBytes(bytes);
  bytes.fill(0);
  assert.equal(secret.openText((text) => text), VALUE);
  assert.equal(secret.open((own) => own.length), VALUE.length);
  assert.equal(secret.size, VALUE.length);
});

Deno.test("text is the bytes as they are: a byte order mark stays, what is not UTF-8 throws", () => {
  assert.equal(Secret.ofText("\ufeffa").openText((text) => text), "\ufeffa");
  assert.throws(() => Secret.ofBytes(Uint8Array.of(0xff)).openText((text) => text), TypeError);
});

Deno.test("equal are the same bytes", () => {
  const secret = Secret.ofText(VALUE);
  assert.ok(secret.equals(Secret.ofText(VALUE)));
  for (const other of ["", VALUE.slice(1), `${VALUE}x`, VALUE.replace("r", "R"), VALUE.replace("9", "8")]) {
    assert.ok(!secret.equals(Secret.ofText(other)));
  }
});
