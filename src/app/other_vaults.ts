import { usableSource } from "../domain/queries.ts";
import { readHeads } from "../log/heads.ts";
import { homeFolder } from "../vault/layout.ts";
import type { App } from "./app.ts";
import { loadVault, type Vault, vaultAt } from "./vault.ts";

/**
 * Folders of this machine's other vaults that have a source at a platform. Vaults that are gone or can't be read are
 * left out: this is a reminder, not a check.
 */
export async function otherVaultsWith(app: App, vault: Vault, platform: string): Promise<string[]> {
  const { files, environment } = app.system;
  const memory = `${homeFolder(environment)}/vaults`;
  const folders: string[] = [];
  for (const id of await files.list(memory) ?? []) {
    if (id === vault.id) continue;
    try {
      const { folder } = await readHeads(files, `${memory}/${id}/heads.json`);
      if (folder === undefined) continue;
      const other = await vaultAt(app, { folder, kind: "given", exists: true });
      // Of two processes that made a vault here at once, the slower left only its memory.
      if (other.id !== id) continue;
      const { state } = await loadVault(app, other);
      if (
        [...state.sources.values()].some(({ name, driver }) =>
          driver === platform && usableSource(state, name)
        )
      ) folders.push(folder);
    } catch {
      continue;
    }
  }
  return folders;
}
