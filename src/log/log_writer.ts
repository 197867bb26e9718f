// The law of appending, under the vault's lock: sign in memory; remember heads and lines (temporary file, fsync,
// rename, fsync of its folder); append all lines in one write; fsync. A failed write is cut back and the heads put
// back, but a log of which a whole record was to be seen is not continued, for a copy of it may be somewhere. If the
// machine dies anywhere between, the next writer appends the remembered lines and nothing else.
//
// System calls of an append, as strace sees them:
//   vaults/<vault>/heads.json.<hex>.tmp openat write fsync rename→heads.json
//   vaults/<vault> fsync
//   .cred/log/<log>.jsonl openat write fsync
// System calls of a repair, and of the append that comes after it:
//   vaults/<vault>/torn mkdir
//   vaults/<vault> fsync
//   vaults/<vault>/torn/<log>-<size>-<time> openat write fsync
//   vaults/<vault>/torn fsync
//   .cred/log/<log>.jsonl openat ftruncate fsync
//   vaults/<vault>/heads.json.<hex>.tmp openat write fsync rename→heads.json
//   vaults/<vault> fsync
//   .cred/log/<log>.jsonl openat write fsync

import { toHex } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import type { HistoryEvent, NewEvent, SeenHeads } from "../domain/events.ts";
import type { Clock } from "../system/clock.ts";
import type { Files } from "../system/files.ts";
import type { Random } from "../system/random.ts";
import { lightSha256 } from "./hash.ts";
import { type Behind, type Heads, headsOf, ownLogsOf, writeHeads } from "./heads.ts";
import { headOf, type History } from "./history.ts";
import type { Sign } from "./note.ts";
import { originOf, signerIdOf, signerOfLog } from "./origin.ts";
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
  const log = history.logs.get(own) ?? history.unbegun.get(own);
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
    const added = heads.logs[own]!.size - size;
    const [what, were] = added === 1 ? ["1 record", "was"] : [`${added} records`, "were"];
    told.push(`${what} that an interrupted command had signed ${were} added to the log`);
  }
  return told;
}

/**
 * The log that this machine may continue: its signer's own, at the head that it remembers having signed. A size of
 * nothing is remembered of a log whose signer was made here, so that nobody else begins it.
 */
export function continuedLog(history: History, { own, logs }: Heads, signer: string): string | undefined {
  if (own === undefined || signerOfLog(own) !== signer) return undefined;
  return (history.logs.get(own)?.reader.tree.size ?? 0) === logs[own]?.size ? own : undefined;
}

/** Refuses to write to a vault that lacks what this machine has seen of it. */
export function refuseBehind(
  behind: readonly Behind[],
  hints: readonly string[] = [
    "restore the newest copy of the vault",
    "or give --accept-behind to go on from this copy in a further log",
  ],
): void {
  const [first] = behind;
  if (first === undefined) return;
  throw new CredError(
    "integrity.behind",
    `this copy of the vault is behind: log ${first.log} has ${first.found} records, this machine has seen ${first.remembered}`,
    hints,
  );
}

/** What is remembered once the own log is not gone on with. */
function leave(heads: Heads): Heads {
  return { ...heads, own: undefined, pending: undefined, left: ownLogsOf(heads) };
}

/** The log that is written to, as this writer knows it. */
interface Tail {
  readonly log: string;
  readonly tree: Tree;
  /** Offset at which the next line goes. */
  end: number;
  /** Whether the record before it has no newline yet. */
  lacksNewline: boolean;
}

/** Who signs what is appended. */
export interface LogSigner {
  /** The 32 bytes of its Ed25519 key. */
  readonly publicKey: Uint8Array;
  readonly sign: Sign;
}

/** Appends to a verified history; one value for one stay under the lock, and none after a failure. */
export class LogWriter {
  readonly #system: LogSystem;
  readonly #paths: LogPaths;
  readonly #history: History;
  readonly #keys: LogSigner;
  /** Its id. */
  readonly #signer: string;
  #heads: Heads;
  #tail: Tail | undefined;
  #failed = false;

