import type { HistoryEvent, SecretRef } from "../domain/events.ts";
import { formatPosition } from "../domain/position.ts";
import type { State } from "../domain/state.ts";

/** One row of `log`: an event, or an intent with its outcome. */
export interface LogEntryView {
  /** As short as it is clear. */
  readonly position: string;
  readonly log: string;
  readonly seq: number;
  /**
   * By the clock of the machine that signed it.
   * @format date-time
   */
  readonly time: string;
  readonly signer: string;
  /** Of its signer; empty where the history does not know that one. */
  readonly label: string;
  readonly type: string;
  readonly secret?: string;
  readonly environment?: string;
  readonly source?: string;
  /** For an outcome that is one row with its intent: when it was asked, and where that stands. */
  readonly asked?: {
    readonly position: string;
    /** @format date-time */
    readonly time: string;
  };
  /** False where its signer had no right to it, or no longer. */
  readonly counts?: false;
  /** The event's data as recorded. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Answer of `log`, newest first. */
export interface LogView {
  readonly vault: string | undefined;
  readonly entries: readonly LogEntryView[];
}

/** What a reader wants to see. */
export interface LogFilter {
  readonly secret?: string | undefined;
  readonly environment?: string | undefined;
  readonly source?: string | undefined;
  /** A type, or its first word. */
  readonly type?: string | undefined;
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
}

/** Intents that are one row with their outcome. */
const ONE_ROW: ReadonlySet<string> = new Set([
  "key.deletion_requested",
  "secret.push_requested",
  "secret.prune_requested",
]);

/** The rows of a history, newest first. Intents that only repeat what their outcome says are one row with it. */
export function logView(
  vault: string | undefined,
  events: readonly HistoryEvent[],
  state: State,
  filter: LogFilter,
): LogView {
  const logs = [...new Set(events.map(({ log }) => log))];
  const refs = secretRefs(events);
  const asked = new Map<string, HistoryEvent>();
  const rows = new Map<string, LogEntryView>();
  for (const item of events) {
    const { log, signer, event } = item;
    const position = formatPosition({ log, seq: event.seq }, logs);
    const data = event.data as { readonly source?: string; readonly key?: string; readonly request?: string };
    const request = data.request === undefined ? undefined : asked.get(data.request);
    if (ONE_ROW.has(event.type)) asked.set(event.id, item);
    if (request !== undefined) rows.delete(placeOf(request));
    const ref = refs.get(data.key ?? event.id) ?? state.keys.get(data.key ?? "");
    rows.set(placeOf(item), {
      position,
      log,
      seq: event.seq,
      time: event.time,
      signer,
      label: state.signers.get(signer)?.label ?? "",
      type: event.type,
      ...(ref === undefined ? {} : { secret: ref.name, environment: ref.environment }),
      ...(data.source === undefined ? {} : { source: data.source }),
      ...(request === undefined ? {} : {
        asked: {
          position: formatPosition({ log: request.log, seq: request.event.seq }, logs),
          time: request.event.time,
        },
      }),
      ...(item.counts === false ? { counts: false as const } : {}),
      data,
    });
  }
  return { vault, entries: [...rows.values()].filter((row) => wanted(row, filter)).reverse() };
}

/** Not its id: a signer that uses one twice must not hide a record. */
function placeOf({ log, event }: HistoryEvent): string {
  return `${log}:${event.seq}`;
}

/** Which secret each event, and each key, is about. */
export function secretRefs(events: readonly HistoryEvent[]): Map<string, SecretRef> {
  const refs = new Map<string, SecretRef>();
  for (const { event } of events) {
    const data = event.data as Partial<SecretRef> & { readonly key?: string };
    if (data.environment === undefined || data.name === undefined) continue;
    const ref = { environment: data.environment, name: data.name };
    refs.set(event.id, ref);
    if (data.key !== undefined) refs.set(data.key, ref);
  }
  return refs;
}

function wanted(row: LogEntryView, filter: LogFilter): boolean {
  return (filter.secret === undefined || row.secret === filter.secret) &&
    (filter.environment === undefined || row.environment === filter.environment) &&
    (filter.source === undefined || row.source === filter.source) &&
    (filter.type === undefined || row.type === filter.type || row.type.startsWith(`${filter.type}.`)) &&
    (filter.sinceMs === undefined || Date.parse(row.time) >= filter.sinceMs) &&
    (filter.untilMs === undefined || Date.parse(row.time) <= filter.untilMs);
}

/** Answer of `log verify`. */
export interface VerifiedView {
  readonly ok: true;
  readonly vault: string;
  readonly id: string;
  readonly logs: readonly {
    readonly log: string;
    readonly signer: string;
    /** Of its signer; empty where the history does not know that one. */
    readonly label: string;
    readonly records: number;
    /** Base64 root of the log's tree. */
    readonly root: string;
  }[];
  /** Sealed values whose files were compared with their records. */
  readonly values: number;
  /** Whether every record's own signature was checked. */
  readonly full: boolean;
  /** The older history that this one was found to extend. */
  readonly extends?: ExtendsView;
  /** Whether the first signer is the one that was demanded. */
  readonly pinned?: true;
  /** What is no damage, but worth knowing. */
  readonly notes: readonly string[];
}

/** An older history, proven to be the beginning of today's. */
export interface ExtendsView {
  /** The file or the git ref, as given. */
  readonly from: string;
  readonly logs: readonly { readonly log: string; readonly records: number }[];
}

/** An event, as it was signed. */
export interface EventView {
  /** Version of the type. */
  readonly v: number;
  /** Its line in the log, from 0. */
  readonly seq: number;
  readonly id: string;
  /** @format date-time */
  readonly time: string;
  readonly type: string;
  readonly data: object;
  /** Log → size and base64 root: heads of other logs that the signer had seen. */
  readonly seen?: SeenView;
}

/** Log → size and base64 root. */
export type SeenView = { readonly [log: string]: readonly [size: number, root: string] };

/** Answer of `log show`. */
export interface RecordView {
  readonly position: string;
  readonly log: string;
  readonly seq: number;
  readonly signer: string;
  /** Of its signer; empty where the history does not know that one. */
  readonly label: string;
  readonly event: EventView;
  /** What the signature is over, and the signature, as on disk. */
  readonly checkpoint: string;
  readonly signature: string;
}
