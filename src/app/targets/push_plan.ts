import { refuseMissing } from "../../domain/decide/secrets.ts";
import { planPush, type PushRow } from "../../domain/deliveries.ts";
import { findSecret } from "../../domain/queries.ts";
import { placeId, type SecretEntry, type State } from "../../domain/state.ts";
import type { RemoteSecret, TargetClient } from "../../targets/target.ts";
import { type PushView, pushView } from "../../views/push.ts";
import type { App } from "../app.ts";
import { refuseNow } from "../refuse_now.ts";
import { driftAt } from "./drift.ts";
import { openPlace, placeOf, storedName, type TargetPlace } from "./target_place.ts";
import { type Vault, viewVault } from "../vault.ts";

/** What `push` and `diff` were asked. */
export interface PushWish {
  readonly target: string;
  /** Undefined: all secrets of the environment. */
  readonly names: readonly string[] | undefined;
  readonly environment: string;
  readonly force: boolean;
  readonly createPlace: boolean;
}

/** What a push would do now. One list call, nothing is changed. */
export async function planTarget(app: App, vault: Vault, wish: PushWish): Promise<PushView> {
  const { state } = await viewVault(app, vault);
  const place = await placeOf(app, state, wish.target, wish.environment);
  const client = await openPlace(app, place, vault, wish);
  const { rows, unknown } = await lookAtPlace(app, vault, state, place, client, wish);
  return pushView(place, rows, { vault: vault.place.folder, unknown, dryRun: true });
}

/** What is there, and what a push would do about it. One list call. */
export async function lookAtPlace(
  app: App,
  vault: Vault,
  state: State,
  { target, driver, binding, base }: TargetPlace,
  client: TargetClient,
  wish: PushWish,
): Promise<{ readonly rows: PushRow[]; readonly unknown: string[] }> {
  const entries = wantedEntries(state, wish);
  const listed = new Map<string, RemoteSecret>();
  for (const remote of await client.list()) listed.set(storedName(driver, remote.name), remote);
  const drift = driftAt(app, vault, state, driver, client);
  const changed = new Map<string, boolean | undefined>();
  for (const [remoteName, remote] of listed) {
    const delivery = state.deliveries.get(placeId({ ...base, remoteName }));
    if (delivery !== undefined) changed.set(remoteName, await drift(remote, delivery));
  }
  const rows = planPush(state, entries, target, {
    base,
    remoteName: (name) => storedName(driver, name),
    names: new Set(listed.keys()),
    changed: (remoteName) => changed.get(remoteName),
    refused: (name) => driver.refuse({ name, size: 0 }, binding.store)?.message,
  }, wish.force);
  const everything = wantedEntries(state, { ...wish, names: undefined });
  const ours = new Set(everything.map(({ name }) => storedName(driver, name)));
  for (const [id, { remoteName }] of state.deliveries) {
    if (id === placeId({ ...base, remoteName })) ours.add(remoteName);
  }
  return { rows, unknown: [...listed.keys()].filter((name) => !ours.has(name)) };
}

/** The secrets that a push is about; failed.no_secret where one that is named is not there. */
export function wantedEntries(state: State, { names, environment }: PushWish): SecretEntry[] {
  if (names === undefined) {
    return [...state.secrets.values()].filter((entry) => entry.environment === environment).sort((a, b) =>
      a.name < b.name ? -1 : 1
    );
  }
  return [...new Set(names)].map((name) => {
    const missing = refuseMissing(state, { environment, name });
    refuseNow(missing);
    return findSecret(state, { environment, name })!;
  });
}
