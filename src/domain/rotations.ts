// The law of rotation: a key takes another's place only when it is made, kept and, where that can be done, proved to
// work; the other dies after its grace, and not while a target holds it, it is in use, or a name points at it.

import { isOutOfReach, placesHolding, type TargetedPlace } from "./deliveries.ts";
import type { SecretRef } from "./events.ts";
import { currentKey, currentVersion, findSecret, livingKeys } from "./queries.ts";
import { type Key, secretId, type State } from "./state.ts";
import { makerOf } from "./tokens.ts";

/** A replaced key that is used after the switch is kept until it was quiet for its grace, and for a day at least. */
const QUIET_MS = 24 * 60 * 60 * 1_000;

/**
 * What a rotation needs next: `request` its new key was asked for, and no answer is known · `discard` its new key is
 * not to be used and still lives · `test` · `switch` · `finish` the name has the new key, and the old one lives.
 */
export type RotationStep = "request" | "discard" | "test" | "switch" | "finish";

/** A key on its way to another's place. */
export interface Rotation {
  readonly next: Key;
  readonly old: Key;
  readonly step: RotationStep;
}

/** Rotations that are under way, oldest first; of one source where one is given. */
export function rotationsOf(state: State, source?: string): Rotation[] {
  const taken = new Set<string>();
  for (const { replaces, switchedAt } of state.keys.values()) {
    if (replaces !== undefined && switchedAt !== undefined) taken.add(replaces);
  }
  return [...state.keys.values()].flatMap((next): Rotation[] => {
    const old = next.replaces === undefined ? undefined : state.keys.get(next.replaces);
    if (old === undefined || (source !== undefined && next.source !== source)) return [];
    const step = stepOf(next, old, taken);
    return step === undefined ? [] : [{ next, old, step }];
  });
}

function stepOf(next: Key, old: Key, taken: ReadonlySet<string>): RotationStep | undefined {
  if (next.status === "requested") return "request";
  if (!isLiving(next)) return undefined;
  if (next.switchedAt !== undefined) return isLiving(old) ? "finish" : undefined;
  // Where histories were merged, another key may have taken the place.
  if (next.testFailedAt !== undefined || next.status !== "live" || taken.has(old.id)) return "discard";
  return next.testedAt === undefined ? "test" : "switch";
}

/** Whether a rotation is to be gone on with: while there is one for a name, no further key is asked for. */
export function goesOn({ step, next }: Rotation): boolean {
  return step === "test" || step === "switch" || (step === "finish" && next.status === "live");
}

/** The rotations that a key takes part in, as the old or as the new one. */
export function rotationsWith(state: State, key: Key): Rotation[] {
  return rotationsOf(state, key.source).filter(({ next, old }) => next.id === key.id || old.id === key.id);
}

/** Other keys that live for the same secret, because its key is being replaced. */
export function keysBeside(state: State, key: Key): Key[] {
  const beside = new Map<string, Key>();
  for (const { next, old } of rotationsWith(state, key)) {
    for (const one of [next, old]) if (one.id !== key.id && isLiving(one)) beside.set(one.id, one);
  }
  return [...beside.values()];
}

/** Why a replaced key is not deleted yet. Instants are RFC 3339. */
export type Hindrance =
  | { readonly why: "grace"; readonly until: string }
  | { readonly why: "held" | "out_of_reach"; readonly places: readonly TargetedPlace[] }
  | { readonly why: "used"; readonly at: string; readonly until: string }
  | { readonly why: "shared"; readonly keys: readonly Key[] }
  | { readonly why: "current" | "no_successor" };

/** What deciding about the end of a replaced key takes. */
export interface Finishing {
  readonly nowMs: number;
  /** When the platform saw it last, where it says that. */
  readonly lastUsedAt: string | undefined;
  /** Waits for nothing; the name must point at another key that lives, and no name at this one, all the same. */
  readonly force: boolean;
}

/** What a switched rotation waits for; empty when the old key may be deleted. */
export function hindrances(
  state: State,
  { next, old }: Pick<Rotation, "next" | "old">,
  { nowMs, lastUsedAt, force }: Finishing,
): Hindrance[] {
  const entry = findSecret(state, next);
  const current = entry === undefined ? undefined : currentVersion(state, entry);
  if (current?.id === old.id) return [{ why: "current" }];
  const successor = entry === undefined ? undefined : currentKey(state, entry);
  if (current === undefined || (successor !== undefined && successor.status !== "live")) {
    return [{ why: "no_successor" }];
  }
  const keys = alsoNaming(state, old);
  if (keys.length > 0) return [{ why: "shared", keys }];
  if (force) return [];
  const { held = [], out_of_reach = [] } = Object.groupBy(
    placesHolding(state, [old.id]),
    (place) => isOutOfReach(state, place) ? "out_of_reach" : "held",
  );
  const waits: Hindrance[] = held.length === 0 ? [] : [{ why: "held", places: held }];
  if (out_of_reach.length > 0) waits.push({ why: "out_of_reach", places: out_of_reach });
  const graceUntilMs = graceEndsAtMs(state, next);
  if (nowMs < graceUntilMs) waits.push({ why: "grace", until: instant(graceUntilMs) });
  const usedAtMs = Date.parse(lastUsedAt ?? "");
  if (usedAtMs > Date.parse(next.switchedAt ?? "")) {
    const untilMs = usedAtMs + Math.max(next.graceMs ?? 0, QUIET_MS);
    if (nowMs < untilMs) waits.push({ why: "used", at: instant(usedAtMs), until: instant(untilMs) });
  }
  return waits;
}

