// The law of deliveries: what a place holds is what was last written there, until it is pruned; a request without an
// outcome leaves that unknown, and the next outcome for the same place settles it. A token is of one address only.

import type { Event, Place } from "./events.ts";
import { type Binding, placeId, type StateDraft, type Target } from "./state.ts";

/** Applies an event about a target. */
export function evolveTargets(state: StateDraft, log: string, event: Event): void {
  const { time, id } = event;
  switch (event.type) {
    case "target.bound": {
      const { target: name, driver, address, identifier, store, environment, item, token } = event.data;
      const binding: Binding = { address, identifier, store };
      const known = state.targets.get(name);
      const base: Target = known ??
        { name, driver, binding, environments: new Map(), items: [], token: undefined, addedAt: time };
      const moved = environment === undefined && base.binding.address !== address;
      const items = moved ? [] : base.items;
      state.removedTargets.delete(name);
      state.targets.set(name, {
        ...base,
        driver,
        binding: environment === undefined ? binding : base.binding,
        environments: environment === undefined
          ? base.environments
          : new Map([...base.environments, [environment, binding]]),
        items: item === undefined ? items : [...items, item],
        token: token ?? (moved ? undefined : base.token),
      });
      break;
    }
    case "target.unbound":
      if (state.targets.delete(event.data.target)) state.removedTargets.set(event.data.target, time);
      break;
    case "secret.push_requested":
      state.errands.set(id, {
        ...placeOf(event.data),
        id,
        kind: "push",
        target: event.data.target,
        environment: event.data.environment,
        name: event.data.name,
        version: event.data.version,
        log,
        at: time,
      });
      break;
    case "secret.pushed": {
      const { environment, name, target, version, fingerprint, mark } = event.data;
      const place = placeOf(event.data);
      state.deliveries.set(placeId(place), {
        ...place,
        environment,
        name,
        target,
        version,
        fingerprint,
        mark,
        pushedAt: time,
      });
      settle(state, event.data.request, place);
      break;
    }
    case "secret.prune_requested": {
      const place = placeOf(event.data);
      const held = state.deliveries.get(placeId(place));
      state.errands.set(id, {
        ...place,
        id,
        kind: "prune",
        target: event.data.target,
        environment: held?.environment,
        name: held?.name,
        version: undefined,
        log,
        at: time,
      });
      break;
    }
    case "secret.pruned": {
      const place = placeOf(event.data);
      state.deliveries.delete(placeId(place));
      settle(state, event.data.request, place);
      break;
    }
    case "secret.push_failed":
    case "secret.prune_failed":
      state.errands.delete(event.data.request);
      break;
  }
}

/** The errand itself, and older ones to the same place whose outcome nobody will know any more. */
function settle(state: StateDraft, request: string, place: Place): void {
  const at = state.errands.get(request)?.at;
  const id = placeId(place);
  state.errands.delete(request);
  if (at === undefined) return;
  for (const errand of state.errands.values()) {
    if (errand.at <= at && placeId(errand) === id) state.errands.delete(errand.id);
  }
}

function placeOf({ driver, address, identifier, store, scope, remoteName }: Place): Place {
  return { driver, address, identifier, store, remoteName, ...(scope === undefined ? {} : { scope }) };
}
