// The law of state: it is what the counted events made of nothing, and nothing else. Every key ever asked for stays
// in it by its own id; a secret's name only points at one.

import type { Place, Role, SecretRef } from "./events.ts";

/** Someone who may append to the vault's history. */
export interface Signer {
  readonly id: string;
  /** Base64 of the 32 bytes of the Ed25519 key. */
  readonly publicKey: string;
  readonly label: string;
  readonly role: Role;
  readonly addedAt: string;
  /** Who added it; undefined for the first. */
  readonly addedBy: string | undefined;
  readonly retiredAt: string | undefined;
}

/** An age recipient that values are sealed to. */
export interface Recipient {
  readonly id: string;
  /** `age1…` */
  readonly key: string;
  readonly label: string;
  /** The signer whose machine holds its identity, where that was recorded. */
  readonly signer: string | undefined;
  /** The only environments whose values it may open; undefined: all. */
  readonly environments: readonly string[] | undefined;
  readonly addedAt: string;
}

/** What is known of a recipient that is no more. */
export interface RemovedRecipient {
  /** As it was called last; undefined where nobody had added it. */
  readonly label: string | undefined;
  readonly removedAt: string;
}

/** A sealed value that may still be asked for. */
export interface Version extends SecretRef {
  /** Id of the event that made it; for a key, the key's own id. */
  readonly id: string;
  readonly sealed: string;
  readonly to: readonly string[];
  /** Recipients that could open it before it was sealed again without them. */
  readonly formerReaders: readonly string[];
  readonly fingerprint: string;
  readonly createdAt: string;
  /** Until when it is meant to be used. */
  readonly expiresAt: string | undefined;
}

/** A record, by its place in the history. */
export interface Told {
  readonly log: string;
  readonly seq: number;
}

/** A version that lost its name to a change which had not seen the record that gave it the name. */
export interface Rival extends Told {
  readonly id: string;
}

/** A named value. Its source is that of the key that `current` is, else `manual`. */
export interface SecretEntry extends SecretRef {
  /** Version ids in the order in which they became current; the last is. */
  readonly versions: readonly string[];
  readonly description: string | undefined;
  /** The only targets that may have it; undefined: all may. */
  readonly targets: readonly string[] | undefined;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The record that made the last version the current one. */
  readonly named: Told;
}

/**
 * `requested` asked for, no answer known · `live` · `failed` never made · `stray_deleted` made, its value lost, deleted
 * there · `vanished` found gone there · `deleted`.
 */
export type KeyStatus = "requested" | "live" | "failed" | "stray_deleted" | "vanished" | "deleted";

/** A credential at a source. */
export interface Key extends SecretRef {
  readonly id: string;
  readonly source: string;
  readonly status: KeyStatus;
  readonly permission: string;
  readonly domain: string | undefined;
  readonly description: string | undefined;
  readonly remoteName: string;
  readonly remoteId: string | undefined;
  /** Fingerprint of the master token that made it, or that saw it when it was taken over, and the token's account. */
  readonly token: string;
  readonly account: number;
  readonly requestedAt: string;
  /** When it was made; of one that was taken over as the platform says, where it does. */
  readonly generatedAt: string | undefined;
  /** When it was taken over; undefined for one that was made here. */
  readonly adoptedAt: string | undefined;
  readonly endedAt: string | undefined;
  /** The key whose place it is to take, or took; what became of that is told by src/domain/rotations.ts. */
  readonly replaces: string | undefined;
  readonly testedAt: string | undefined;
  readonly testFailedAt: string | undefined;
  readonly switchedAt: string | undefined;
  /** For how long after the switch the replaced key is kept at least. */
  readonly graceMs: number | undefined;
}

/** An account at a platform that keys are made in. */
export interface Source {
  readonly name: string;
  readonly driver: string;
  readonly address: string;
  readonly status: "active" | "revoking" | "revoked";
  /** Keychain items that hold its token, each on its own machine; the newest last. */
  readonly items: readonly string[];
  /** Fingerprint of the token given last. */
  readonly token: string;
  /** Which account each token was for, by fingerprint; equal numbers are the same account. */
  readonly accounts: ReadonlyMap<string, number>;
  /** Tokens that were replaced, by fingerprint, and when. */
  readonly replacedTokens: ReadonlyMap<string, string>;
  readonly addedAt: string;
  readonly revokedAt: string | undefined;
}

/** What a vault wants of its secrets. */
export interface Policy {
  readonly policy: "max-age";
  /** A source's name or `manual`; undefined: of all that have none of their own. */
  readonly source: string | undefined;
  /** How old a version may become. */
  readonly ms: number;
  readonly setAt: string;
}

/** A recorded intent without its outcome. */
export interface Intent {
  readonly id: string;
  readonly kind: "create" | "delete";
  readonly key: string;
  readonly source: string;
  /** The log that holds it: another machine's is in flight for a while. */
  readonly log: string;
  readonly at: string;
  /** Instant after which nothing more is sent for it; for `create`. */
  readonly deadline: string | undefined;
}

/** Where a target's secrets go. */
export interface Binding {
  readonly address: string;
  readonly identifier: string;
  readonly store: string;
}