  constructor(system: LogSystem, paths: LogPaths, history: History, heads: Heads, keys: LogSigner) {
    this.#system = system;
    this.#paths = paths;
    this.#history = history;
    this.#heads = heads;
    this.#keys = keys;
    this.#signer = signerIdOf(keys.publicKey);
  }

  /** Appends the events durably, all or none, and returns them as recorded (a `log.opened` first where one was due). */
  async append(events: readonly NewEvent[]): Promise<HistoryEvent[]> {
    if (this.#failed) throw new CredError("failed.log_writer", "an earlier write to the log failed");
    if (events.length === 0) return [];
    const isFirst = this.#tail === undefined;
    const tail = this.#tail ??= this.#findTail();
    const size = tail.tree.size;
    try {
      return await this.#append(tail, events, isFirst);
    } catch (error) {
      this.#failed = true;
      tail.tree.cut(size);
      throw error;
    }
  }

  async #append(tail: Tail, events: readonly NewEvent[], isFirst: boolean): Promise<HistoryEvent[]> {
    const { log, tree } = tail;
    const signer = this.#signer;
    const opening: NewEvent[] = tree.size === 0 ? [{ type: "log.opened", data: { signer } }] : [];
    const seen = isFirst ? this.#unseenHeads(log) : undefined;
    const others = headsOf(this.#history);
    const batch = await signBatch({
      system: this.#system,
      origin: originOf(this.#history.vaultId, log),
      ...this.#keys,
      tree,
      seen,
    }, [...opening, ...events]);
    const before = this.#heads;
    this.#heads = {
      own: log,
      logs: { ...before.logs, ...others, [log]: batch.head },
      left: before.left,
      pending: { from: batch.events[0]!.seq, lines: batch.lines },
      folder: this.#paths.folder,
    };
    const bytes = new TextEncoder().encode((tail.lacksNewline ? "\n" : "") + batch.lines);
    try {
      await writeHeads(this.#system.files, this.#paths.headsFile, this.#heads);
      await this.#system.files.append(logPath(this.#paths, log), bytes);
    } catch (error) {
      await this.#takeBack(tail, bytes, before);
      throw error;
    }
    tail.end += bytes.length;
    tail.lacksNewline = false;
    return batch.events.map((event) => ({ log, signer, event }));
  }

  /** Once another key than the machine's own has signed here: its log is left, and the own one gone on with. */
  async leaveLog(own: string): Promise<void> {
    this.#heads = { ...leave(this.#heads), own };
    await writeHeads(this.#system.files, this.#paths.headsFile, this.#heads);
  }

  #findTail(): Tail {
    const continued = continuedLog(this.#history, this.#heads, this.#signer);
    const log = continued ?? `${this.#signer}.${toHex(this.#system.random.bytes(4))}`;
    const { tree, end, lacksNewline } = this.#history.logs.get(log)?.reader ??
      { tree: new Tree(lightSha256), end: 0, lacksNewline: false };
    return { log, tree, end, lacksNewline };
  }

  /** After a failed write. What fails here is left to the next writer, who finds heads and lines in order. */
  async #takeBack({ log, end }: Tail, bytes: Uint8Array, before: Heads): Promise<void> {
    const { files } = this.#system;
    const path = logPath(this.#paths, log);
    try {
      // Whole, the first of the lines may have been read and copied: then nothing else may be signed in its place.
      const whole = end + bytes.indexOf(0x0a, 1);
      const wasWhole = ((await files.info(path))?.size ?? 0) >= whole;
      if (end > 0) await files.truncate(path, end);
      else await files.remove(path);
      const heads = wasWhole ? leave(before) : before;
      await writeHeads(files, this.#paths.headsFile, heads);
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
    ).map((head) => ({
      ...head,
      size: head.reader.tree.size,
      past: past.of(head.name, head.reader.tree.size),
    }));
    const needed = fresh.filter(({ name, size }) =>
      !fresh.some((other) => other.name !== name && (other.past.get(name) ?? 0) >= size)
    );
    if (needed.length === 0) return undefined;
    return Object.fromEntries(needed.map((head) => [head.name, [head.size, headOf(head).root] as const]));
  }
}
