// The law of history: next comes the record with the smallest (time, log) among those whose predecessor and whose
// `seen` heads have been taken. What a log has seen must be there, with the root that it saw; so merging further
// logs never reorders what was there, and nobody can take away what another log has seen.

import { CredError } from "../domain/errors.ts";
import type { Event, HistoryEvent } from "../domain/events.ts";
import { toBase64 } from "../domain/encoding.ts";
import type { LogReader } from "./log_reader.ts";
import { signerOfLog } from "./origin.ts";
import type { LogPast } from "./past.ts";

interface Source {
  readonly log: string;
  readonly reader: LogReader;
  readonly signer: string;
  /** The next event, read but not taken. */
  head: Event | undefined;
  taken: number;
  /** Largest size of each other log that this one has named. */
  readonly named: Map<string, number>;
}

/**
 * Hands on the events of all logs in the order of history. Throws integrity.*, failed.newer. `before`: what the records
 * before those that the readers begin with have seen, by log.
 */
export async function mergeLogs(
  readers: readonly LogReader[],
  onEvent: (event: HistoryEvent) => void,
  before: ReadonlyMap<string, LogPast> = new Map(),
): Promise<void> {
  const logs = new Map<string, Source>();
  for (const reader of readers) {
    const source: Source = {
      log: reader.name,
      reader,
      signer: signerOfLog(reader.name),
      head: undefined,
      taken: reader.tree.size,
      named: new Map(before.get(reader.name)?.named),
    };
    if (!advance(source)) await advanceFed(source);
    logs.set(reader.name, source);
  }
  const sources = [...logs.values()];
  for (let next = pickNext(sources, logs); next !== undefined; next = pickNext(sources, logs)) {
    const { log, signer } = next, event = next.head!;
    if (event.seen !== undefined) checkSeen(log, event, next, logs);
    next.taken++;
    onEvent({ log, signer, event });
    // Waiting once for each record would take longer than reading it.
    if (!advance(next)) await advanceFed(next);
  }
  const blocked = [...logs].flatMap(([log, { head }]) => head === undefined ? [] : [{ log, event: head }]);
  if (blocked.length > 0) throw blockedError(blocked, logs);
}

/** Reads the next event of a log; false when more of the log must be read for that. */
function advance(source: Source): boolean {
  source.head = source.reader.next();
  return source.head !== undefined || !source.reader.isHungry;
}

async function advanceFed(source: Source): Promise<void> {
  do await source.reader.feed(); while (!advance(source));
}

function pickNext(sources: readonly Source[], logs: ReadonlyMap<string, Source>): Source | undefined {
  let best: Source | undefined;
  for (const source of sources) {
    if (source.head === undefined || !hasTakenSeen(source.head, logs)) continue;
    if (best === undefined || isBefore(source, best)) best = source;
  }
  return best;
}

function isBefore(a: Source, b: Source): boolean {
  const one = a.head!.time, other = b.head!.time;
  return one < other || (one === other && a.log < b.log);
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
