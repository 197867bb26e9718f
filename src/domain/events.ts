// The law of events: an event names one thing that happened, in the past tense, and is complete by itself. A new
// field may be added; a changed meaning is a new `v`. An intent owes a remote effect until an outcome settles it.

/** Where a version's sealed value lies and who can open it. */
export interface Sealed {
  /** Lower-case hex SHA-256 of the age file, which is its name. */
  readonly sealed: string;
  /** Ids of the recipients that it is sealed to. */
  readonly to: readonly string[];
}

/** Which secret a thing belongs to. */
export interface SecretRef {
  readonly environment: string;
  readonly name: string;
}

/** What was asked of a source for a new key. */
export interface KeyWish extends SecretRef {
  readonly source: string;
  readonly permission: string;
  readonly domain?: string;
  readonly description?: string;
  readonly remoteName: string;
  /** Fingerprint of the master token that was used. */
  readonly token: string;
  /** The key whose place it is to take: until it is switched to, the name stays with that one. */
  readonly replaces?: string;
  /** Until when it is meant to be used. */
  readonly expiresAt?: string;
}

/** One secret's place at a target. */
export interface Place {
  readonly driver: string;
  readonly address: string;
  readonly identifier: string;
  readonly store: string;
  /** The platform's own name for a group of secrets there, where it has one. */
  readonly scope?: string;
  readonly remoteName: string;
}

/** The data of every event, by type. Instants are RFC 3339 UTC with milliseconds. */
export interface EventData {
  readonly "vault.created": {
    readonly vault: string;
    readonly signer: string;
    readonly publicKey: string;
    readonly label: string;
  };
  readonly "log.opened": { readonly signer: string };
  readonly "signer.added": {
    readonly signer: string;
    readonly publicKey: string;
    readonly label: string;
    readonly role: Role;
  };
  /** `upTo`: how many records of each of the signer's logs still count, where that is less than what was seen. */
  readonly "signer.retired": { readonly signer: string; readonly upTo?: Readonly<Record<string, number>> };
  readonly "recipient.removed": { readonly recipient: string };
  /**
   * `signer`: whose machine holds its identity, where that is known; absent: it opens and signs nothing. `environments`,
   * from version 2 on: the only ones whose values it may open; absent: all.
   */
  readonly "recipient.added": {
    readonly recipient: string;
    readonly key: string;
    readonly label: string;
    readonly signer?: string;
    readonly environments?: readonly string[];
  };
  readonly "fingerprint_key.added": { readonly fingerprintKey: string } & Sealed;
  /** The same key, sealed again to others. */
  readonly "fingerprint_key.sealed": { readonly fingerprintKey: string } & Sealed;

  readonly "source.added": {
    readonly source: string;
    readonly driver: string;
    readonly address: string;
    readonly item: string;
    readonly token: string;
  };
  /** `witness`: a live key of the source that this token saw listed, so that the account is the same. */
  readonly "source.token_added": {
    readonly source: string;
    readonly item: string;
    readonly token: string;
    readonly witness?: string;
  };
  readonly "source.token_replaced": {
    readonly source: string;
    readonly address: string;
    readonly item: string;
    readonly token: string;
    readonly witness?: string;
  };
  readonly "source.revocation_requested": { readonly source: string };
  readonly "source.revoked": { readonly source: string };

  /** Intent. `deadline`: the instant after which nothing more is sent for it. */
  readonly "key.requested": KeyWish & { readonly deadline: string };
  readonly "key.generated": KeyWish & Sealed & {
    readonly key: string;
    readonly remoteId: string;
    readonly fingerprint: string;
  };
  /**
   * A key that was made elsewhere is this vault's from now on. `madeAt`: when the platform says that it was made;
   * `version`: a value that was set by hand under its name, is the same, and was this key's all the time.
   */
  readonly "key.adopted": Omit<KeyWish, "replaces"> & Sealed & {
    readonly key: string;
    readonly remoteId: string;
    readonly fingerprint: string;
    readonly madeAt?: string;
    readonly version?: string;
  };
  readonly "key.request_failed": {
    readonly key: string;
    readonly source: string;
    readonly reason: "refused" | "not_there";
    readonly message?: string;
  };
  /** `key` may be one that this history doesn't know: it is in a log that is not merged yet. */
  readonly "key.stray_deleted": {
    readonly key: string;
    readonly source: string;
    readonly remoteId: string;
    readonly result: DeletionResult;
  };
  readonly "key.vanished": { readonly key: string; readonly source: string };
  /** A key that is to take another's place, or was taken over, was tried at its platform, and works. */
  readonly "key.tested": { readonly key: string; readonly source: string };
  readonly "key.test_failed": { readonly key: string; readonly source: string; readonly message: string };
  /** The name now points at `key`. `graceMs`: for how long after this the key that it replaces is kept at least. */
  readonly "key.switched": SecretRef & {
    readonly key: string;
    readonly source: string;
    readonly replaces: string;
    readonly graceMs: number;
  };
  /** Intent. `because`: the command that asked. */
  readonly "key.deletion_requested": {
    readonly key: string;
    readonly source: string;
    readonly remoteId: string;
    readonly because: "delete" | "revoke" | "rotate" | "prune";
  };
  /** `request`: the id of the intent that this settles. */
  readonly "key.deleted": {
    readonly key: string;
    readonly source: string;
    readonly remoteId: string;
    readonly request: string;
    readonly result: DeletionResult;
  };
  readonly "key.deletion_failed": {
    readonly key: string;
    readonly source: string;
    readonly request: string;
    readonly message: string;
  };

