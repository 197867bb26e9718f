// The law of ownership: a key at a platform is ours only by its id in our history, or by our vault's mark and an
// intent of ours in its name. Nothing else is ever touched. One that was taken over has no mark, in life and in death.

import { readRemoteName } from "./ids.ts";
import { isInFlight, liveKeys, livingKeys } from "./queries.ts";
import type { Key, State, WholeState } from "./state.ts";

/**
 * `managed` live in this history, also where a look missed it · `pending` asked for, may still be in the making · `stray` asked for here, and no record
 * holds it as live · `unmerged` our vault's mark, an intent that this history doesn't know · `elsewhere` another vault's
 * mark · `foreign` the rest.
 */
export type KeyClass = "managed" | "pending" | "stray" | "unmerged" | "elsewhere" | "foreign";

/** What the rules need to know of a listed key. */
export interface Listed {
  readonly remoteId: string;
  readonly remoteName: string;
}

/** A listed key with what the history says of it. */
export interface Classified<T extends Listed> {
  readonly remote: T;
  readonly class: KeyClass;
  /** The key of ours that it is, where it is one. */
  readonly key: Key | undefined;
}

/** What the history says of each key that a platform lists. `own`: see `isInFlight`. */
export function classify<T extends Listed>(
  state: WholeState,
  source: string,
  listed: readonly T[],
  nowMs: number,
  own: { readonly logs: readonly string[]; readonly locked: boolean },
): Classified<T>[] {
  // One that was found gone, and is there again, was not gone: its value is here, and may be in use.
  const live = new Map(livingKeys(state, source).map((key) => [key.remoteId, key]));
  const adopted = new Map(
    [...state.keys.values()].filter((key) => key.source === source && key.adoptedAt !== undefined)
      .map((key) => [key.remoteId, key]),
  );
  const vaultMark = state.vault?.id.slice(0, 8);
  return listed.map((remote) => {
    const held = live.get(remote.remoteId);
    if (held !== undefined) return { remote, class: "managed", key: held };
    const ended = adopted.get(remote.remoteId);
    if (ended !== undefined) return { remote, class: "stray", key: ended };
    const mark = readRemoteName(remote.remoteName);
    if (mark === undefined) return { remote, class: "foreign", key: undefined };
    if (mark.vault !== vaultMark) return { remote, class: "elsewhere", key: undefined };
    const key = state.keys.get(mark.keyId);
    // The whole name must be the one that was asked for: a mark that somebody copied is none.
    if (key === undefined || key.remoteName !== remote.remoteName) {
      return { remote, class: "unmerged", key: undefined };
    }
    const intent = state.intents.get(key.id);
    const pending = intent !== undefined && isInFlight(intent, nowMs, own);
    return { remote, class: pending ? "pending" : "stray", key };
  });
}

/** Live keys of a source that the platform no longer lists. */
export function vanishedKeys(state: State, source: string, listed: readonly Listed[]): Key[] {
  const ids = new Set(listed.map(({ remoteId }) => remoteId));
  return liveKeys(state, source).filter((key) => key.remoteId !== undefined && !ids.has(key.remoteId));
}
