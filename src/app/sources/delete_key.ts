import { findKey } from "../../domain/decide/keys.ts";
import { refusalError } from "../../domain/errors.ts";
import type { SecretRef } from "../../domain/events.ts";
import { keysBeside } from "../../domain/rotations.ts";
import type { Key, State } from "../../domain/state.ts";
import { type DeletedView, deletedView } from "../../views/deletions.ts";
import type { App } from "../app.ts";
import { deleteKey, settleSecret } from "./settle.ts";
import { newId, withSource } from "./source_act.ts";
import { type Vault, viewVault } from "../vault.ts";

/** The keys that a `source delete` is about, that of the name first, before anybody is asked whether they shall go. */
export async function keysToDelete(app: App, vault: Vault, source: string, ref: SecretRef): Promise<Key[]> {
  const { state } = await viewVault(app, vault);
  const key = keyOf(state, source, ref);
  return [key, ...keysBeside(state, key)];
}

/**
 * Deletes a key at its platform, then here, and with it what a rotation left beside it: that one last, so that the secret
 * stays while anything of it does. A failure there changes nothing here.
 */
export async function deleteSourceKey(
  app: App,
  vault: Vault,
  source: string,
  ref: SecretRef,
): Promise<DeletedView> {
  const { state } = await viewVault(app, vault);
  const key = keyOf(state, source, ref);
  const folder = vault.place.folder;
  const beside = keysBeside(state, key);
  if (app.options.dryRun) return deletedView(folder, key, undefined, beside);
  return await withSource(app, vault, source, async (act) => {
    await settleSecret(act, ref);
    const now = (await act.state()).state;
    const settled = now.keys.get(key.id);
    // An earlier try that was cut off may just have been finished.
    if (settled?.status === "deleted") return deletedView(folder, key, "deleted", beside);
    const current = keyOf(now, source, ref);
    const others = keysBeside(now, current);
    const requests = [...others, current].map((one) => ({ id: newId(app), key: one.id }));
    await act.change(() => ({ type: "request deletions", source, because: "delete", requests }));
    for (const [index, one] of others.entries()) await deleteKey(act, one, requests[index]!.id);
    return deletedView(folder, current, await deleteKey(act, current, requests.at(-1)!.id), others);
  });
}

function keyOf(state: State, source: string, ref: SecretRef): Key {
  const found = findKey(state, source, ref);
  if ("refusal" in found) throw refusalError(found.refusal);
  if ("events" in found) throw new TypeError("a key was expected");
  return found;
}
