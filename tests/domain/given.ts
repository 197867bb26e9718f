// What tests of the rules are given: histories in a few words. Ids and instants are numbers here; a fact is written
// by the first machine (`HERE`) unless it is said to be another's.

import type { EventData, EventType, HistoryEvent, KeyWish, NewEvent } from "../../src/domain/events.ts";
import { evolve } from "../../src/domain/evolve.ts";
import { remoteNameOf } from "../../src/domain/ids.ts";
import { emptyState, type WholeState } from "../../src/domain/state.ts";

export const VAULT = "0123456789abcdef0123456789abcdef";
export const HERE = "0123456789abcdef";
export const THERE = "0123456789abcdef.00000001";
export const SEALED = { sealed: "5e".repeat(32), to: ["r1"] };
export const MINUTE = 60_000;

/** The id of a number. */
export function id(n: number): string {
  return `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
}

/** Minute `n` of the history. */
export function minute(n: number): string {
  return new Date(atMs(n)).toISOString();
}

/** Minute `n` in milliseconds. */
export function atMs(n: number): number {
  return Date.UTC(2026, 0, 1) + n * MINUTE;
}

/** Makes a fact. */
export function fact<T extends EventType>(type: T, data: EventData[T], n?: number): NewEvent {
  return { type, data, ...(n === undefined ? {} : { id: id(n) }) } as NewEvent;
}

/** Facts in their order, each of this machine's log unless another is named. */
export type Given = readonly (NewEvent | readonly [log: string, NewEvent])[];

/** The state after these facts, a minute apart. */
export function given(...facts: Given): WholeState {
  const state = emptyState();
  facts.forEach((item, n) => {
    const [log, { id: own, ...rest }] = "type" in item ? [HERE, item] as const : item;
    const event = { v: 1, seq: n, id: own ?? id(0xe000 + n), time: minute(n), ...rest };
    evolve(state, { log, signer: HERE, event } as HistoryEvent);
  });
  return state;
}

export const vault = fact("vault.created", { vault: VAULT, signer: HERE, publicKey: "", label: "laptop" });

/** A source was added. */
export function added(
  source = "resend",
  token = "t1",
  more: Partial<EventData["source.added"]> = {},
): NewEvent {
  const data = { source, driver: "resend", address: "https://api.resend.com", item: `item-${token}`, token };
  return fact("source.added", { ...data, ...more });
}

/** What is asked for key `n`. */
export function wish(n: number, more: Partial<KeyWish> = {}): KeyWish {
  const base = { environment: "default", name: "KEY", source: "resend", permission: "sending_access" };
  const named = { ...base, token: "t1", ...more };
  return { remoteName: remoteNameOf(named.name, VAULT, id(n)), ...named };
}

/** Key `n` was asked for. */
export function requested(n: number, more: Partial<KeyWish> = {}): NewEvent {
  return fact("key.requested", { ...wish(n, more), deadline: minute(n + 1) }, n);
}

/** Key `n` was made; its id at the platform is `re-<n>` unless said. */
export function generated(n: number, more: Partial<EventData["key.generated"]> = {}): NewEvent {
  const data = { key: id(n), remoteId: `re-${n}`, fingerprint: `fk:${n}`, ...SEALED };
  return fact("key.generated", { ...wish(n, more), ...data, ...more });
}

/** Key `n`, made elsewhere as "Production", was taken over; its id at the platform is `re-<n>` unless said. */
export function adopted(n: number, more: Partial<EventData["key.adopted"]> = {}): NewEvent {
  const { replaces: _, ...base } = wish(n, { remoteName: "Production" });
  const data = { key: id(n), remoteId: `re-${n}`, fingerprint: `fk:${n}`, ...SEALED };
  return fact("key.adopted", { ...base, ...data, ...more });
}

/** Key `n` was not made. */
export function requestFailed(n: number): NewEvent {
  return fact("key.request_failed", { key: id(n), source: "resend", reason: "refused" });
}

/** Key `n` was found without its value, and deleted. */
export function strayDeleted(n: number, remoteId = `re-${n}`): NewEvent {
  return fact("key.stray_deleted", { key: id(n), source: "resend", remoteId, result: "deleted" });
}

/** Key `n` was found gone. */
export function vanished(n: number): NewEvent {
  return fact("key.vanished", { key: id(n), source: "resend" });
}

/** Key `n` was tried, and works. */
export function tested(n: number): NewEvent {
  return fact("key.tested", { key: id(n), source: "resend" });
}

/** Key `n` was tried, and does not work. */
export function testFailed(n: number): NewEvent {
  return fact("key.test_failed", { key: id(n), source: "resend", message: "no" });
}

/** Key `n` took the place of key `old`, which is kept for an hour unless said. */
export function switched(n: number, old: number, more: Partial<EventData["key.switched"]> = {}): NewEvent {
  const ref = { environment: "default", name: "KEY", source: "resend" };
  return fact("key.switched", { ...ref, key: id(n), replaces: id(old), graceMs: 60 * MINUTE, ...more });
}

/** The deletion of key `n` was asked for, as request `r`. */
export function deletionRequested(
  n: number,
  r: number,
  because: EventData["key.deletion_requested"]["because"] = "delete",
): NewEvent {
  const data = { key: id(n), source: "resend", remoteId: `re-${n}`, because };
  return fact("key.deletion_requested", data, r);
}

/** Key `n` was deleted, which settles request `r`. */
export function deleted(n: number, r: number): NewEvent {
  const data = {
    key: id(n),
    source: "resend",
    remoteId: `re-${n}`,
    request: id(r),
    result: "deleted" as const,
  };
  return fact("key.deleted", data);
}

/** A secret was set by hand, as version `n`. */
export function set(n: number, name = "MANUAL", more: Partial<EventData["secret.set"]> = {}): NewEvent {
  return fact("secret.set", { environment: "default", name, fingerprint: `fk:${n}`, ...SEALED, ...more }, n);
}
