import type { HistoryEvent } from "../domain/events.ts";
import type { State } from "../domain/state.ts";
import { secretRefs } from "./log.ts";

/** One event for other tools: as recorded, with what a reader would have to look up. */
export interface ExportRow {
  /** `<log>:<seq>`, never cut short. */
  readonly position: string;
  readonly log: string;
  readonly seq: number;
  /** @format date-time */
  readonly time: string;
  readonly signer: string;
  /** Of its signer; empty where the history does not know that one. */
  readonly label: string;
  readonly id: string;
  readonly type: string;
  /** Version of the type. */
  readonly v: number;
  readonly environment?: string;
  readonly secret?: string;
  readonly source?: string;
  readonly target?: string;
  /** Whether it counts: a record of a signer without the right to it doesn't. */
  readonly counts: boolean;
  readonly data: Readonly<Record<string, unknown>>;
  readonly seen?: Readonly<Record<string, unknown>>;
}

/** Answer of `log export`, where the rows are the answer. */
export interface ExportView {
  readonly vault: string;
  readonly id: string;
  /** Oldest first, in the order of history. */
  readonly events: readonly ExportRow[];
}

/** What an event holds on disk: also fields that this program doesn't know. */
export interface Recorded {
  readonly data: Readonly<Record<string, unknown>>;
  readonly seen?: Readonly<Record<string, unknown>>;
}

/** The rows of a history, oldest first. */
export function exportRows(
  events: readonly HistoryEvent[],
  state: State,
  recorded: (log: string, seq: number) => Recorded,
): ExportRow[] {
  const refs = secretRefs(events);
  return events.map(({ log, signer, event, counts }) => {
    const data = event.data as { readonly source?: string; readonly target?: string; readonly key?: string };
    const ref = refs.get(data.key ?? event.id);
    return {
      position: `${log}:${event.seq}`,
      log,
      seq: event.seq,
      time: event.time,
      signer,
      label: state.signers.get(signer)?.label ?? "",
      id: event.id,
      type: event.type,
      v: event.v,
      ...(ref === undefined ? {} : { environment: ref.environment, secret: ref.name }),
      ...(data.source === undefined ? {} : { source: data.source }),
      ...(data.target === undefined ? {} : { target: data.target }),
      counts: counts !== false,
      ...recordedOf(recorded(log, event.seq)),
    };
  });
}

/** Answer of `log export` into files. */
export interface WrittenView {
  readonly vault: string;
  readonly id: string;
  /** What was written to: a file, or the folder of each log's tiles. */
  readonly written: readonly { readonly path: string; readonly log?: string; readonly records: number }[];
}

function recordedOf({ data, seen }: Recorded): Recorded {
  return { data, ...(seen === undefined ? {} : { seen }) };
}
