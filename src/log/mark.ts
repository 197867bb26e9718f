// The law of marks: who verified a history may read on behind it, and comes to what reading all of it would have come
// to, or to nothing. So the record before the mark must be the remembered one, the last signature must hold over the
// remembered frontier and what follows, no record that follows may belong before the mark, and none may be about signers.

import { isSignerEvent, type SignerRecord } from "../domain/authority.ts";
import { toHex } from "../domain/encoding.ts";
import type { HistoryEvent } from "../domain/events.ts";
import { lightSha256, type Sha256 } from "./hash.ts";
import type { History, HistoryLog } from "./history.ts";
import { type LogBytes, wholeLog } from "./log_bytes.ts";
import { LogReader, type ReaderStart } from "./log_reader.ts";
import type { LogPast } from "./past.ts";

/** Most bytes behind a mark: they are read at once. */
const MAX_TAIL = 1 << 24;

/** Where the reading of one log ended, and what it had seen by then. */
export interface LogMark extends ReaderStart, LogPast {
  /** Hex SHA-256 of the line before the mark, its newline included; of nothing where the log has no record. */
  readonly line: string;
}

/** Where the reading of a history ended. */
export interface HistoryMark {
  /** All of its logs, those without a record too. */
  readonly logs: ReadonlyMap<string, LogMark>;
  readonly aboutSigners: readonly SignerRecord[];
}

/** Marks where a history ends; undefined while its last line is not complete. */
export function markOf(history: History): HistoryMark | undefined {
  const logs = [...history.logs.values(), ...history.unbegun.values()];
  if (logs.some(({ reader }) => reader.lacksNewline)) return undefined;
  return {
    logs: new Map(logs.map((log) => [log.name, logMarkOf(history, log)])),
    aboutSigners: history.aboutSigners,
  };
}

function logMarkOf({ past }: History, { name, reader }: HistoryLog): LogMark {
  const { tree, start, end, line } = reader;
  return {
    ...past.whole(name, tree.size),
    frontier: tree.frontier(),
    start,
    end,
    line: toHex(lightSha256(line)),
  };
}

/** Readers that go on behind a mark. */
export async function readersFrom(
  { logs: marks }: HistoryMark,
  logs: ReadonlyMap<string, LogBytes>,
  sha256: Sha256,
): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer>; reader: LogReader }[]> {
  if (marks.size !== logs.size) throw new RangeError("there are other logs than the marked ones");
  const readers = [];
  for (const [name, log] of logs) {
    const mark = marks.get(name);
    if (mark === undefined) throw new RangeError(`log ${name} has no mark`);
    const bytes = await tailOf(log, mark.start);
    const line = bytes.subarray(0, mark.end - mark.start);
    if (toHex(lightSha256(line)) !== mark.line) throw new RangeError(`log ${name} is another at its mark`);
    readers.push({ name, bytes, reader: new LogReader(name, bytes, sha256, mark) });
  }
  return readers;
}

/** The bytes of a log from an offset on. */
async function tailOf(log: LogBytes, offset: number): Promise<Uint8Array<ArrayBuffer>> {
  if (log instanceof Uint8Array) return log.subarray(offset);
  const size = log.size - offset;
  if (size > MAX_TAIL) throw new RangeError("there is so much behind the mark that all may as well be read");
  return await wholeLog({ size, read: (at, length) => log.read(offset + at, length) });
}

/** Makes sure that an event belongs behind the mark, and that what is behind it doesn't change what is before it. */
export function checkFollows({ logs }: HistoryMark, { log, event }: HistoryEvent): void {
  if (isSignerEvent(event)) throw new RangeError("who counts may have changed");
  for (const [other, { newest }] of logs) {
    const isLater = event.time > newest || (event.time === newest && log > other);
    if (other !== log && !isLater) throw new RangeError("the event belongs before the mark");
  }
}