/** Keys that are the same one at the platform, and what another name is: two machines may each have taken it over. */
function alsoNaming(state: State, { id, source, remoteId }: Key): Key[] {
  return livingKeys(state, source).filter((key) =>
    key.id !== id && key.remoteId === remoteId && isNamed(state, key)
  );
}

function isNamed(state: State, key: Key): boolean {
  return state.secrets.get(secretId(key))?.versions.at(-1) === key.id;
}

/** The grace begins when the last place got the new value: what had been started there before goes on with the old one. */
function graceEndsAtMs(state: State, next: Key): number {
  let fromMs = Date.parse(next.switchedAt ?? next.requestedAt);
  for (const { version, pushedAt } of state.deliveries.values()) {
    if (version === next.id) fromMs = Math.max(fromMs, Date.parse(pushedAt));
  }
  return fromMs + (next.graceMs ?? 0);
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

/** Which keys a rotation is about: those of these names, or those of the source that meet all conditions. */
export interface RotationChoice {
  readonly names?: readonly SecretRef[] | undefined;
  readonly environment?: string | undefined;
  /** Made at this instant or before. */
  readonly madeUntilMs?: number | undefined;
  /** Fingerprint of the master token that made them. */
  readonly mintedBy?: string | undefined;
  /** Leaves out what a rotation made after this instant, so that a run that is begun again doesn't replace it twice. */
  readonly notRotatedSinceMs?: number | undefined;
}

/** One key to be replaced, and how far that is. */
export interface RotationRow extends SecretRef {
  readonly old: Key;
  /** The rotation that goes on; undefined where a new key is to be asked for. */
  readonly rotation: Rotation | undefined;
  /** New keys that are not to be used. */
  readonly discard: readonly Key[];
}

/** What a rotation of a source's keys would be about; names without a key of the source are left out. */
export function planRotation(state: State, source: string, choice: RotationChoice): RotationRow[] {
  const { names, environment } = choice;
  const refs = new Map<string, SecretRef>();
  for (const ref of names ?? [...livingKeys(state, source)]) refs.set(secretId(ref), ref);
  const underWay = Map.groupBy(rotationsOf(state, source), ({ next }) => secretId(next));
  return [...refs].flatMap(([id, ref]): RotationRow[] => {
    if (names === undefined && environment !== undefined && ref.environment !== environment) return [];
    const rotations = underWay.get(id) ?? [];
    const rotation = rotations.findLast(goesOn);
    const entry = findSecret(state, ref);
    const current = entry === undefined ? undefined : currentKey(state, entry);
    const old = rotation?.old ?? (current !== undefined && isLiving(current) ? current : undefined);
    if (old === undefined || old.source !== source) return [];
    if (names === undefined && !isChosen(old, rotation, choice)) return [];
    const discard = rotations.filter(({ step }) => step === "discard").map(({ next }) => next);
    return [{ environment: ref.environment, name: ref.name, old, rotation, discard }];
  });
}

function isChosen(old: Key, rotation: Rotation | undefined, choice: RotationChoice): boolean {
  const { madeUntilMs, mintedBy, notRotatedSinceMs } = choice;
  const madeAtMs = Date.parse(old.generatedAt ?? old.requestedAt);
  if (madeUntilMs !== undefined && madeAtMs > madeUntilMs) return false;
  if (mintedBy !== undefined && makerOf(old) !== mintedBy) return false;
  if (notRotatedSinceMs === undefined || rotation !== undefined || old.switchedAt === undefined) return true;
  return Date.parse(old.switchedAt) < notRotatedSinceMs;
}

/** Live keys that no secret points at and that are no part of a rotation: another machine's change took their name. */
export function unnamedKeys(state: State): Key[] {
  const rotating = new Set(
    rotationsOf(state).flatMap(({ next, old, step }) => [
      // The name of a key that was switched to may have gone to a later one, or back to the old one.
      ...(step !== "finish" || isNamed(state, old) ? [next.id] : []),
      old.id,
    ]),
  );
  return [...state.keys.values()].filter((key) =>
    key.status === "live" && !rotating.has(key.id) && !isNamed(state, key)
  );
}

function isLiving({ status }: Key): boolean {
  return status === "live" || status === "vanished";
}
