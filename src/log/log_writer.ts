// The law of appending, under the vault's lock: sign in memory; remember heads and lines (temporary file, fsync,
// rename, fsync of its folder); append all lines in one write; fsync. A failed write is cut back and the heads put
// back; if the machine dies anywhere between, the next writer appends the remembered lines and nothing else.

import { toHex } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import type { HistoryEvent, NewEvent, SeenHeads } from "../domain/events.ts";
import type { Clock } from "../system/clock.ts";
import type { Files } from "../system/files.ts";
import type { Random } from "../system/random.ts";
import { lightSha256 } from "./hash.ts";
import { type Behind, type Heads, headsOf, writeHeads } from "./heads.ts";
import { headOf, type History } from "./history.ts";
import type { Sign } from "./note.ts";
import { originOf, signerIdOf } from "./origin.ts";
import { signBatch } from "./sign_batch.ts";
import { Tree } from "./tree.ts";

/** Where a vault's logs and this machine's memory of them lie. */
export interface LogPaths {
  /** The vault's folder. */
  readonly folder: string;
  readonly logFolder: string;
  readonly headsFile: string;
  /** Where torn tails are kept. */
  readonly tornFolder: string;
}

/** What appending needs of the outside. */
export interface LogSystem {
  readonly files: Files;
  readonly clock: Clock;
  readonly random: Random;
}

/** The path of a log's file. */
export function logPath(paths: LogPaths, log: string): string {
  return `${paths.logFolder}/${log}.jsonl`;
}

/**
 * Brings the log that this machine continues into order after a crash: cuts off and keeps a torn tail, appends
 * remembered lines that did not reach the disk. Says what it did; an empty answer means that nothing was to do.
 */
export async function repairOwnLog(
  system: LogSystem,
  paths: LogPaths,
  history: History,
  heads: Heads,
): Promise<string[]> {
  const { own, pending } = heads;
  if (own === undefined) return [];
  const log = history.logs.get(own);
  const path = logPath(paths, own);
  const size = log?.reader.tree.size ?? 0;
  const told: string[] = [];
  const torn = log?.reader.torn;
  if (log !== undefined && torn !== undefined && torn.length > 0) {
    const kept = `${paths.tornFolder}/${own}-${size}-${system.clock.nowMs()}`;
    await system.files.makeFolder(paths.tornFolder);
    await system.files.create(kept, torn);
    await system.files.truncate(path, log.reader.end);
    told.push(
      `the log ended in ${torn.length} bytes of a write that was cut off; they were moved to "${kept}"`,
    );
  }
  if (pending !== undefined && size >= pending.from && size < heads.logs[own]!.size) {
    const missing = pending.lines.split(/(?<=\n)/).slice(size - pending.from).join("");
    const newline = log?.reader.lacksNewline ? "\n" : "";
    await system.files.append(path, new TextEncoder().encode(newline + missing));
    told.push(
      `${heads.logs[own]!.size - size} records that an interrupted command had signed were added to the log`,
    );
  }
  return told;
}

/** The log that this machine may continue: its own, at the head that it remembers having signed. */
export function continuedLog(history: History, heads: Heads): string | undefined {
  if (heads.own === undefined) return undefined;
  const log = history.logs.get(heads.own);
  return log !== undefined && log.reader.tree.size === heads.logs[heads.own]?.size ? heads.own : undefined;
}

/** Refuses to write to a vault that lacks what this machine has seen of it. */
export function refuseBehind(behind: readonly Behind[]): void {
  const [first] = behind;
  if (first === undefined) return;
  throw new CredError(
    "integrity.behind",
    `this copy of the vault is behind: log ${first.log} has ${first.found} records, this machine has seen ${first.remembered}`,
    [
      "restore the newest copy of the vault",
      "or give --accept-behind to go on from this copy in a further log",
    ],
  );
}

/** Appends to a verified history; one value for one stay under the lock. */
export class LogWriter {
  readonly #system: LogSystem;
  readonly #paths: LogPaths;
  readonly #history: History;
  readonly #sign: Sign;
  #heads: Heads;

  constructor(system: LogSystem, paths: LogPaths, history: History, heads: Heads, sign: Sign) {
    this.#system = system;
    this.#paths = paths;
    this.#history = history;
    this.#heads = heads;
    this.#sign = sign;
  }

  /** Appends the events durably, all or none, and returns them as recorded (a `log.opened` first where one was due). */
  async append(events: readonly NewEvent[]): Promise<HistoryEvent[]> {
    const signer = signerIdOf(this.#history.publicKey);
    const continued = continuedLog(this.#history, this.#heads);
    const log = continued ?? `${signer}.${toHex(this.#system.random.bytes(4))}`;
    const opening: NewEvent[] = continued === undefined ? [{ type: "log.opened", data: { signer } }] : [];
    const reader = this.#history.logs.get(log)?.reader;
    const batch = await signBatch({
      system: this.#system,
      origin: originOf(this.#history.vaultId, log),
      publicKey: this.#history.publicKey,
      sign: this.#sign,
      tree: reader?.tree ?? new Tree(lightSha256),
      seen: this.#unseenHeads(log),
    }, [...opening, ...events]);
    const before = this.#heads;
    const from = batch.events[0]!.seq;
    this.#heads = {
      own: log,
      logs: { ...before.logs, ...headsOf(this.#history), [log]: batch.head },
      pending: { from, lines: batch.lines },
      folder: this.#paths.folder,
    };
    await writeHeads(this.#system.files, this.#paths.headsFile, this.#heads);
    const end = reader?.end ?? 0;
    const newline = reader?.lacksNewline ? "\n" : "";
    try {
      await this.#system.files.append(
        logPath(this.#paths, log),
        new TextEncoder().encode(newline + batch.lines),
      );
    } catch (error) {
      await this.#takeBack(log, end, reader !== undefined, before);
      throw error;
    }
    return batch.events.map((event) => ({ log, signer, event }));
  }

  /** After a failed write. What fails here is left to the next writer, who finds heads and lines in order. */
  async #takeBack(log: string, end: number, existed: boolean, before: Heads): Promise<void> {
    try {
      if (existed) await this.#system.files.truncate(logPath(this.#paths, log), end);
      else await this.#system.files.remove(logPath(this.#paths, log));
      await writeHeads(this.#system.files, this.#paths.headsFile, before);
    } catch {
      // The error that is told is the one of the write itself.
    }
  }

  /** Heads of other logs that this log hasn't seen, without those that another of them includes. */
  #unseenHeads(log: string): SeenHeads | undefined {
    const { logs, past } = this.#history;
    const known = past.of(log, logs.get(log)?.reader.tree.size ?? 0);
    const fresh = [...logs.values()].filter(({ name, reader }) =>
      name !== log && (known.get(name) ?? 0) < reader.tree.size
    );
    const needed = fresh.filter(({ name, reader }) =>
      !fresh.some((other) =>
        other.name !== name &&
        (past.of(other.name, other.reader.tree.size).get(name) ?? 0) >= reader.tree.size
      )
    );
    if (needed.length === 0) return undefined;
    return Object.fromEntries(
      needed.map((head) => [head.name, [head.reader.tree.size, headOf(head).root] as const]),
    );
  }
}
