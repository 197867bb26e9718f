// Questions about a state that more than one rule or view asks.

import type { SecretRef } from "./events.ts";
import {
  type Intent,
  type Key,
  type SecretEntry,
  secretId,
  type Source,
  type State,
  type Version,
} from "./state.ts";

/** How long another machine's unsettled intent counts as being worked on. */
const IN_FLIGHT_MS = 60 * 60 * 1_000;

/** How far a machine's clock may be ahead: what is dated later was not dated by a clock, and keeps nobody waiting. */
const MAX_AHEAD_MS = 24 * 60 * 60 * 1_000;

/** How long after its deadline a key's absence from a list is a definite no. */
const SETTLE_AFTER_DEADLINE_MS = 60 * 1_000;

/** A source that can be used or revoked: known, and not revoked for good. */
export function usableSource(state: State, name: string): Source | undefined {
  const source = state.sources.get(name);
  return source === undefined || isRevoked(state, source) ? undefined : source;
}

/** Whether a source counts as revoked: one with live keys doesn't, whatever was recorded. */
export function isRevoked(state: State, source: Source): boolean {
  return source.status === "revoked" && !livingKeys(state, source.name).some(() => true);
}

/** Keys of a source that may work at the platform, or whose secret is still here: live, and found gone. */
export function livingKeys(state: State, source: string): Key[] {
  return [...state.keys.values()].filter((key) =>
    key.source === source && (key.status === "live" || key.status === "vanished")
  );
}

/** Keys of a source that are live. */
export function liveKeys(state: State, source: string): Key[] {
  return livingKeys(state, source).filter((key) => key.status === "live");
}

/** Unsettled intents of a source, oldest first. */
export function openIntents(state: State, source: string): Intent[] {
  return [...state.intents.values()].filter((intent) => intent.source === source);
}

/** The secret of a name. */
export function findSecret(state: State, ref: SecretRef): SecretEntry | undefined {
  return state.secrets.get(secretId(ref));
}

/** The version that a secret has now. */
export function currentVersion(state: State, entry: SecretEntry): Version | undefined {
  return state.versions.get(entry.versions.at(-1) ?? "");
}

/** The key that a secret is now; undefined for a manual one. */
export function currentKey(state: State, entry: SecretEntry): Key | undefined {
  return state.keys.get(entry.versions.at(-1) ?? "");
}

/** What was changed on two machines, neither of which knew of the other's change. */
export function rivalVersions(
  state: State,
): { readonly version: Version; readonly current: Version | undefined }[] {
  return [...state.rivals].flatMap(([secret, rivals]) => {
    const entry = state.secrets.get(secret);
    const current = entry === undefined ? undefined : currentVersion(state, entry);
    return rivals.flatMap(({ id }) => {
      const version = state.versions.get(id);
      return version === undefined ? [] : [{ version, current }];
    });
  });
}

/** The account that a source's token is for; undefined where that is not known. */
export function accountOf(source: Source, token: string): number | undefined {
  return source.accounts.get(token);
}

/**
 * Whether somebody may still be working on an intent. `own.logs`: logs that nobody else writes; what stands open there
 * is abandoned for whoever holds the source's lock.
 */
export function isInFlight(
  intent: Intent,
  nowMs: number,
  own: { readonly logs: readonly string[]; readonly locked: boolean },
): boolean {
  if (!own.logs.includes(intent.log)) {
    const ageMs = nowMs - Date.parse(intent.at);
    return ageMs < IN_FLIGHT_MS && ageMs > -MAX_AHEAD_MS;
  }
  if (own.locked) return false;
  return nowMs < settleableAtMs(intent);
}

/** The instant from which an intent's absence from the platform's list is definite. */
export function settleableAtMs(intent: Intent): number {
  return Date.parse(intent.deadline ?? intent.at) + SETTLE_AFTER_DEADLINE_MS;
}

/** The hashes of all sealed values that may still be asked for. */
export function sealedFiles(state: State): Set<string> {
  const files = new Set<string>();
  for (const { sealed } of state.versions.values()) files.add(sealed);
  for (const { sealed } of state.fingerprintKeys.values()) files.add(sealed);
  return files;
}
