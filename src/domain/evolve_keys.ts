// The law of a key: its death is final. No late answer makes a deleted key live again, and no event forgets one.

import type { Event, EventData, KeyWish } from "./events.ts";
import {
  dropVersion,
  evolveSecrets,
  keepVersion,
  nameVersion,
  putVersion,
  type Teller,
} from "./evolve_secrets.ts";
import { type Key, secretId, type StateDraft, type Version } from "./state.ts";

/** Applies an event about keys at sources. */
export function evolveKeys(state: StateDraft, teller: Teller, event: Event): void {
  const { log } = teller;
  const { time, id } = event;
  switch (event.type) {
    case "key.requested": {
      const { source, deadline } = event.data;
      const key = state.keys.get(id) ?? newKey(state, id, event.data, time);
      state.keys.set(id, key);
      // An outcome that came first in the merged order has settled it already.
      if (key.status !== "requested") break;
      state.intents.set(id, { id, kind: "create", key: id, source, log, at: time, deadline });
      break;
    }
    case "key.generated":
      keyGenerated(state, teller, event.data, time);
      break;
    case "key.adopted":
      keyAdopted(state, teller, event.data, time);
      break;
    case "key.request_failed":
      endKey(state, event.data.key, "failed", time);
      break;
    case "key.stray_deleted": {
      // A platform may have made a key twice: the end of its twin is not its own.
      const held = state.keys.get(event.data.key)?.remoteId;
      if (held !== undefined && held !== event.data.remoteId) break;
      endKey(state, event.data.key, "stray_deleted", time);
      break;
    }
    case "key.vanished":
      endKey(state, event.data.key, "vanished", time);
      break;
    case "key.tested":
      changeKey(state, event.data.key, (key) => ({ ...key, testedAt: key.testedAt ?? time }));
      break;
    case "key.test_failed":
      changeKey(state, event.data.key, (key) => ({ ...key, testFailedAt: key.testFailedAt ?? time }));
      break;
    case "key.switched":
      keySwitched(state, teller, event.data, time);
      break;
    case "key.deletion_requested": {
      const { key, source } = event.data;
      const known = state.keys.get(key);
      if (state.earlyEnds.has(key) || (known !== undefined && isDead(known))) break;
      state.intents.set(id, { id, kind: "delete", key, source, log, at: time, deadline: undefined });
      break;
    }
    case "key.deleted":
      state.intents.delete(event.data.request);
      endKey(state, event.data.key, "deleted", time);
      break;
    case "key.deletion_failed":
      state.intents.delete(event.data.request);
      break;
    default:
      evolveSecrets(state, teller, event);
  }
}

function newKey(state: StateDraft, id: string, wish: KeyWish, time: string): Key {
  const { environment, name, source, permission, domain, description, remoteName, token, replaces } = wish;
  const account = state.sources.get(source)?.accounts.get(token) ?? 0;
  const endedAt = state.earlyEnds.get(id);
  return {
    id,
    source,
    environment,
    name,
    permission,
    domain,
    description,
    remoteName,
    remoteId: undefined,
    token,
    account,
    status: endedAt === undefined ? "requested" : "stray_deleted",
    requestedAt: time,
    generatedAt: undefined,
    adoptedAt: undefined,
    endedAt,
    replaces,
    testedAt: undefined,
    testFailedAt: undefined,
    switchedAt: undefined,
    graceMs: undefined,
  };
}

function keyGenerated(
  state: StateDraft,
  teller: Teller,
  data: EventData["key.generated"],
  time: string,
): void {
  const { key: id, remoteId, sealed, to, fingerprint, description, expiresAt } = data;
  const key = state.keys.get(id) ?? newKey(state, id, data, time);
  state.intents.delete(id);
  if (isDead(key)) {
    state.keys.set(id, key);
    return;
  }
  state.keys.set(id, { ...key, status: "live", remoteId, generatedAt: time, endedAt: undefined });
  const version = { id, sealed, to, fingerprint, expiresAt };
  // One that is to take another's place is kept, and its name waits for the switch.
  if (key.replaces === undefined) putVersion(state, teller, key, version, description, time);
  else keepVersion(state, key, version, time);
}

/** Nobody asked for it: the record that tells of it is its first. */
function keyAdopted(
  state: StateDraft,
  teller: Teller,
  data: EventData["key.adopted"],
  time: string,
): void {
  const { key: id, remoteId, sealed, to, fingerprint, description, expiresAt, madeAt = time } = data;
  const key = state.keys.get(id) ?? newKey(state, id, data, time);
  if (isDead(key)) {
    state.keys.set(id, key);
    return;
  }
  const generatedAt = madeAt < time ? madeAt : time;
  state.keys.set(id, { ...key, status: "live", remoteId, generatedAt, adoptedAt: time, endedAt: undefined });
  putVersion(state, teller, key, { id, sealed, to, fingerprint, expiresAt }, description, time);
  const same = state.versions.get(data.version ?? "");
  if (same !== undefined && secretId(same) === secretId(key) && !state.keys.has(same.id)) {
    joinVersion(state, same, id);
  }
}

/** A value that was set by hand turns out to be a key's: what is known of it is known of the key, and it dies with it. */
function joinVersion(state: StateDraft, { id, to, formerReaders, ...ref }: Version, key: string): void {
  dropVersion(state, ref, id);
  const version = state.versions.get(key);
  if (version !== undefined) {
    // Who could read the one has the other.
    const readers = [...version.formerReaders, ...formerReaders, ...to].filter((one) =>
      !version.to.includes(one)
    );
    state.versions.set(key, { ...version, formerReaders: [...new Set(readers)] });
  }
  for (const [place, delivery] of state.deliveries) {
    if (delivery.version === id) state.deliveries.set(place, { ...delivery, version: key });
  }
  for (const [request, errand] of state.errands) {
    if (errand.version === id) state.errands.set(request, { ...errand, version: key });
  }
}

/** A switch to a key that is dead, or that has its name already, does nothing. */
function keySwitched(
  state: StateDraft,
  teller: Teller,
  { key: id, graceMs }: EventData["key.switched"],
  time: string,
): void {
  const key = state.keys.get(id);
  if (key === undefined || key.replaces === undefined || key.switchedAt !== undefined) return;
  if (!state.versions.has(id)) return;
  state.keys.set(id, { ...key, switchedAt: time, graceMs });
  nameVersion(state, teller, key, id, state.secrets.has(secretId(key)) ? undefined : key.description, time);
}

function changeKey(state: StateDraft, id: string, change: (key: Key) => Key): void {
  const key = state.keys.get(id);
  if (key !== undefined) state.keys.set(id, change(key));
}

/** Whether no event can make the key live again. */
function isDead(key: Key): boolean {
  return key.status === "deleted" || key.status === "stray_deleted";
}

function endKey(
  state: StateDraft,
  id: string,
  status: "failed" | "stray_deleted" | "vanished" | "deleted",
  time: string,
): void {
  const key = state.keys.get(id);
  if (status === "failed" || status === "stray_deleted") state.intents.delete(id);
  if (key === undefined && (status === "stray_deleted" || status === "deleted")) {
    state.earlyEnds.set(id, time);
  }
  if (key === undefined || isDead(key)) return;
  if (status === "failed" && key.status !== "requested") return;
  if (status === "vanished" && key.status !== "live") return;
  state.keys.set(id, { ...key, status, endedAt: time });
  if (status === "deleted" || status === "stray_deleted") dropVersion(state, key, id);
}
