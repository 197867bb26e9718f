// The law of what is left out: a state may leave out keys that ended, for there may be many and hardly anything asks
// for them. What is asked of it must come to the same as of the whole one; an event that may be about a key that was
// left out can't be applied to it.

import type { Event } from "./events.ts";
import type { Key, State, StateDraft } from "./state.ts";

/** A copy that leaves out the ended keys that nothing in it hangs on, but for those to `keep`. */
export function leaveOutEnded(state: State, keep: ReadonlySet<string>): StateDraft {
  const needed = new Set([...keep, ...state.claims.keys()]);
  for (const rivals of state.rivals.values()) for (const { id } of rivals) needed.add(id);
  for (const { key } of state.intents.values()) needed.add(key);
  for (const { version } of state.deliveries.values()) needed.add(version);
  for (const { versions } of state.secrets.values()) for (const version of versions) needed.add(version);
  for (const { version } of state.errands.values()) if (version !== undefined) needed.add(version);
  // The rotation of a key that lives hangs on the key that it replaces, and on others that were to replace that one.
  const replaced = new Set<string>();
  for (const key of state.keys.values()) {
    if (!isEnded(key) && key.replaces !== undefined) replaced.add(key.replaces);
  }
  const isNeeded = ({ id, replaces }: Key) =>
    needed.has(id) || state.versions.has(id) || replaced.has(id) || replaced.has(replaces ?? "");
  const keys = new Map<string, Key>();
  let leftOut = state.leftOut ?? "";
  for (const [id, key] of state.keys) {
    if (!isEnded(key) || isNeeded(key)) keys.set(id, key);
    else if (id > leftOut) leftOut = id;
  }
  const earlyEnds = new Map<string, string>();
  for (const [id, at] of state.earlyEnds) {
    if (state.claims.has(id)) earlyEnds.set(id, at);
    else if (id > leftOut) leftOut = id;
  }
  return { ...state as StateDraft, keys, earlyEnds, leftOut: leftOut === "" ? undefined : leftOut };
}

/** Whether an event may be about a key that the state left out. */
export function mayBeLeftOut(state: State, event: Event): boolean {
  const { leftOut, keys, earlyEnds, versions } = state;
  if (leftOut === undefined) return false;
  return keyIdsIn(event).some((id) => id <= leftOut && !keys.has(id) && !earlyEnds.has(id)) ||
    versionsIn(event).some((id) => id <= leftOut && !keys.has(id) && !versions.has(id));
}

/** The ids of keys that an event names, or takes. */
export function keyIdsIn({ type, id, data }: Event): string[] {
  const { key, replaces, witness } = data as Readonly<Record<string, string | undefined>>;
  const own = type === "key.requested" || type === "secret.set" ? id : undefined;
  return [own, key, replaces, witness].filter((one) => one !== undefined);
}

/** The ids of versions that an event names: those of keys, or of values that were set by hand. */
function versionsIn({ data }: Event): string[] {
  const { version } = data as { readonly version?: string };
  return version === undefined ? [] : [version];
}

function isEnded({ status }: Key): boolean {
  return status === "failed" || status === "stray_deleted" || status === "deleted";
}
