import { CredError } from "../../domain/errors.ts";
import { expiredKeys } from "../../domain/expiry.ts";
import type { Key, State } from "../../domain/state.ts";
import { type ExpiredKeyView, keyRefView, type PrunedKeysView } from "../../views/deletions.ts";
import type { App } from "../app.ts";
import { deleteKeys, type Failure } from "./delete_keys.ts";
import { sourceOf, withSource } from "./source_act.ts";
import { type Vault, viewVault } from "../vault.ts";

/** The keys that have expired and may still work at their platforms, before anybody is asked whether they shall go. */
export async function keysToPrune(
  app: App,
  vault: Vault,
  source: string | undefined,
): Promise<ExpiredKeyView[]> {
  const { state } = await viewVault(app, vault);
  if (source !== undefined) sourceOf(state, source);
  const sources = source === undefined ? [...state.sources.keys()] : [source];
  const nowMs = app.system.clock.nowMs();
  return sources.flatMap((name) => expiredKeys(state, name, nowMs)).map((key) => expiredView(state, key));
}

/** Deletes expired keys at their platforms, then here. A source that fails doesn't stop the others. */
export async function pruneKeys(
  app: App,
  vault: Vault,
  asked: readonly ExpiredKeyView[],
): Promise<PrunedKeysView> {
  const base = { vault: vault.place.folder, dryRun: app.options.dryRun };
  if (app.options.dryRun) return { ...base, deleted: asked, failed: [] };
  const deleted: ExpiredKeyView[] = [];
  const failed: PrunedKeysView["failed"][number][] = [];
  for (const source of new Set(asked.map((key) => key.source))) {
    const keys = asked.filter((key) => key.source === source);
    try {
      const done = await pruneSource(app, vault, source, keys);
      deleted.push(...done.deleted);
      failed.push(...done.failed);
    } catch (error) {
      if (!isOfOneSource(app, error)) throw error;
      failed.push(...keys.map((key) => ({ ...key, message: error.message })));
    }
  }
  return { ...base, deleted, failed };
}

/** Only those that were asked about, as far as they still live. */
async function pruneSource(
  app: App,
  vault: Vault,
  source: string,
  asked: readonly ExpiredKeyView[],
): Promise<Pick<PrunedKeysView, "deleted" | "failed">> {
  return await withSource(app, vault, source, async (act) => {
    const { state } = await act.state();
    const views = new Map(asked.map((view) => [view.key, view]));
    const keys = expiredKeys(state, source, app.system.clock.nowMs()).filter(({ id }) => views.has(id));
    const failures: Failure[] = [];
    const deleted = await deleteKeys(act, keys, "prune", failures);
    return {
      deleted: deleted.map(({ id }) => views.get(id)!),
      failed: failures.map(({ key, message }) => ({ ...views.get(key)!, message })),
    };
  });
}

function expiredView(state: State, key: Key): ExpiredKeyView {
  return {
    ...keyRefView(key),
    source: key.source,
    expiresAt: state.versions.get(key.id)?.expiresAt ?? "",
  };
}

function isOfOneSource(app: App, error: unknown): error is CredError {
  return error instanceof CredError && error.code !== "interrupted" && !error.code.startsWith("integrity") &&
    !app.system.interrupted.aborted;
}