/** A configured place that receives secrets. */
export interface Target {
  readonly name: string;
  readonly driver: string;
  /** Of all environments that have none of their own. */
  readonly binding: Binding;
  readonly environments: ReadonlyMap<string, Binding>;
  /** Keychain items that hold its token, each on its own machine; the newest last. */
  readonly items: readonly string[];
  readonly token: string | undefined;
  readonly addedAt: string;
}

/** What a place at a target holds since we wrote it. */
export interface Delivery extends SecretRef, Place {
  readonly target: string;
  readonly version: string;
  readonly fingerprint: string;
  readonly mark: string | undefined;
  readonly pushedAt: string;
}

/** A recorded push or prune without its outcome: what the place holds is not known. */
export interface Errand extends Place {
  readonly id: string;
  readonly kind: "push" | "prune";
  readonly target: string;
  /** Of the secret on its way; for a prune of what was put there, undefined where nothing is known to be. */
  readonly environment: string | undefined;
  readonly name: string | undefined;
  /** The version on its way; undefined for a prune. */
  readonly version: string | undefined;
  readonly log: string;
  readonly at: string;
}

/** A key that a record which doesn't count says it made. */
export interface Claim extends SecretRef {
  /** The key's id. */
  readonly id: string;
  readonly source: string;
  readonly remoteName: string;
  readonly remoteId: string;
  /** Who says so, and when it says it was. */
  readonly signer: string;
  readonly at: string;
}

/** The vault as its history made it. */
export interface State {
  readonly vault: { readonly id: string; readonly createdAt: string } | undefined;
  readonly signers: ReadonlyMap<string, Signer>;
  readonly recipients: ReadonlyMap<string, Recipient>;
  /** Those that are no more, by id. */
  readonly removedRecipients: ReadonlyMap<string, RemovedRecipient>;
  /** Id of the key that new fingerprints are made with, and the sealed keys by id. */
  readonly fingerprintKey: string | undefined;
  readonly fingerprintKeys: ReadonlyMap<string, { readonly sealed: string; readonly to: readonly string[] }>;
  readonly sources: ReadonlyMap<string, Source>;
  /** By id. Of those that ended some may be left out: see `leftOut`. */
  readonly keys: ReadonlyMap<string, Key>;
  /** Keys whose end came before their beginning, as it can where histories are merged: id → when. */
  readonly earlyEnds: ReadonlyMap<string, string>;
  /** By key id. */
  readonly claims: ReadonlyMap<string, Claim>;
  /** The largest id of a key, or of an early end, that was left out; undefined where nothing is. */
  readonly leftOut: string | undefined;
  readonly versions: ReadonlyMap<string, Version>;
  /** By `secretId`. */
  readonly secrets: ReadonlyMap<string, SecretEntry>;
  /** By `secretId`. They stay until a change that has seen them. */
  readonly rivals: ReadonlyMap<string, readonly Rival[]>;
  /** Which targets may have a secret, by `secretId`: kept while the secret is away, so that its successor is no wider. */
  readonly limits: ReadonlyMap<string, readonly string[]>;
  /** By `policyId`. */
  readonly policies: ReadonlyMap<string, Policy>;
  readonly intents: ReadonlyMap<string, Intent>;
  readonly targets: ReadonlyMap<string, Target>;
  /** Those that are no more: name → when they were removed. */
  readonly removedTargets: ReadonlyMap<string, string>;
  /** By `placeId`. */
  readonly deliveries: ReadonlyMap<string, Delivery>;
  readonly errands: ReadonlyMap<string, Errand>;
}

/** A state that leaves nothing out: for whoever asks about keys that ended. */
export type WholeState = State & { readonly leftOut: undefined };

/** A secret while its fold goes on: versions are added in place, so that many of them cost what they are. */
export interface SecretDraft extends Omit<SecretEntry, "versions"> {
  readonly versions: string[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends ReadonlyMap<infer I, infer V> ? Map<I, V> : T[K] };

/** The state that one fold owns while it is made. */
export type StateDraft = Mutable<Omit<State, "secrets">> & { secrets: Map<string, SecretDraft> };

/** The state before any event. */
export function emptyState(): StateDraft & { leftOut: undefined } {
  return {
    vault: undefined,
    signers: new Map(),
    recipients: new Map(),
    removedRecipients: new Map(),
    fingerprintKey: undefined,
    fingerprintKeys: new Map(),
    sources: new Map(),
    keys: new Map(),
    earlyEnds: new Map(),
    claims: new Map(),
    leftOut: undefined,
    versions: new Map(),
    secrets: new Map(),
    rivals: new Map(),
    limits: new Map(),
    policies: new Map(),
    intents: new Map(),
    targets: new Map(),
    removedTargets: new Map(),
    deliveries: new Map(),
    errands: new Map(),
  };
}

/** The key of a secret in `State.secrets`: neither part can hold a slash. */
export function secretId(ref: SecretRef): string {
  return `${ref.environment}/${ref.name}`;
}

/** The key of a place in `State.deliveries`: its parts, which may hold any character, as JSON. */
export function placeId({ driver, address, identifier, store, scope, remoteName }: Place): string {
  return JSON.stringify([driver, address, identifier, store, scope ?? null, remoteName]);
}
