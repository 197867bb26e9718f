// The law of what is due: a projection of what was recorded, of the clock that it is given, and of nothing else. A row
// says of one secret what should be done, why, and with which command.

import { isOutOfReach } from "./deliveries.ts";
import type { SecretRef } from "./events.ts";
import { isExpired } from "./expiry.ts";
import { secretWords } from "./names.ts";
import { MANUAL, maxAgeOf } from "./policies.ts";
import { currentVersion, findSecret, livingKeys } from "./queries.ts";
import { type RemovedReader, removedReaders } from "./removed_readers.ts";
import { rotationsWith } from "./rotations.ts";
import type { Delivery, Key, SecretEntry, State, Version } from "./state.ts";
import { makerOf } from "./tokens.ts";

/**
 * `expired` its time is over · `expiring` soon · `old` older than the policy allows · `aging` soon · `token_replaced` made
 * with a master token that was replaced · `reader_removed` somebody who was removed could read it · `target_removed` a
 * target that was removed still holds it.
 */
export type DueReason =
  | "expired"
  | "expiring"
  | "old"
  | "aging"
  | "token_replaced"
  | "reader_removed"
  | "target_removed";

/** Something to do. */
export interface Due {
  readonly environment: string;
  readonly name: string;
  readonly version: string;
  /** Undefined for what was set by hand. */
  readonly source: string | undefined;
  readonly why: DueReason;
  /** When it was due, or will be; RFC 3339. */
  readonly at: string;
  /** `reader_removed`: who could read it. */
  readonly readers: readonly RemovedReader[] | undefined;
  /** `target_removed`: the target. */
  readonly target: string | undefined;
  readonly command: string;
}

/** What is due at an instant, or within a time after it; what was due first comes first. */
export function dueOf(state: State, nowMs: number, withinMs: number): Due[] {
  const rows = [...state.secrets.values()].flatMap((entry) => {
    const version = currentVersion(state, entry);
    return version === undefined ? [] : dueSecret(state, entry, version, nowMs, withinMs);
  });
  return [...rows, ...expiredElsewhere(state, nowMs), ...heldByRemoved(state)]
    .sort((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
}

function dueSecret(
  state: State,
  entry: SecretEntry,
  version: Version,
  nowMs: number,
  withinMs: number,
): Due[] {
  const key = state.keys.get(version.id);
  const row = dueRow(entry, version.id, key);
  const rows: Due[] = [];
  const reaches = (at: string) => Date.parse(at) <= nowMs + withinMs;
  const { expiresAt } = version;
  if (expiresAt !== undefined && reaches(expiresAt)) {
    rows.push({ ...row, why: isExpired(version, nowMs) ? "expired" : "expiring", at: expiresAt });
  }
  const policy = maxAgeOf(state, key?.source ?? MANUAL);
  if (policy !== undefined) {
    // One that was taken over is as old as the platform says.
    const madeAt = key?.adoptedAt === undefined ? version.createdAt : key.generatedAt ?? version.createdAt;
    const at = new Date(Date.parse(madeAt) + policy.ms).toISOString();
    if (reaches(at)) rows.push({ ...row, why: Date.parse(at) <= nowMs ? "old" : "aging", at });
  }
  const replacedAt = key === undefined
    ? undefined
    : state.sources.get(key.source)?.replacedTokens.get(makerOf(key) ?? "");
  if (replacedAt !== undefined) rows.push({ ...row, why: "token_replaced", at: replacedAt });
  const readers = removedReaders(state, [...version.to, ...version.formerReaders]);
  if (readers.length > 0) {
    const at = readers.map(({ removedAt }) => removedAt).sort()[0]!;
    rows.push({ ...row, why: "reader_removed", at, readers });
  }
  return rows;
}

/** Keys that have expired and live without being what their secret is now. */
function expiredElsewhere(state: State, nowMs: number): Due[] {
  return [...state.sources.keys()].flatMap((source) => livingKeys(state, source)).flatMap((key): Due[] => {
    const version = state.versions.get(key.id);
    if (version?.expiresAt === undefined || !isExpired(version, nowMs)) return [];
    if (findSecret(state, key)?.versions.at(-1) === key.id) return [];
    const command = `cred source prune --expired --source ${key.source}`;
    return [{ ...dueRow(key, key.id, key), why: "expired", at: version.expiresAt, command }];
  });
}

/** Values that lie where no target leads any more, and that are still good: there they are out of reach. */
function heldByRemoved(state: State): Due[] {
  return [...state.deliveries.values()].flatMap((delivery): Due[] => {
    const at = leftAt(state, delivery);
    const key = state.keys.get(delivery.version);
    const current = findSecret(state, delivery)?.versions.at(-1) === delivery.version;
    if (at === undefined || !(key === undefined ? current : isLiving(key))) return [];
    const row = dueRow(delivery, delivery.version, key);
    const command = endCommand(state, key, row.command);
    return [{ ...row, why: "target_removed", at, target: delivery.target, command }];
  });
}

/** Since when no target leads to a place, as far as is known; undefined where one does. */
function leftAt(state: State, delivery: Delivery): string | undefined {
  if (!isOutOfReach(state, delivery)) return undefined;
  return state.removedTargets.get(delivery.target) ?? delivery.pushedAt;
}

/** The command that ends a key that lies out of reach: where another took its place, nothing else can be waited for. */
function endCommand(state: State, key: Key | undefined, otherwise: string): string {
  const isReplaced = key !== undefined &&
    rotationsWith(state, key).some(({ old, step }) => step === "finish" && old.id === key.id);
  return isReplaced ? `${otherwise} --finish --force` : otherwise;
}

function dueRow({ environment, name }: SecretRef, version: string, key: Key | undefined) {
  const words = secretWords({ environment, name });
  const command = key === undefined
    ? `cred secret set ${words}`
    : `cred source rotate ${key.source} ${words}`;
  return { environment, name, version, source: key?.source, readers: undefined, target: undefined, command };
}

function isLiving({ status }: Key): boolean {
  return status === "live" || status === "vanished";
}
