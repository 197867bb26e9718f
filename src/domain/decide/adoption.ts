import type { Classified, Listed } from "../classify.ts";
import type { EventData, SecretRef } from "../events.ts";
import { refuseExpiry } from "../expiry.ts";
import { quote, refuseDescription, refuseEnvironmentName, refuseSecretName, secretWords } from "../names.ts";
import { currentKey, currentVersion, findSecret, livingKeys } from "../queries.ts";
import type { Key, State } from "../state.ts";
import { accept, type Decision, firstRefusal, refuse } from "./decision.ts";
import { refuseToAsk } from "./keys.ts";

/** Takes over a key that was made elsewhere; its value is sealed already. */
export interface AdoptKey {
  readonly type: "adopt key";
  readonly adopted: EventData["key.adopted"];
  /** Whether it was tried at the platform, and works. */
  readonly tested: boolean;
  readonly nowMs: number;
}

/** What is known of an adoption before the platform is looked at. */
export interface AdoptionWish extends SecretRef {
  readonly source: string;
  readonly remoteId: string;
  readonly description?: string | undefined;
  readonly expiresAt?: string | undefined;
}

/** A key that nobody manages, under a name that is free or has the same value, set by hand. */
export function decideAdoptKey(state: State, { adopted, tested, nowMs }: AdoptKey): Decision {
  const { key, source } = adopted;
  return refuseAdoption(state, adopted, nowMs) ??
    accept(
      { type: "key.adopted", data: adopted },
      ...tested ? [{ type: "key.tested" as const, data: { key, source } }] : [],
    );
}

/** Refuses what can't be, now that the value is known. `version`: that of the name, where it has the same one. */
export function refuseAdoption(
  state: State,
  wish: AdoptionWish & { readonly version?: string },
  nowMs: number,
): Decision | undefined {
  return refuseToAdopt(state, wish, nowMs) ?? refuseOtherValue(state, wish, wish.version);
}

/** Refuses what can't be whatever the value is. */
export function refuseToAdopt(state: State, wish: AdoptionWish, nowMs: number): Decision | undefined {
  const bad = firstRefusal(
    refuseSecretName(wish.name),
    refuseEnvironmentName(wish.environment),
    wish.description === undefined ? undefined : refuseDescription(wish.description),
    refuseExpiry(wish.expiresAt, nowMs),
  );
  return bad ?? refuseToAsk(state, wish.source) ?? refuseManaged(state, wish) ?? refuseKeysName(state, wish);
}

/** Refuses a listed key that is this vault's already, or another vault's. */
export function refuseMarked({ class: kind, key, remote }: Classified<Listed>): Decision | undefined {
  const id = quote(remote.remoteId);
  switch (kind) {
    case "foreign":
      return undefined;
    case "managed":
      return managed(remote.remoteId, key!);
    case "pending":
    case "stray":
      return refuse(
        "conflict.stray",
        `key ${id} is one that this vault asked for, and whose value never reached it`,
        `what becomes of it is settled by: cred source reconcile ${key!.source}`,
      );
    case "unmerged":
      return refuse(
        "conflict.unmerged",
        `key ${id} was made for this vault, by a machine whose history is not here`,
        "take that history: cred sync",
      );
    case "elsewhere":
      return refuse(
        "conflict.elsewhere",
        `key ${id} was made by another vault, which goes on to manage it`,
        "rotate or delete it there (--vault PATH)",
        "where that vault is lost: make a key in its place here, and end it at the platform by hand",
      );
  }
}

/** Two sources may be for one account. */
function refuseManaged(state: State, { source, remoteId }: AdoptionWish): Decision | undefined {
  const own = state.sources.get(source);
  for (const { name, driver, address } of state.sources.values()) {
    if (driver !== own?.driver || address !== own.address) continue;
    const held = livingKeys(state, name).find((key) => key.remoteId === remoteId);
    if (held !== undefined) return managed(remoteId, held);
  }
  return undefined;
}

function managed(remoteId: string, key: Key): Decision {
  return refuse(
    "conflict.managed",
    `key ${quote(remoteId)} is managed already: it is secret ${quote(key.name)} in environment ${
      quote(key.environment)
    }, of source ${quote(key.source)}`,
    `cred secret history ${secretWords(key)}`,
  );
}

function refuseKeysName(state: State, ref: SecretRef): Decision | undefined {
  const entry = findSecret(state, ref);
  const key = entry === undefined ? undefined : currentKey(state, entry);
  if (key === undefined) return undefined;
  return refuse(
    "conflict.secret_exists",
    `secret ${quote(ref.name)} in environment ${quote(ref.environment)} is another key, of source ${
      quote(key.source)
    }`,
    `to end that key: cred source delete ${key.source} ${secretWords(ref)}`,
    "or choose another name or environment",
  );
}

function refuseOtherValue(state: State, ref: SecretRef, same: string | undefined): Decision | undefined {
  const entry = findSecret(state, ref);
  if (entry === undefined || currentVersion(state, entry)?.id === same) return undefined;
  return refuse(
    "conflict.secret_exists",
    `secret ${quote(ref.name)} is already in environment ${quote(ref.environment)}, with another value`,
    `to take it out: cred secret remove ${secretWords(ref)}`,
    "or choose another name or environment",
  );
}
