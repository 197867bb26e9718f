// Questions about what is where: which places hold which version, which of them are behind, and what a push would do.

import type { Place, SecretRef } from "./events.ts";
import { currentVersion, findSecret } from "./queries.ts";
import {
  type Binding,
  type Delivery,
  type Errand,
  placeId,
  type SecretEntry,
  type State,
  type Target,
  type Version,
} from "./state.ts";

/** A place without the secret's own name there. */
export type PlaceBase = Omit<Place, "remoteName">;

/** A place of a target, and the environment that it was written for, where that is known. */
export type TargetedPlace = Place & { readonly target: string; readonly environment: string | undefined };

/** The binding of an environment at a target: its own, else the target's. */
export function bindingOf(target: Target, environment: string): Binding {
  return target.environments.get(environment) ?? target.binding;
}

/** Places that hold the value of one of these versions, or may: a push whose outcome is not known counts. */
export function placesHolding(
  state: State,
  versions: readonly string[],
): TargetedPlace[] {
  const held = new Map<string, TargetedPlace>();
  const fingerprints = new Set(versions.flatMap((id) => state.versions.get(id)?.fingerprint ?? []));
  for (const delivery of state.deliveries.values()) {
    if (versions.includes(delivery.version) || fingerprints.has(delivery.fingerprint)) {
      held.set(placeId(delivery), delivery);
    }
  }
  for (const errand of state.errands.values()) {
    if (errand.version !== undefined && versions.includes(errand.version)) held.set(placeId(errand), errand);
  }
  return [...held.values()];
}

/** Whether no target leads to a place any more: nothing can be sent there. One that was never configured is none that is gone. */
export function isOutOfReach(state: State, { target, environment, ...place }: TargetedPlace): boolean {
  const known = state.targets.get(target);
  if (known === undefined) return state.removedTargets.has(target);
  const { address, identifier, store } = bindingOf(known, environment ?? "");
  return place.address !== address || place.identifier !== identifier || place.store !== store;
}

/** What is wrong with a delivery: the secret has another version now, or is no longer in the vault. */
function staleness(state: State, delivery: Delivery): "behind" | "orphaned" | undefined {
  const entry = findSecret(state, delivery);
  const version = entry === undefined ? undefined : currentVersion(state, entry);
  if (version === undefined) return "orphaned";
  // What lies out of reach can't catch up: while it is good for anything, `due` tells.
  return isSameValue(delivery, version) || isOutOfReach(state, delivery) ? undefined : "behind";
}

/** Deliveries that no longer match the vault. */
export function staleDeliveries(
  state: State,
): { readonly delivery: Delivery; readonly why: "behind" | "orphaned" }[] {
  return [...state.deliveries.values()].flatMap((delivery) => {
    const why = staleness(state, delivery);
    return why === undefined ? [] : [{ delivery, why }];
  });
}

/** Places that hold what the vault no longer has, or may: a push whose outcome is not known counts. */
export function orphanedPlaces(state: State): TargetedPlace[] {
  const found = new Map<string, TargetedPlace>();
  for (const delivery of state.deliveries.values()) {
    if (staleness(state, delivery) === "orphaned") found.set(placeId(delivery), delivery);
  }
  for (const errand of state.errands.values()) {
    if (isPushOfNothing(state, errand) && !state.deliveries.has(placeId(errand))) {
      found.set(placeId(errand), errand);
    }
  }
  return [...found.values()];
}

/** Whether a push without a known outcome is of a secret that the vault no longer has. */
export function isPushOfNothing(state: State, { kind, environment, name }: Errand): boolean {
  if (kind !== "push" || environment === undefined || name === undefined) return false;
  const entry = findSecret(state, { environment, name });
  return entry === undefined || currentVersion(state, entry) === undefined;
}

/**
 * `create` not there · `update` there, with an older version or not put there by us · `drifted` changed there since our
 * push · `unsettled` a push without a known outcome · `unchanged` · `skipped`, with why.
 */
export type PushAction = "create" | "update" | "drifted" | "unsettled" | "unchanged" | "skipped";

/** What a push would do with one secret. */
export interface PushRow extends SecretRef {
  readonly action: PushAction;
  readonly place: Place;
  readonly version: Version | undefined;
  /** For `skipped` and for an `update` of what is not ours. */
  readonly why: string | undefined;
}

/** What a plan needs to know of a place. */
export interface PlaceLook {
  readonly base: PlaceBase;
  /** The platform's spelling of a secret's name. */
  readonly remoteName: (name: string) => string;
  /** Names that are there, in the platform's spelling. */
  readonly names: ReadonlySet<string>;
  /** Whether what is there is other than what was put with this mark; undefined: it can't be told. */
  readonly changed: (remoteName: string, delivery: Delivery) => boolean | undefined;
  /** Why a secret can't go there at all. */
  readonly refused: (name: string) => string | undefined;
}

/** What a push of these secrets would do. `force`: also those that are limited to other targets. */
export function planPush(
  state: State,
  entries: readonly SecretEntry[],
  target: string,
  look: PlaceLook,
  force: boolean,
): PushRow[] {
  const taken = new Map<string, string>();
  return entries.map((entry) => {
    const { environment, name } = entry;
    const place = { ...look.base, remoteName: look.remoteName(name) };
    const version = currentVersion(state, entry);
    const row = (action: PushAction, why?: string): PushRow => ({
      environment,
      name,
      action,
      place,
      version,
      why,
    });
    const skip = skipReason(state, entry, version, target, force) ?? look.refused(name);
    if (skip !== undefined) return row("skipped", skip);
    const delivery = state.deliveries.get(placeId(place));
    if (delivery !== undefined && delivery.environment !== environment && !force) {
      return row("skipped", `it would overwrite ${delivery.name} of environment ${delivery.environment}`);
    }
    // Where a platform tells no capitals from small letters, two secrets may want one name.
    if (
      delivery !== undefined && delivery.name !== name && findSecret(state, delivery) !== undefined && !force
    ) {
      return row("skipped", `it would overwrite ${delivery.name}`);
    }
    const other = taken.get(place.remoteName);
    if (other !== undefined) return row("skipped", `there it would have the same name as ${other}`);
    taken.set(place.remoteName, name);
    if ([...state.errands.values()].some((errand) => placeId(errand) === placeId(place))) {
      return row("unsettled");
    }
    if (!look.names.has(place.remoteName)) return row("create");
    if (delivery === undefined) return row("update", "it was not put there by this vault");
    if (look.changed(place.remoteName, delivery) === true) return row("drifted");
    return row(isSameValue(delivery, version!) ? "unchanged" : "update");
  });
}

function skipReason(
  state: State,
  entry: SecretEntry,
  version: Version | undefined,
  target: string,
  force: boolean,
): string | undefined {
  if (version === undefined) return "its value is gone";
  if (state.keys.get(version.id)?.status === "vanished") return "its key is gone at its platform";
  if (entry.targets === undefined || entry.targets.includes(target) || force) return undefined;
  return `it is limited to ${entry.targets.join(", ")}`;
}

function isSameValue(delivery: Delivery, version: Version): boolean {
  return delivery.version === version.id || delivery.fingerprint === version.fingerprint;
}
