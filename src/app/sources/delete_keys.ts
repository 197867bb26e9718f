// Ending many keys: all deletions are asked for in one record each, before the first is done; one that fails doesn't
// stop the rest.

import type { RequestDeletions } from "../../domain/decide/keys.ts";
import type { Key } from "../../domain/state.ts";
import { type KeyRefView, keyRefView } from "../../views/deletions.ts";
import { deleteKey, isOfOneKey } from "./settle.ts";
import { newId, type SourceAct } from "./source_act.ts";

/** A key that could not be ended, and why. */
export type Failure = KeyRefView & { readonly message: string };

/** Deletes keys at their source, then here; those that are dead now. What failed is added to `failed`. */
export async function deleteKeys(
  act: SourceAct,
  keys: readonly Key[],
  because: RequestDeletions["because"],
  failed: Failure[],
): Promise<Key[]> {
  const { state } = await act.state();
  const source = act.source.name;
  const open = new Map(
    [...state.intents.values()].filter(({ kind }) => kind === "delete").map((
      intent,
    ) => [intent.key, intent.id]),
  );
  const requests = keys.map((key) => ({ key, id: open.get(key.id) ?? newId(act.app) }));
  const fresh = requests.filter(({ key }) => !open.has(key.id)).map(({ key, id }) => ({ id, key: key.id }));
  await act.change(() => ({ type: "request deletions", source, because, requests: fresh }));
  const deleted: Key[] = [];
  for (const [index, { key, id }] of requests.entries()) {
    act.app.report.progress(`deleting ${index + 1} of ${requests.length} keys`);
    await trying(act, key, failed, async () => {
      await deleteKey(act, key, id);
      deleted.push(key);
    });
  }
  return deleted;
}

/** Does the work on one key; a failure that is of this key alone is added to `failed`. */
export async function trying(
  act: SourceAct,
  key: Key,
  failed: Failure[],
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isOfOneKey(act, error)) throw error;
    failed.push({ ...keyRefView(key), message: error.message });
  }
}
