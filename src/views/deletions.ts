import type { DeletionResult } from "../domain/events.ts";
import type { Key } from "../domain/state.ts";
import type { PlaceRefView } from "./identified.ts";

/** A key that an answer is about. */
export interface KeyRefView {
  readonly secret: string;
  readonly environment: string;
  readonly key: string;
  readonly remoteId?: string;
}

/** Answer of `source delete`. */
export interface DeletedView extends KeyRefView {
  readonly source: string;
  readonly vault: string;
  /** Absent in a dry run. `already_absent`: the platform didn't have it any more. */
  readonly result?: DeletionResult;
  readonly dryRun: boolean;
  /** Other keys of the secret, which a rotation made or had not ended yet. */
  readonly beside: readonly KeyRefView[];
}

/** Answer of `source revoke`. */
export interface RevokedView {
  readonly source: string;
  readonly platform: string;
  readonly vault: string;
  readonly dryRun: boolean;
  /** Keys that are dead now (in a dry run: that would be deleted). */
  readonly deleted: readonly KeyRefView[];
  /** Keys of requests whose answer was lost, found at the platform and deleted there. */
  readonly strays: readonly KeyRefView[];
  readonly failed: readonly (KeyRefView & { readonly message: string })[];
  /** Requests that can't be settled yet, and why. */
  readonly unsettled: readonly (KeyRefView & { readonly message: string })[];
  /** Names of keys at the platform with this vault's mark that this history doesn't know. */
  readonly unmerged: readonly string[];
  /** How many keys of this vault's making the platform listed after all were deleted. */
  readonly stillListed: number;
  /** Whether nothing is left, so that the master token was removed from the keychain. */
  readonly revoked: boolean;
  /** Folders of other vaults of this machine with a source at this platform. */
  readonly otherVaults: readonly string[];
}

/** What is answered besides, where keys end. */
export interface StillAtView {
  /** Places at targets that hold the values of these keys, or may. */
  readonly stillAt: readonly PlaceRefView[];
}

/** A key that has expired. */
export type ExpiredKeyView = KeyRefView & { readonly source: string; readonly expiresAt: string };

/** Answer of `source prune --expired`. */
export interface PrunedKeysView {
  readonly vault: string;
  readonly dryRun: boolean;
  /** Keys that are dead now (in a dry run: that would be deleted). */
  readonly deleted: readonly ExpiredKeyView[];
  readonly failed: readonly (ExpiredKeyView & { readonly message: string })[];
}

/** Answer of `source reconcile`. */
export interface ReconciledView {
  readonly source: string;
  readonly platform: string;
  readonly vault: string;
  /** Nothing was done then: it is what would be. */
  readonly dryRun: boolean;
  readonly strays: readonly KeyRefView[];
  readonly notMade: readonly KeyRefView[];
  readonly deleted: readonly KeyRefView[];
  readonly vanished: readonly KeyRefView[];
  readonly unsettled: readonly (KeyRefView & { readonly message: string })[];
  readonly unmerged: readonly string[];
}

/** How an answer names a key. */
export function keyRefView(
  { id, name, environment, remoteId }: Pick<Key, "id" | "name" | "environment" | "remoteId">,
): KeyRefView {
  return { secret: name, environment, key: id, ...(remoteId === undefined ? {} : { remoteId }) };
}

/** What `source delete` did, or would do. */
export function deletedView(
  vault: string,
  key: Key,
  result: DeletionResult | undefined,
  beside: readonly Key[],
): DeletedView {
  const done = result === undefined ? { dryRun: true } : { dryRun: false, result };
  return { ...keyRefView(key), source: key.source, vault, ...done, beside: beside.map(keyRefView) };
}
