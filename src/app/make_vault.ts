import { CredError } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";
import { vaultIdOf } from "../log/origin.ts";
import { createVault } from "../vault/create.ts";
import type { VaultPlace } from "../vault/locate.ts";
import { vaultItem } from "../vault/vault_item.ts";
import { makeVaultKeys } from "../vault/vault_keys.ts";
import type { App } from "./app.ts";
import { findVault, type Vault, vaultAt } from "./vault.ts";
import { personalPlace } from "../vault/locate.ts";

/** Makes a vault at a place, its keys in the keychain first. Where another process was faster, its vault is taken. */
export async function makeVault(app: App, place: VaultPlace): Promise<Vault> {
  const { random, environment } = app.system;
  const keychain = await app.keychain();
  const { keys, item } = await makeVaultKeys(random);
  const name = vaultItem(vaultIdOf(keys.publicKey));
  await keychain.set(name, item, `cred vault ${name.slice(6, 14)}`);
  const stored = await keychain.get(name);
  if (stored === undefined || !stored.equals(item)) {
    throw new CredError("failed.keychain", `the ${keychain.title} did not give back what was stored in it`);
  }
  try {
    await createVault(app.system, place.folder, keys, environment.os);
  } catch (error) {
    // What failed may have come after the step that made it a vault: nobody could ever open that one.
    const isThere = await vaultAt(app, place).then(({ id }) => vaultItem(id) === name, () => false);
    if (!isThere) await keychain.delete(name).catch(() => false);
    if (error instanceof CredError && error.code === "conflict.file_exists") {
      const made = await findVault(app);
      if (made?.place.folder === place.folder) return made;
    }
    throw error;
  }
  return await vaultAt(app, { ...place, exists: true });
}

/** The vault that the command is about, or the personal one made now. */
export async function findOrMakeVault(app: App): Promise<Vault> {
  const found = await findVault(app);
  if (found !== undefined) return found;
  const place = await personalPlace(app.system.files, app.system.environment);
  const made = await makeVault(app, place);
  app.report.note(`made your personal vault at ${quote(place.folder)}`);
  return made;
}
