import assert from "node:assert/strict";
import { CredError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { openKernelKeyring } from "../../src/keychain/kernel_keyring.ts";

const keyring = openKernelKeyring();
/** A name that no other run has. */
const NAME = `cred-test:${crypto.randomUUID()}`;

/** Why the kernel's keyring can't be used here; undefined where it can. */
function refusal(): string | undefined {
  try {
    keyring.put(NAME, Secret.ofText("x"), 60);
    keyring.remove(NAME);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof CredError);
    assert.equal(error.code, "access.kernel_keyring");
    assert.match(error.hints[0]!, /CRED_PASSPHRASE/);
    return error.message;
  }
}

const why = refusal();

function keyringTest(name: string, fn: () => void | Promise<void>): void {
  const skipped = why === undefined ? "" : ` [skipped: ${why}]`;
  Deno.test({ name: `kernel keyring: ${name}${skipped}`, ignore: why !== undefined, fn });
}

function textOf(name: string): string | undefined {
  return keyring.get(name)?.openText((text) => text);
}

keyringTest("what is put there comes back, is replaced, and goes", () => {
  assert.equal(textOf(NAME), undefined);
  assert.equal(keyring.remove(NAME), false);
  for (const text of ["first", "a longer second", ""]) {
    if (text === "") continue;
    keyring.put(NAME, Secret.ofText(text), 60);
    assert.equal(textOf(NAME), text);
  }
  assert.equal(keyring.remove(NAME), true);
  assert.equal(textOf(NAME), undefined);
  assert.equal(keyring.remove(NAME), false);
});

keyringTest("names do not mix", () => {
  keyring.put(NAME, Secret.ofText("one"), 60);
  assert.equal(textOf(`${NAME}-2`), undefined);
  assert.equal(textOf(NAME.slice(0, -1)), undefined);
  keyring.remove(NAME);
});

keyringTest("its time ends it, counted from the last time it was put there", async () => {
  keyring.put(NAME, Secret.ofText("old"), 60);
  // The kernel counts whole seconds of its own clock: only two of them last more than one.
  keyring.put(NAME, Secret.ofText("brief"), 2);
  assert.equal(textOf(NAME), "brief");
  await new Promise((done) => setTimeout(done, 2_600));
  assert.equal(textOf(NAME), undefined);
  assert.equal(keyring.remove(NAME), false);
  keyring.put(NAME, Secret.ofText("again"), 60);
  assert.equal(textOf(NAME), "again");
  keyring.remove(NAME);
});

keyringTest("a payload that is too large leaves nothing behind", () => {
  assert.throws(() => keyring.put(NAME, Secret.ofBytes(new Uint8Array(40_000)), 60), {
    code: "failed.kernel_keyring",
  });
  assert.equal(textOf(NAME), undefined);
});
