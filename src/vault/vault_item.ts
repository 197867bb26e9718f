import { CredError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";

/** The name of the keychain item with a vault's keys. */
export function vaultItem(vaultId: string): string {
  return `vault-${vaultId}`;
}

/** The age identity in a stored item; undefined where it is none that cred made. What else is in it isn't looked at. */
export function identityIn(item: Secret): Secret | undefined {
  try {
    const { identity } = item.openText((text) => JSON.parse(text)) as { identity: unknown };
    return typeof identity === "string" && IDENTITY.test(identity) ? Secret.ofText(identity) : undefined;
  } catch {
    return undefined;
  }
}

/** access.keychain_item: whatever stands in the keychain under the vault's name, it opens nothing. */
export function badItemError(): CredError {
  return new CredError(
    "access.keychain_item",
    "the keychain's item for this vault is not one that cred made",
    ["restore it from a backup of the keychain"],
  );
}

const IDENTITY = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/;
