// The law of history: next comes the record with the smallest (time, log) among those whose predecessor and whose
// `seen` heads have been taken. What a log has seen must be there, with the root that it saw; so merging further
// logs never reorders what was there, and nobody can take away what another log has seen.

import { CredError } from "../domain/errors.ts";
import type { Event, HistoryEvent } from "../domain/events.ts";
import { toBase64 } from "../domain/encoding.ts";
import type { LogReader } from "./log_reader.ts";
import { signerOfLog } from "./origin.ts";

interface Source {
  readonly reader: LogReader;
  /** The next event, read but not taken. */
  head: Event | undefined;
  taken: number;
  /** Largest size of each other log that this one has named. */
  readonly named: Map<string, number>;
}

/** The events of all logs in the order of history. Throws integrity.*, failed.newer while it is read. */
export function* mergeLogs(readers: readonly LogReader[]): Generator<HistoryEvent> {
  const logs = new Map<string, Source>();
  for (const reader of readers) {
    logs.set(reader.name, { reader, head: reader.next(), taken: 0, named: new Map() });
  }
  for (;;) {
    const next = pickNext(logs);
    if (next === undefined) break;
    const { log, source, event } = next;
    checkSeen(log, event, source, logs);
    source.taken++;
    yield { log, signer: signerOfLog(log), event };
    source.head = source.reader.next();
  }
  const blocked = [...logs].flatMap(([log, { head }]) => head === undefined ? [] : [{ log, event: head }]);
  if (blocked.length > 0) throw blockedError(blocked, logs);
}

function pickNext(
  logs: ReadonlyMap<string, Source>,
): { log: string; source: Source; event: Event } | undefined {
  let best: { log: string; source: Source; event: Event } | undefined;
  for (const [log, source] of logs) {
    const event = source.head;
    if (event === undefined || !hasTakenSeen(event, logs)) continue;
    if (
      best === undefined || event.time < best.event.time || (event.time === best.event.time && log < best.log)
    ) {
      best = { log, source, event };
    }
  }
  return best;
}

function hasTakenSeen(event: Event, logs: ReadonlyMap<string, Source>): boolean {
  for (const log in event.seen) if ((logs.get(log)?.taken ?? 0) < event.seen[log]![0]) return false;
  return true;
}

function checkSeen(log: string, event: Event, source: Source, logs: ReadonlyMap<string, Source>): void {
  for (const [other, [size, root]] of Object.entries(event.seen ?? {})) {
    if (other === log || size <= (source.named.get(other) ?? 0)) {
      throw new CredError(
        "integrity.damaged",
        `log ${log} is damaged at record ${event.seq}: it names log ${other} out of turn`,
      );
    }
    source.named.set(other, size);
    if (toBase64(logs.get(other)!.reader.tree.root(size)) === root) continue;
    throw new CredError(
      "integrity.fork",
      `log ${other} is not the one that record ${event.seq} of log ${log} has seen: at ${size} records their roots differ`,
      ["two histories of one log exist; keep both folders and compare them with `cred log`"],
    );
  }
}

/** Why no record can come next: something is not there, or they wait for each other. */
function blockedError(
  blocked: readonly { readonly log: string; readonly event: Event }[],
  logs: ReadonlyMap<string, Source>,
): CredError {
  for (const { log, event } of blocked) {
    for (const [other, [size]] of Object.entries(event.seen ?? {})) {
      const source = logs.get(other);
      // One that waits itself may still have it; what it waits for is the cause.
      if ((source?.taken ?? 0) >= size || source?.head !== undefined) continue;
      const found = source === undefined ? "it is not there" : `it has ${source.taken}`;
      return new CredError(
        "integrity.missing",
        `something is missing: record ${event.seq} of log ${log} has seen ${size} records of log ${other}, but ${found}`,
        ["restore the missing file from a copy of the vault"],
      );
    }
  }
  const [{ log, event }] = blocked as [{ log: string; event: Event }];
  return new CredError(
    "integrity.damaged",
    `log ${log} is damaged at record ${event.seq}: it has seen what comes after it`,
  );
}
