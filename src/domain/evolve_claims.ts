// The law of claims: a record that doesn't count makes nothing; but a key that it says it made may be live at its
// platform all the same, so it is remembered as a claim until a record that counts says that the key is dead.

import type { HistoryEvent } from "./events.ts";
import type { Claim, State, StateDraft } from "./state.ts";

/** Applies a record that doesn't count. */
export function evolveClaims(state: StateDraft, { signer, event }: HistoryEvent): void {
  if (event.type !== "key.generated") return;
  const { key, source, environment, name, remoteName, remoteId } = event.data;
  if (state.claims.has(key)) return;
  state.claims.set(key, { id: key, source, environment, name, remoteName, remoteId, signer, at: event.time });
}

/** Claims of keys that no record that counts holds as live or dead. */
export function openClaims(state: State): Claim[] {
  return [...state.claims.values()].filter(({ id }) => {
    const status = state.keys.get(id)?.status ?? "requested";
    return !state.earlyEnds.has(id) && (status === "requested" || status === "failed");
  });
}
