import assert from "node:assert/strict";
import { CredError } from "../../src/domain/errors.ts";
import { openKernelKeyring } from "../../src/keychain/kernel_keyring.ts";

/** Why the kernel's keyring can't be used here; undefined where it can. Asked for outside of tests: its library stays. */
export function keyringRefusal(): string | undefined {
  try {
    openKernelKeyring().remove(`cred-test:${crypto.randomUUID()}`);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof CredError);
    return error.message;
  }
}
