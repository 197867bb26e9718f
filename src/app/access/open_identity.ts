import type { Secret } from "../../domain/secret.ts";
import { loadOpening } from "../../vault/values.ts";
import { identityIn, vaultItem } from "../../vault/vault_item.ts";
import type { App } from "../app.ts";
import type { Vault } from "../vault.ts";

/** This machine's key to the values of a vault, and nothing of what signs; access.no_access where it has none. */
export async function openIdentity(app: App, vault: Vault): Promise<Secret> {
  const keychain = await app.keychain();
  // While the keychain finds it, what it is for is loaded.
  const [item] = await Promise.all([keychain.get(vaultItem(vault.id)), loadOpening()]);
  const identity = item === undefined ? undefined : identityIn(item);
  if (identity !== undefined) return identity;
  // What is wrong is told where all of the item is looked at.
  const { openKeys } = await import("./access.ts");
  return (await openKeys(app, vault)).identity;
}
