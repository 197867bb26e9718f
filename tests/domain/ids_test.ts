import assert from "node:assert/strict";
import fc from "fast-check";
import { readRemoteName, remoteNameOf, uuidV7 } from "../../src/domain/ids.ts";
import { VAULT } from "./given.ts";

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const anyId = fc.tuple(
  fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  fc.uint8Array({ minLength: 10, maxLength: 10 }),
)
  .map(([ms, random]) => uuidV7(ms, random));

Deno.test("a UUIDv7 has its form, and sorts by its time", () => {
  assert.equal(
    uuidV7(0x017f22e279b0, Uint8Array.of(0xcc, 0x31, 0x8c, 0x4d, 0xc0, 0xc0, 0xc0, 0x73, 0x98, 0xf0)),
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
  );
  fc.assert(fc.property(anyId, (id) => assert.match(id, UUID_V7)));
  fc.assert(fc.property(fc.nat(), fc.nat(), (a, b) => {
    const [first, second] = [uuidV7(a, new Uint8Array(10).fill(255)), uuidV7(a + b + 1, new Uint8Array(10))];
    assert.ok(first < second);
  }));
  assert.match(uuidV7(-5, new Uint8Array(10)), UUID_V7);
});

Deno.test("a key's name at the platform gives its vault and its id back", () => {
  fc.assert(fc.property(anyId, fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,40}$/), (id, name) => {
    const remote = remoteNameOf(name, VAULT, id);
    assert.deepEqual(readRemoteName(remote), { vault: VAULT.slice(0, 8), keyId: id });
    assert.equal(remote.length, name.length >= 8 ? 49 : 41 + name.length);
    assert.match(remote, /^[A-Za-z0-9_]{1,8} cred-[0-9a-f]{8}-[0-9A-HJKMNP-TV-Z]{26}$/);
  }));
});

Deno.test("names that are not of this form are nobody's", () => {
  const real = remoteNameOf("RESEND_EMAIL_KEY", VAULT, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  assert.equal(real, "RESEND_E cred-01234567-01FWHE4YDGFK1SHH6W1G60EECF");
  const bad = [
    "",
    "Production",
    ` ${real}`,
    `${real} `,
    `${real}\n`,
    `x\n${real}`,
    real.replace("RESEND_E", "RESEND_EM"),
    real.replace("cred-", "CRED-"),
    real.replace("01234567", "0123456G"),
    real.replace("01FW", "OIFW"),
    real.replace("-01FW", "-81FW"),
    real.replace("-01FW", "-ZZFW"),
    " cred-01234567-01FWHE4YDGFK1SHH6W1G60EECF",
    "x".repeat(10_000_000),
  ];
  for (const name of bad) assert.equal(readRemoteName(name), undefined, name.slice(0, 60));
});

Deno.test("a mark is found in whatever name comes before it, and only once", () => {
  const real = remoteNameOf("K", VAULT, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  assert.equal(readRemoteName(`${real} ${real}`), undefined);
  assert.notEqual(readRemoteName(real.replace("K ", "a b ")), undefined);
});
