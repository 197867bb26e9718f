// Questions about the versions of a secret: which was current before, and what became of each.

import { type KeyStatus, type SecretEntry, type State, type Version } from "./state.ts";

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
 * What became of a version: a key's own status; `kept` for a value that was set by hand, `removed` where it went with its
 * secret.
 */
export function fateOf(state: State, version: string): KeyStatus | "kept" | "removed" {
  return state.keys.get(version)?.status ?? (state.versions.has(version) ? "kept" : "removed");
}