  readonly "secret.set": SecretRef & Sealed & {
    readonly fingerprint: string;
    readonly description?: string;
    readonly expiresAt?: string;
  };
  /** The same value of a version, sealed again to others. */
  readonly "secret.sealed": SecretRef & Sealed & { readonly version: string };
  readonly "secret.described": SecretRef & { readonly description: string };
  readonly "secret.removed": SecretRef;
  /** An older version that is the current one again. */
  readonly "secret.rolled_back": SecretRef & { readonly version: string };
  /** `targets`: the only ones that may have it; absent: all may. */
  readonly "secret.limited": SecretRef & { readonly targets?: readonly string[] };

  /** `ms`: how old a secret may become, of this source or of all that have no policy of their own; absent: any age. */
  readonly "policy.set": { readonly policy: "max-age"; readonly source?: string; readonly ms?: number };

  /** A target, or its binding for one environment. `item` and `token` where a token was given with it. */
  readonly "target.bound": {
    readonly target: string;
    readonly driver: string;
    readonly address: string;
    readonly identifier: string;
    readonly store: string;
    readonly environment?: string;
    readonly item?: string;
    readonly token?: string;
  };
  readonly "target.unbound": { readonly target: string };
  /** Intent. */
  readonly "secret.push_requested": SecretRef & Place & { readonly target: string; readonly version: string };
  /** `mark`: what the driver recognises the written value by. */
  readonly "secret.pushed": SecretRef & Place & {
    readonly target: string;
    readonly version: string;
    readonly fingerprint: string;
    readonly request: string;
    readonly mark?: string;
  };
  readonly "secret.push_failed": {
    readonly target: string;
    readonly request: string;
    readonly message: string;
  };
  /** Intent. */
  readonly "secret.prune_requested": Place & { readonly target: string };
  readonly "secret.pruned": Place & {
    readonly target: string;
    readonly request: string;
    readonly result: DeletionResult;
  };
  readonly "secret.prune_failed": {
    readonly target: string;
    readonly request: string;
    readonly message: string;
  };
}

/** `owner` everything · `writer` no signers and recipients · `recovery` above all others. */
export type Role = "owner" | "writer" | "recovery";

/** Longest time for which a replaced key can be kept: ten years. */
export const MAX_GRACE_MS = 10 * 365 * 86_400_000;

/** What the platform said of a deletion. */
export type DeletionResult = "deleted" | "already_absent";

/** The name of an event: `key.generated`. */
export type EventType = keyof EventData;

/** An event's meaning: its type with the data of that type. */
export type Fact = {
  readonly [T in EventType]: { readonly type: T; readonly data: EventData[T] };
}[EventType];

/** A fact that is to be recorded. `id` is given where the data or the platform must name it beforehand. */
export type NewEvent = Fact & { readonly id?: string };

/** Heads of other logs: log name → size and base64 root. */
export type SeenHeads = Readonly<Record<string, readonly [size: number, root: string]>>;

/** A recorded event. */
export type Event = Fact & {
  readonly v: number;
  /** Index of the line in its log, from 0. */
  readonly seq: number;
  /** UUIDv7. */
  readonly id: string;
  /** RFC 3339 UTC with milliseconds, by the clock of the machine that signed it. */
  readonly time: string;
  readonly seen?: SeenHeads;
};

/** An event in its history: which log holds it, and who signed that log. */
export interface HistoryEvent {
  readonly log: string;
  readonly signer: string;
  readonly event: Event;
  /** How many records of each other log it had seen; absent: all that come before it. */
  readonly past?: ReadonlyMap<string, number>;
  /** False where its signer had no right to it, or no longer: it stays in the history and makes nothing. */
  readonly counts?: false;
}
