// The law of taking: a snapshot is made by who only looks, as soon as anything had to be read, for the next one then needs
// nothing else; who changes something makes one seldom, since many changes may follow. A large one is made less often:
// writing it must not take longer than reading what it saves.

import type { HistoryEvent } from "../domain/events.ts";
import { keyIdsIn, leaveOutEnded } from "../domain/left_out.ts";
import type { State } from "../domain/state.ts";
import type { Heads } from "../log/heads.ts";
import type { History, HistoryFiles } from "../log/history.ts";
import { type LogBytes, sizeOf, wholeLog } from "../log/log_bytes.ts";
import { markOf } from "../log/mark.ts";
import { signerIdOf, verifierKeyOf } from "../log/origin.ts";
import { formatPointer } from "../vault/pointer.ts";
import { type Snapshot, writeSnapshot } from "../vault/snapshot.ts";
import type { App } from "./app.ts";
import { AT_HAND, plainEvents } from "./glance.ts";
import type { Vault } from "./vault.ts";

/** Whoever changes something makes a snapshot when this many records were read without one; */
const WHEN_CHANGING = 100;
/** nobody reads more without making one. */
const AT_MOST = 2_000;
/** So many bytes are made and written as fast as a record is read. */
const BYTES_PER_RECORD = 1 << 19;

/** Keys that the last records are about stay in a snapshot, up to so many: they are what is asked about next. */
const RECENT = 80;

const NEWLINE = 0x0a;

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** What was read. */
export interface Reading {
  readonly files: HistoryFiles;
  readonly history: History;
  readonly state: State;
  readonly heads: Heads;
  readonly events: LastEvents;
  /** What the reading went on from. */
  readonly before: Snapshot | undefined;
}

/** The events that were read: the last of them at least, and all where the logs are short enough to be at hand. */
export class LastEvents {
  readonly #limit: number;
  readonly #events: HistoryEvent[] = [];
  #count = 0;

  constructor({ logs }: HistoryFiles) {
    const areAtHand = [...logs.values()].every((log) => log instanceof Uint8Array);
    this.#limit = areAtHand ? Infinity : RECENT;
  }

  /** How many were read. */
  get count(): number {
    return this.#count;
  }

  /** All of them, in order; undefined where there were more than are kept. */
  get all(): readonly HistoryEvent[] | undefined {
    return this.#count === this.#events.length ? this.#events : undefined;
  }

  /** The last of them, in order. */
  get recent(): readonly HistoryEvent[] {
    const next = this.#count % this.#limit;
    return this.all?.slice(-RECENT) ?? [...this.#events.slice(next), ...this.#events.slice(0, next)];
  }

  add(event: HistoryEvent): void {
    this.#events[this.#count++ % this.#limit] = event;
  }
}

/** Makes a snapshot for the next reader, where that saves it something. What can't be written is not worth a word. */
export async function takeSnapshot(
  app: App,
  vault: Vault,
  reading: Reading,
  isLooking: boolean,
): Promise<void> {
  const { files } = app.system, { memoryFolder, snapshotFile } = vault.paths;
  const { history, state, heads, events, before } = reading;
  try {
    const size = (await files.info(snapshotFile))?.size ?? 0;
    if (events.count < Math.min(AT_MOST, Math.max(isLooking ? 1 : WHEN_CHANGING, size / BYTES_PER_RECORD))) {
      return;
    }
    const mark = markOf(history);
    if (mark === undefined) return;
    const touched = events.recent.flatMap(({ event }) => keyIdsIn(event));
    const recent = [...new Set([...before?.recent ?? [], ...touched])].slice(-RECENT);
    const snapshot = {
      pointer: formatPointer(vault.id, verifierKeyOf(vault.id, signerIdOf(vault.publicKey), vault.publicKey)),
      publicKey: vault.publicKey,
      ...await plainOf(reading),
      lastLines: lastLinesOf(history),
      mark,
      heads: heads.logs,
      state: leaveOutEnded(state, new Set(recent)),
      recent,
    };
    await files.makeFolder(memoryFolder);
    await writeSnapshot(files, snapshotFile, snapshot);
  } catch {
    // The next reader reads a little more.
  }
}

function lastLinesOf({ logs, unbegun }: History): Record<string, string> {
  return Object.fromEntries(
    [...logs, ...unbegun].map(([name, { reader }]) => [name, utf8.decode(reader.line)]),
  );
}

type Plain = Pick<Snapshot, "plainLog" | "plainFrom">;

const NONE: Plain = { plainLog: undefined, plainFrom: 0 };

/** The newest records of the only log, all of a short one, if its events are what its lines say, no more and no less. */
async function plainOf({ files, history, events, before }: Reading): Promise<Plain> {
  const [[name, log] = [], ...others] = files.logs;
  const reader = history.logs.get(name ?? "")?.reader;
  if (log === undefined || reader === undefined || others.length > 0) return NONE;
  const { end } = reader, read = events.all ?? events.recent;
  const start = before?.mark.logs.get(reader.name)?.end ?? 0;
  const from = Math.max(start, end - AT_HAND);
  const lines = lastLines(await bytesOf(log, from, end), read.length, from === start);
  const text = utf8.decode(lines.bytes), plain = plainEvents(text);
  const areSame = plain.length === lines.count &&
    read.slice(-lines.count).every(({ event, counts }, i) =>
      counts !== false && JSON.stringify(event) === JSON.stringify(plain[i])
    );
  if (!areSame) return NONE;
  const isAll = lines.count === events.count;
  if (before === undefined || !isAll) return { plainLog: text, plainFrom: end - lines.bytes.length };
  // What was read went on from what was plain already.
  const { plainFrom, plainLog } = before;
  if (plainLog === undefined) return NONE;
  const whole = await bytesOf(log, plainFrom, end);
  if (utf8.decode(whole) !== plainLog + text) return NONE;
  const kept = sizeOf(log) <= AT_HAND ? whole : lastLines(whole, RECENT, true).bytes;
  return { plainLog: utf8.decode(kept), plainFrom: end - kept.length };
}

async function bytesOf(log: LogBytes, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  if (log instanceof Uint8Array) return log.subarray(from, to);
  return await wholeLog({ size: to - from, read: (at, length) => log.read(from + at, length) });
}

/** The last whole lines, so many or as many as there are. `isWhole`: the first one is whole, too. */
function lastLines(
  bytes: Uint8Array<ArrayBuffer>,
  most: number,
  isWhole: boolean,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly count: number } {
  let count = 0, start = bytes.length;
  while (count < most && start > 0) {
    const before = start < 2 ? -1 : bytes.lastIndexOf(NEWLINE, start - 2);
    if (before < 0 && !isWhole) break;
    start = before + 1;
    count++;
  }
  return { bytes: bytes.subarray(start), count };
}
