// Questions about the versions of a secret: which was current before, and what became of each.

import type { KeyStatus, SecretEntry, State, Version, WholeState } from "./state.ts";

/** The version that was current before the one that is, where its value is still here. */
export function previousVersion(state: State, entry: SecretEntry): Version | undefined {
  return state.versions.get(entry.versions.at(-2) ?? "");
}

/** Whether two versions of one secret have the same value; undefined where their fingerprints are of two keys. */
export function isSameFingerprint(a: Version, b: Version): boolean | undefined {
  const keyOf = ({ fingerprint }: Version) => fingerprint.slice(0, fingerprint.indexOf(":"));
  return keyOf(a) === keyOf(b) ? a.fingerprint === b.fingerprint : undefined;
}

/**
 * What became of a version: `pending` for a key that waits to take another's place, else a key's own status; `kept` for a
 * value that was set by hand, `removed` where it went with its secret, `taken_over` where a key has it now.
 */
export type VersionFate = KeyStatus | "pending" | "kept" | "removed" | "taken_over";

/** What became of a version, by its id. */
export function fateOf(state: WholeState, version: string): VersionFate {
  const key = state.keys.get(version);
  if (key === undefined) return state.versions.has(version) ? "kept" : "removed";
  const isPending = key.replaces !== undefined && key.switchedAt === undefined && key.status === "live";
  return isPending ? "pending" : key.status;
}
