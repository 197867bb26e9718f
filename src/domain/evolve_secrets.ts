import type { Event, SecretRef } from "./events.ts";
import { evolveTargets } from "./evolve_targets.ts";
import { secretId, type StateDraft, type Version } from "./state.ts";

/** Applies an event about secrets and their versions. */
export function evolveSecrets(state: StateDraft, log: string, event: Event): void {
  const { time, id } = event;
  switch (event.type) {
    case "secret.set": {
      const { sealed, to, fingerprint, description } = event.data;
      putVersion(state, event.data, { id, sealed, to, fingerprint }, description, time);
      break;
    }
    case "secret.described": {
      const entry = state.secrets.get(secretId(event.data));
      if (entry === undefined) break;
      const description = event.data.description === "" ? undefined : event.data.description;
      state.secrets.set(secretId(entry), { ...entry, description, updatedAt: time });
      break;
    }
    case "secret.removed":
      dropSecret(state, event.data);
      break;
    case "secret.rolled_back":
      makeCurrent(state, event.data, event.data.version, time);
      break;
    case "secret.limited": {
      if (event.data.targets === undefined) state.limits.delete(secretId(event.data));
      else state.limits.set(secretId(event.data), event.data.targets);
      const entry = state.secrets.get(secretId(event.data));
      if (entry !== undefined) {
        state.secrets.set(secretId(entry), { ...entry, targets: event.data.targets, updatedAt: time });
      }
      break;
    }
    default:
      evolveTargets(state, log, event);
  }
}

/** What an event says of a version. */
type Recorded = Pick<Version, "id" | "sealed" | "to" | "fingerprint">;

/** A value that was recorded becomes the current one of its name. */
export function putVersion(
  state: StateDraft,
  ref: SecretRef,
  version: Recorded,
  description: string | undefined,
  time: string,
): void {
  if (keepVersion(state, ref, version, time)) nameVersion(state, ref, version.id, description, time);
}

/** A value that was recorded is kept. A fact that is told twice makes one version: false the second time. */
export function keepVersion(state: StateDraft, ref: SecretRef, version: Recorded, time: string): boolean {
  if (state.versions.has(version.id)) return false;
  const { environment, name } = ref;
  state.versions.set(version.id, { ...version, environment, name, createdAt: time });
  return true;
}

/** A version that is kept becomes the current one of its name. */
export function nameVersion(
  state: StateDraft,
  ref: SecretRef,
  id: string,
  description: string | undefined,
  time: string,
): void {
  const { environment, name } = ref;
  const entry = state.secrets.get(secretId(ref));
  const versions = entry?.versions ?? [];
  if (versions.includes(id)) versions.splice(versions.indexOf(id), 1);
  versions.push(id);
  state.secrets.set(secretId(ref), {
    environment,
    name,
    versions,
    description: description ?? entry?.description,
    targets: state.limits.get(secretId(ref)),
    createdAt: entry?.createdAt ?? time,
    updatedAt: time,
  });
}

/** An older version becomes the current one of its name again. */
function makeCurrent(state: StateDraft, ref: SecretRef, id: string, time: string): void {
  const entry = state.secrets.get(secretId(ref));
  const version = state.versions.get(id);
  if (entry === undefined || version === undefined || secretId(version) !== secretId(ref)) return;
  const at = entry.versions.indexOf(id);
  if (at >= 0) entry.versions.splice(at, 1);
  entry.versions.push(id);
  state.secrets.set(secretId(ref), { ...entry, updatedAt: time });
}

/** The version of a key that is dead. Where the name pointed at it, the whole secret goes. */
export function dropVersion(state: StateDraft, ref: SecretRef, id: string): void {
  const entry = state.secrets.get(secretId(ref));
  if (entry?.versions.at(-1) === id) dropSecret(state, ref);
  else if (entry?.versions.includes(id)) entry.versions.splice(entry.versions.indexOf(id), 1);
  state.versions.delete(id);
}

/** A secret goes with its versions, but for those of keys that still live: their value ends with the key. */
function dropSecret(state: StateDraft, ref: SecretRef): void {
  for (const id of state.secrets.get(secretId(ref))?.versions ?? []) {
    const status = state.keys.get(id)?.status;
    if (status !== "live" && status !== "vanished") state.versions.delete(id);
  }
  state.secrets.delete(secretId(ref));
}
