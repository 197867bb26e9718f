import { CredError } from "../../domain/errors.ts";
import type { NewEvent, Place } from "../../domain/events.ts";
import { quote } from "../../domain/names.ts";
import { orphanedPlaces } from "../../domain/deliveries.ts";
import { cleanRemoteText } from "../../domain/remote_text.ts";
import { placeId, type State } from "../../domain/state.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import type { PrunedView } from "../../views/push.ts";
import type { App } from "../app.ts";
import { newId } from "../sources/source_act.ts";
import { holdRemote } from "../sources/remote_lock.ts";
import { openPlace, placeOf, storedName, type TargetPlace } from "./target_place.ts";
import { changeVault, type Vault, viewVault } from "../vault.ts";

/** What `prune` was asked. */
export interface PruneWish {
  readonly target: string;
  /** Undefined: whatever this vault put there and no longer has. */
  readonly names: readonly string[] | undefined;
  readonly environment: string;
}

/** What a prune would remove, before anybody is asked. */
export async function planPrune(app: App, vault: Vault, wish: PruneWish): Promise<PrunedView> {
  const { state } = await viewVault(app, vault);
  const place = await placeOf(app, state, wish.target, wish.environment);
  return view(
    place,
    vault,
    wanted(state, place, wish).map(({ remoteName }) => ({ remoteName, result: "planned" })),
    true,
  );
}

/** Removes secrets at a target. A name that this vault never put there goes only when it is named. */
export async function pruneTarget(app: App, vault: Vault, wish: PruneWish): Promise<PrunedView> {
  if (app.options.dryRun) return await planPrune(app, vault, wish);
  const early = await viewVault(app, vault);
  const place = await placeOf(app, early.state, wish.target, wish.environment);
  const client = await openPlace(app, place, vault, { createPlace: false, force: false });
  return await holdRemote(app, vault, "target", wish.target, async () => {
    let requests: { readonly id: string; readonly place: Place }[] = [];
    // On the newest state: what was set meanwhile is no longer to be removed.
    await changeVault(app, vault, (state) => {
      requests = wanted(state, place, wish).map((one) => ({ id: newId(app), place: one }));
      return { type: "request prunes", target: wish.target, requests };
    });
    const rows: PrunedView["secrets"][number][] = [];
    for (const { id, place: one } of requests) {
      app.report.progress(`removing ${rows.length + 1} of ${requests.length} secrets`);
      rows.push(await prune(one, id));
    }
    return view(place, vault, rows, false);
  });

  async function prune(one: Place, request: string): Promise<PrunedView["secrets"][number]> {
    const { remoteName } = one;
    try {
      const result = await client.delete(remoteName);
      await record({ type: "secret.pruned", data: { target: wish.target, ...one, request, result } });
      return { remoteName, result };
    } catch (error) {
      if (!(error instanceof PlatformError) || error.code === "interrupted") throw error;
      const message = cleanRemoteText(error.message, 300);
      if (error.effect === "none") {
        await record({ type: "secret.prune_failed", data: { target: wish.target, request, message } });
      }
      return { remoteName, result: "failed", why: message };
    }
  }

  async function record(event: NewEvent): Promise<void> {
    await changeVault(app, vault, () => ({ type: "record outcomes", events: [event] }));
  }
}

function wanted(state: State, { base, driver }: TargetPlace, { names, environment }: PruneWish): Place[] {
  if (names !== undefined) {
    return names.map((name) => ({ ...base, remoteName: storedName(driver, checkedName(name)) }));
  }
  return orphanedPlaces(state)
    .filter((place) => place.environment === environment && isAt(place, base))
    .map(({ remoteName }) => ({ ...base, remoteName }));
}

function isAt(place: Place, base: TargetPlace["base"]): boolean {
  return placeId(place) === placeId({ ...base, remoteName: place.remoteName });
}

function checkedName(name: string): string {
  if (/^[A-Za-z0-9_.-]{1,255}$/.test(name)) return name;
  throw new CredError("usage.name", `${quote(name)} is no name of a secret`);
}

function view(place: TargetPlace, vault: Vault, secrets: PrunedView["secrets"], dryRun: boolean): PrunedView {
  const { identifier, store, scope } = place.base;
  return {
    target: place.target,
    platform: place.driver.name,
    identifier,
    store,
    ...(scope === undefined ? {} : { scope }),
    vault: vault.place.folder,
    dryRun,
    secrets,
  };
}
