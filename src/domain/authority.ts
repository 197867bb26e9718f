// The law of authority: rows. Above all the recovery key, then the first signer, and below each owner those whom a
// record of its that counts adds. Who stands above, the recovery key, and a signer itself can retire it: then only so
// much of its logs counts as the retiring record had seen. One walk down the rows decides, whatever the order of records.

import type { Event, EventType, Fact, HistoryEvent, Role } from "./events.ts";

/** How far into each log something reaches: log → number of records. */
type Extent = ReadonlyMap<string, number>;

/** A record about signers, and its past, itself included. */
export interface SignerRecord extends HistoryEvent {
  readonly past: Extent;
}

/** A record, as far as its right depends on it. */
interface Written {
  readonly log: string;
  readonly signer: string;
  readonly event: Pick<Event, "seq"> & Fact;
}

/** Who counts, and how far. */
export interface Authority {
  /** Whether a record counts. */
  counts(record: Written): boolean;
}

interface Placed {
  readonly signer: string;
  readonly role: Role;
  readonly row: number;
  /** How many records of each of its logs count; undefined: all of every log. */
  limits: Extent | undefined;
}

const OWNERS_ONLY: ReadonlySet<EventType> = new Set([
  "signer.added",
  "signer.retired",
  "recipient.added",
  "recipient.removed",
  "fingerprint_key.added",
  "fingerprint_key.sealed",
]);

/** Whether only an owner may record such an event; but each signer may retire itself. */
export function isForOwners({ type, data }: Fact, signer: string): boolean {
  return OWNERS_ONLY.has(type) && !(type === "signer.retired" && data.signer === signer);
}

/** Whether an event can change who counts. */
export function isSignerEvent(event: Pick<Event, "type">): boolean {
  return event.type === "signer.added" || event.type === "signer.retired";
}

/** Decides who counts. `records`: those about signers, in the order of history; `first`: the first signer. */
export function decideAuthority(first: string, records: readonly SignerRecord[]): Authority {
  const placed = new Map<string, Placed>();
  const recovery = records.find(({ log, event }) =>
    log === first && event.type === "signer.added" && event.data.role === "recovery"
  );
  if (recovery?.event.type === "signer.added") place(recovery.event.data.signer, "recovery", -1);
  place(first, "owner", 0);

  for (let row = -1;; row++) {
    const here = [...placed.values()].filter((one) => one.row === row);
    if (here.length === 0 && row > 0) break;
    for (const one of here) one.limits = limitsOf(one);
    for (const { signer, event, ...record } of records) {
      const author = placed.get(signer);
      if (author?.row !== row || author.role === "writer" || event.type !== "signer.added") continue;
      if (reaches(author, { ...record, event }) && event.data.role !== "recovery") {
        place(event.data.signer, event.data.role, row + 1);
      }
    }
  }
  return { counts };

  function place(signer: string, role: Role, row: number): void {
    if (!placed.has(signer)) placed.set(signer, { signer, role, row, limits: undefined });
  }

  /** What retirements from above leave, then what those of its own that count leave of that. */
  function limitsOf(one: Placed): Extent | undefined {
    const retirements = records.filter(({ event }) =>
      event.type === "signer.retired" && event.data.signer === one.signer
    );
    const above = retirements.filter((record) => {
      const author = placed.get(record.signer);
      return author !== undefined && author.row < one.row && author.role !== "writer" &&
        reaches(author, record);
    });
    one.limits = least(above, one.signer);
    const own = retirements.filter((record) => record.signer === one.signer && reaches(one, record));
    return own.length === 0 ? one.limits : least([...above, ...own], one.signer);
  }

  function counts({ log, signer, event }: Written): boolean {
    const author = placed.get(signer);
    if (author === undefined || (author.role === "writer" && isForOwners(event, signer))) return false;
    return reaches(author, { log, event }) && hasEffect(author, event);
  }

  /** Nobody is retired from beside or below, and nobody has another role than the one that placed it. */
  function hasEffect(author: Placed, { type, data }: Fact): boolean {
    if (type === "signer.added") return placed.get(data.signer)?.role === data.role;
    if (type !== "signer.retired" || data.signer === author.signer) return true;
    return (placed.get(data.signer)?.row ?? -1) > author.row;
  }
}

function reaches(
  author: Placed,
  { log, event }: { readonly log: string; readonly event: Pick<Event, "seq"> },
): boolean {
  return author.limits === undefined || event.seq < (author.limits.get(log) ?? 0);
}

/** Of several retirements the smaller counts, log by log. What none of them has seen counts for nothing. */
function least(retirements: readonly SignerRecord[], signer: string): Extent | undefined {
  let limits: Map<string, number> | undefined;
  for (const { event, past } of retirements) {
    const upTo = event.type === "signer.retired" ? event.data.upTo ?? {} : {};
    const seen = new Map<string, number>();
    for (const [log, size] of past) {
      if (log.slice(0, 16) === signer) {
        seen.set(log, Math.min(size, Object.hasOwn(upTo, log) ? upTo[log]! : size));
      }
    }
    if (limits === undefined) limits = seen;
    else for (const [log, size] of limits) limits.set(log, Math.min(size, seen.get(log) ?? 0));
  }
  return limits;
}
