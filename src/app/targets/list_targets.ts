import { placeId } from "../../domain/state.ts";
import {
  type TargetListView,
  targetListView,
  type TargetSecretsView,
  type TargetSecretView,
} from "../../views/targets.ts";
import type { App } from "../app.ts";
import { driftAt } from "./drift.ts";
import { look } from "../look.ts";
import { openPlace, placeOf, storedName } from "./target_place.ts";
import { type Vault, viewVault } from "../vault.ts";

/** The configured targets. Needs neither keychain nor network. */
export async function listTargets(app: App): Promise<TargetListView> {
  const { vault, state: { targets, deliveries } } = await look(app);
  return targetListView(targets, deliveries, vault?.place.folder);
}

/** What a target has, joined with what this vault put there. */
export async function listTargetSecrets(
  app: App,
  vault: Vault,
  target: string,
  environment: string,
): Promise<TargetSecretsView> {
  const { state } = await viewVault(app, vault);
  const place = await placeOf(app, state, target, environment);
  const client = await openPlace(app, place, vault, { createPlace: false, force: false });
  const listed = await client.list();
  const drift = driftAt(app, vault, state, place.driver, client);
  const rows = await Promise.all(listed.map(async (remote): Promise<TargetSecretView> => {
    const remoteName = storedName(place.driver, remote.name);
    const delivery = state.deliveries.get(placeId({ ...place.base, remoteName }));
    const updated = remote.updatedAt === undefined ? {} : { updatedAt: remote.updatedAt };
    if (delivery === undefined) return { remoteName, class: "unknown", ...updated };
    const drifted = await drift(remote, delivery) === true;
    const { name: secret, environment, pushedAt } = delivery;
    return { remoteName, class: drifted ? "drifted" : "pushed", secret, environment, pushedAt, ...updated };
  }));
  const there = new Set(rows.map(({ remoteName }) => remoteName));
  const gone = [...state.deliveries.values()]
    .filter((delivery) =>
      placeId(delivery) === placeId({ ...place.base, remoteName: delivery.remoteName }) &&
      !there.has(delivery.remoteName)
    )
    .map(({ remoteName, name: secret, environment, pushedAt }): TargetSecretView => ({
      remoteName,
      class: "gone",
      secret,
      environment,
      pushedAt,
    }));
  return { target, identifier: place.binding.identifier, secrets: [...rows, ...gone] };
}
