// The law of evolve: an event is a fact; applying one never fails, never forgets a key, and does the same on every
// machine for ever. Death is final: no late answer makes a deleted key live again.

import { evolveTargets } from "./evolve_targets.ts";
import type { EventData, HistoryEvent, KeyWish, SecretRef } from "./events.ts";
import { type Key, secretId, type Source, type StateDraft, type Version } from "./state.ts";

/** Applies one event of the merged history, in its order, to the draft. */
export function evolve(state: StateDraft, { log, signer, event }: HistoryEvent): void {
  const { time, id } = event;
  switch (event.type) {
    case "vault.created": {
      const { vault, signer, publicKey, label } = event.data;
      state.vault = { id: vault, createdAt: time };
      const added = { addedAt: time, addedBy: undefined, retiredAt: undefined };
      state.signers.set(signer, { id: signer, publicKey, label, role: "owner", ...added });
      break;
    }
    case "log.opened":
      break;
    case "signer.added": {
      const { signer: id, publicKey, label, role } = event.data;
      if (state.signers.has(id)) break;
      state.signers.set(id, {
        id,
        publicKey,
        label,
        role,
        addedAt: time,
        addedBy: signer,
        retiredAt: undefined,
      });
      break;
    }
    case "signer.retired": {
      const known = state.signers.get(event.data.signer);
      if (known !== undefined) state.signers.set(known.id, { ...known, retiredAt: known.retiredAt ?? time });
      break;
    }
    case "recipient.removed":
      state.recipients.delete(event.data.recipient);
      break;
    case "recipient.added": {
      const { recipient, key, label } = event.data;
      state.recipients.set(recipient, { id: recipient, key, label, addedAt: time });
      break;
    }
    case "fingerprint_key.added": {
      const { fingerprintKey, sealed, to } = event.data;
      state.fingerprintKeys.set(fingerprintKey, { sealed, to });
      state.fingerprintKey = fingerprintKey;
      break;
    }
    case "source.added": {
      const { source: name, driver, address, item, token } = event.data;
      const known = state.sources.get(name);
      const accounts = accountsWith(state, known, token, undefined);
      const items = [...known === undefined || isOther(known, event.data) ? [] : known.items, item];
      const base = { name, driver, address, items, token, accounts };
      state.sources.set(name, { ...base, status: "active", addedAt: time, revokedAt: undefined });
      break;
    }
    case "source.token_added":
      changeSource(state, event.data.source, (source) => ({
        ...source,
        items: [...source.items, event.data.item],
        token: event.data.token,
        accounts: accountsWith(state, source, event.data.token, event.data.witness),
      }));
      break;
    case "source.token_replaced":
      changeSource(state, event.data.source, (source) => ({
        ...source,
        status: "active",
        address: event.data.address,
        items: [event.data.item],
        token: event.data.token,
        accounts: accountsWith(state, source, event.data.token, event.data.witness),
      }));
      break;
    case "source.revocation_requested":
      changeSource(state, event.data.source, (source) => ({ ...source, status: "revoking" }));
      break;
    case "source.revoked":
      changeSource(
        state,
        event.data.source,
        (source) => ({ ...source, status: "revoked", items: [], revokedAt: time }),
      );
      break;
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
      keyGenerated(state, event.data, time);
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

/** Whether a source of the same name is revoked, or one of another place: its tokens are none of the new one's. */
function isOther(known: Source, { driver, address }: EventData["source.added"]): boolean {
  return known.status === "revoked" || known.driver !== driver || known.address !== address;
}

function changeSource(state: StateDraft, name: string, change: (source: Source) => Source): void {
  const source = state.sources.get(name);
  if (source !== undefined) state.sources.set(name, change(source));
}

/** A token that was not seen before is for an account of its own, unless a key of a known account witnesses for it. */
function accountsWith(
  state: StateDraft,
  source: Source | undefined,
  token: string,
  witness: string | undefined,
): ReadonlyMap<string, number> {
  const known = source?.accounts ?? new Map<string, number>();
  const account = witness === undefined ? known.get(token) : state.keys.get(witness)?.account;
  return new Map([...known, [token, account ?? 1 + [...known.values()].reduce((a, b) => Math.max(a, b), 0)]]);
}

function newKey(state: StateDraft, id: string, wish: KeyWish, time: string): Key {
  const { environment, name, source, permission, domain, description, remoteName, token } = wish;
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
    endedAt,
  };
}

function keyGenerated(state: StateDraft, data: EventData["key.generated"], time: string): void {
  const { key: id, remoteId, sealed, to, fingerprint, description } = data;
  const key = state.keys.get(id) ?? newKey(state, id, data, time);
  state.intents.delete(id);
  state.keys.set(id, key);
  if (isDead(key)) return;
  state.keys.set(id, { ...key, status: "live", remoteId, generatedAt: time, endedAt: undefined });
  putVersion(state, key, { id, sealed, to, fingerprint }, description, time);
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

function putVersion(
  state: StateDraft,
  ref: SecretRef,
  version: Pick<Version, "id" | "sealed" | "to" | "fingerprint">,
  description: string | undefined,
  time: string,
): void {
  // A fact that is told twice makes one version.
  if (state.versions.has(version.id)) return;
  const { environment, name } = ref;
  const entry = state.secrets.get(secretId(ref));
  const versions = entry?.versions ?? [];
  versions.push(version.id);
  state.versions.set(version.id, { ...version, environment, name, createdAt: time });
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

/** The version of a key that is dead. Where the name pointed at it, the whole secret goes. */
function dropVersion(state: StateDraft, ref: SecretRef, id: string): void {
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
