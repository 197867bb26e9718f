import { hindrances, rotationsOf } from "../../domain/rotations.ts";
import type { CredError } from "../../domain/errors.ts";
import { deleteKey, isOfOneKey } from "./settle.ts";
import { newId, type SourceAct } from "./source_act.ts";

/**
 * Deletes the replaced keys that nothing hinders. `wanted`: ids of the keys that were replaced. Resolves with when the
 * platform saw each key last, by its id there, as far as it was asked.
 */
export async function finishRotations(
  act: SourceAct,
  wanted: ReadonlySet<string>,
  force: boolean,
  told: {
    readonly onFinished: (old: string) => void;
    readonly onFailed: (old: string, error: CredError) => void;
  },
): Promise<ReadonlyMap<string, string>> {
  const { clock } = act.app.system;
  const { state } = await act.state();
  const source = act.source.name;
  const due = rotationsOf(state, source).filter((rotation) =>
    rotation.step === "finish" && wanted.has(rotation.old.id) &&
    hindrances(state, rotation, { nowMs: clock.nowMs(), lastUsedAt: undefined, force }).length === 0
  );
  const lastUsed = new Map<string, string>();
  if (due.length === 0) return lastUsed;
  if (!force) {
    for (const { remoteId, lastUsedAt } of await act.client.list()) {
      if (lastUsedAt !== undefined) lastUsed.set(remoteId, lastUsedAt);
    }
  }
  const requests = due.map(({ next }) => ({ id: newId(act.app), key: next.id }));
  const { events } = await act.change(() => (
    { type: "finish rotations", source, requests, nowMs: clock.nowMs(), lastUsed, force }
  ));
  let done = 0;
  for (const { event } of events) {
    if (event.type !== "key.deletion_requested") continue;
    const old = state.keys.get(event.data.key);
    if (old === undefined) continue;
    act.app.report.progress(`deleting ${++done} of ${events.length} replaced keys`);
    try {
      await deleteKey(act, old, event.id);
      told.onFinished(old.id);
    } catch (error) {
      if (!isOfOneKey(act, error)) throw error;
      told.onFailed(old.id, error);
    }
  }
  return lastUsed;
}
