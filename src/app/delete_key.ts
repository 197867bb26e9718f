import { findKey } from "../domain/decide/keys.ts";
import { refusalError } from "../domain/errors.ts";
import type { SecretRef } from "../domain/events.ts";
import type { Key, State } from "../domain/state.ts";
import { type DeletedView, deletedView } from "../views/deletions.ts";
import type { App } from "./app.ts";
import { deleteKey, settleSecret } from "./settle.ts";
import { newId, withSource } from "./source_act.ts";
import { type Vault, viewVault } from "./vault.ts";

/** The key that a `source delete` is about, before anybody is asked whether it shall go. */
export async function keyToDelete(app: App, vault: Vault, source: string, ref: SecretRef): Promise<Key> {
  return keyOf((await viewVault(app, vault)).state, source, ref);
}

/** Deletes a key at its platform, then here. A failure there changes nothing here. */
export async function deleteSourceKey(
  app: App,
  vault: Vault,
  source: string,
  ref: SecretRef,
): Promise<DeletedView> {
  const { state } = await viewVault(app, vault);
  const key = keyOf(state, source, ref);
  const folder = vault.place.folder;
  if (app.options.dryRun) return deletedView(folder, key, undefined);
  return await withSource(app, vault, source, async (act) => {
    await settleSecret(act, ref);
    const now = (await act.state()).state;
    const settled = now.keys.get(key.id);
    // An earlier try that was cut off may just have been finished.
    if (settled?.status === "deleted") return deletedView(folder, key, "deleted");
    const current = keyOf(now, source, ref);
    const request = newId(app);
    await act.change(() => ({
      type: "request deletions",
      source,
      because: "delete",
      requests: [{ id: request, key: current.id }],
    }));
    return deletedView(folder, current, await deleteKey(act, current, request));
  });
}

function keyOf(state: State, source: string, ref: SecretRef): Key {
  const found = findKey(state, source, ref);
  if ("refusal" in found) throw refusalError(found.refusal);
  if ("events" in found) throw new TypeError("a key was expected");
  return found;
}
