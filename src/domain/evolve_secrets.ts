import type { Event, SecretRef } from "./events.ts";
import { evolveTargets } from "./evolve_targets.ts";
import { evolvePolicy } from "./policies.ts";
import { type Rival, secretId, type StateDraft, type Told, type Version } from "./state.ts";

/** The record that tells of a change. */
export interface Teller extends Told {
  /** Whether it had seen a record. */
  readonly hasSeen: (record: Told) => boolean;
}

/** Applies an event about secrets and their versions. */
export function evolveSecrets(state: StateDraft, teller: Teller, event: Event): void {
  const { time, id } = event;
  switch (event.type) {
    case "secret.set": {
      const { sealed, to, fingerprint, description, expiresAt } = event.data;
      putVersion(state, teller, event.data, { id, sealed, to, fingerprint, expiresAt }, description, time);
      break;
    }
    case "secret.sealed": {
      const { version: id, sealed, to } = event.data;
      const version = state.versions.get(id);
      if (version === undefined) break;
      const readers = [...version.formerReaders, ...version.to].filter((one) => !to.includes(one));
      state.versions.set(id, { ...version, sealed, to, formerReaders: [...new Set(readers)] });
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
      removeSecret(state, teller, secretId(event.data));
      break;
    case "secret.rolled_back":
      makeCurrent(state, teller, event.data, event.data.version, time);
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
    case "policy.set":
      evolvePolicy(state, event.data, time);
      break;
    default:
      evolveTargets(state, teller.log, event);
  }
}

/** What an event says of a version. */
type Recorded = Pick<Version, "id" | "sealed" | "to" | "fingerprint" | "expiresAt">;

/** A value that was recorded becomes the current one of its name. */
export function putVersion(
  state: StateDraft,
  teller: Teller,
  ref: SecretRef,
  version: Recorded,
  description: string | undefined,
  time: string,
): void {
  if (keepVersion(state, ref, version, time)) nameVersion(state, teller, ref, version.id, description, time);
}

/** A value that was recorded is kept. A fact that is told twice makes one version: false the second time. */
export function keepVersion(state: StateDraft, ref: SecretRef, version: Recorded, time: string): boolean {
  if (state.versions.has(version.id)) return false;
  const { environment, name } = ref;
  state.versions.set(version.id, { ...version, environment, name, createdAt: time, formerReaders: [] });
  return true;
}

/** A version that is kept becomes the current one of its name. Those whose naming was not seen are its rivals. */
export function nameVersion(
  state: StateDraft,
  teller: Teller,
  ref: SecretRef,
  id: string,
  description: string | undefined,
  time: string,
): void {
  const { environment, name } = ref, secret = secretId(ref);
  const entry = state.secrets.get(secret);
  // What was set where nobody knew of the secret's removal is its past again.
  const versions = entry?.versions ?? (state.rivals.get(secret) ?? []).map((rival) => rival.id);
  setRivals(state, secret, unseen(state, teller, secret).filter((rival) => rival.id !== id));
  if (versions.includes(id)) versions.splice(versions.indexOf(id), 1);
  versions.push(id);
  state.secrets.set(secret, {
    environment,
    name,
    versions,
    description: description ?? entry?.description,
    targets: state.limits.get(secret),
    createdAt: entry?.createdAt ?? time,
    updatedAt: time,
    named: { log: teller.log, seq: teller.seq },
  });
}

/** An older version becomes the current one of its name again. */
function makeCurrent(state: StateDraft, teller: Teller, ref: SecretRef, id: string, time: string): void {
  const version = state.versions.get(id);
  if (version === undefined || secretId(version) !== secretId(ref)) return;
  if (state.secrets.has(secretId(ref))) nameVersion(state, teller, ref, id, undefined, time);
}

/** A removal. A value that was set where nobody knew of it stays, without a name. */
function removeSecret(state: StateDraft, teller: Teller, secret: string): void {
  const rivals = state.rivals.get(secret) ?? [];
  setRivals(state, secret, unseen(state, teller, secret));
  dropSecret(state, secret, rivals.map(({ id }) => id));
}

/** The version of a key that is dead. Where the name pointed at it, the whole secret goes, but for its rivals. */
export function dropVersion(state: StateDraft, ref: SecretRef, id: string): void {
  const secret = secretId(ref);
  const entry = state.secrets.get(secret), rivals = state.rivals.get(secret);
  if (rivals !== undefined) setRivals(state, secret, rivals.filter((rival) => rival.id !== id));
  if (entry?.versions.at(-1) === id) dropSecret(state, secret);
  else if (entry?.versions.includes(id)) entry.versions.splice(entry.versions.indexOf(id), 1);
  state.versions.delete(id);
}

/** A secret goes with its versions, but for its rivals and those of keys that still live: their value ends with the key. */
function dropSecret(state: StateDraft, secret: string, more: readonly string[] = []): void {
  const rivals = state.rivals.get(secret) ?? [];
  for (const id of [...state.secrets.get(secret)?.versions ?? [], ...more]) {
    const status = state.keys.get(id)?.status;
    const isKept = status === "live" || status === "vanished" || rivals.some((rival) => rival.id === id);
    if (!isKept) state.versions.delete(id);
  }
  state.secrets.delete(secret);
}

/** Those that had the name, or were rivals for it, by records that the teller had not seen. */
function unseen(state: StateDraft, { hasSeen }: Teller, secret: string): Rival[] {
  const entry = state.secrets.get(secret);
  const current = entry === undefined ? [] : [{ id: entry.versions.at(-1) ?? "", ...entry.named }];
  const held = [...state.rivals.get(secret) ?? [], ...current];
  return held.filter((rival) => state.versions.has(rival.id) && !hasSeen(rival));
}

function setRivals(state: StateDraft, secret: string, rivals: readonly Rival[]): void {
  if (rivals.length > 0) state.rivals.set(secret, rivals);
  else state.rivals.delete(secret);
}
