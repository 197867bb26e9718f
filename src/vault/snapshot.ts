// The law of snapshots: an unsigned cache of this machine's own, made of what was read and verified, that may vanish,
// be old or be garbled at any time and then costs only time. It holds where the reading of each log ended and the state
// there, without the keys that ended: there may be many. Whoever writes the state down in another way, or reads more
// out of an event, raises PROJECTOR.
//
// System calls of keeping one, which nothing waits for:
//   vaults/<vault>/snapshot.<hex>.tmp openat write rename→snapshot

import { fromBase64, toBase64, toHex } from "../domain/encoding.ts";
import type { State } from "../domain/state.ts";
import { VERSION } from "../domain/version.ts";
import type { Head } from "../log/history.ts";
import type { HistoryMark, LogMark } from "../log/mark.ts";
import type { Files } from "../system/files.ts";

/** Which way from events to a state the snapshots of this program come from. */
export const PROJECTOR = 3;

/** A vault as it was when it was last read. */
export interface Snapshot {
  /** What the vault's pointer says, and the 32 bytes of the key in it. */
  readonly pointer: string;
  readonly publicKey: Uint8Array;
  /**
   * Hex SHA-256 of the vault's only log up to the mark, where parsing its events anew gives what reading them gave: no
   * field was left out, and all of them count. Undefined where it is long.
   */
  readonly plainLog: string | undefined;
  readonly mark: HistoryMark;
  /** Where to begin to read the newest records of a history of one log. */
  readonly page: LogMark | undefined;
  /** Remembered heads that were found to be those of the logs. */
  readonly heads: Readonly<Record<string, Head>>;
  readonly state: State;
  /** Ids of keys that stay in the state though they ended: the last records were about them. */
  readonly recent: readonly string[];
}

const NEWLINE = 0x0a;

/** Reads a snapshot; undefined where there is none that this program can use. */
export async function readSnapshot(files: Files, path: string): Promise<Snapshot | undefined> {
  const read = await beginSnapshot(files, path);
  return await read?.isWhole ? read?.snapshot : undefined;
}

/** A snapshot that was read, while it is still hashed: only where it is whole is it one. */
export interface BegunSnapshot {
  readonly snapshot: Snapshot;
  readonly isWhole: Promise<boolean>;
}

/** Reads a snapshot; whoever has more to look at needn't wait until it is hashed. */
export async function beginSnapshot(files: Files, path: string): Promise<BegunSnapshot | undefined> {
  const bytes = await files.read(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const end = bytes.indexOf(NEWLINE);
  const body = bytes.subarray(end + 1), head = new TextDecoder().decode(bytes.subarray(0, end));
  const isWhole = headLine(body).then((line) => line === head, () => false);
  const snapshot = tried(() => thawed(JSON.parse(new TextDecoder().decode(body))) as Snapshot);
  return snapshot === undefined ? undefined : { snapshot, isWhole };
}

function tried<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Writes a snapshot in place of the one before. */
export async function writeSnapshot(files: Files, path: string, snapshot: Snapshot): Promise<void> {
  const body = new TextEncoder().encode(JSON.stringify(snapshot, (_, value) => frozen(value)));
  const head = new TextEncoder().encode(`${await headLine(body)}\n`);
  await files.cache(path, new Uint8Array(await new Blob([head, body]).arrayBuffer()));
}

/** Who wrote it, and what it must hash to. */
async function headLine(body: Uint8Array<ArrayBuffer>): Promise<string> {
  return `cred ${VERSION} snapshot ${PROJECTOR} ${await hashOf(body)}`;
}

/** Hex SHA-256 by what the runtime has: for a few hashes, that is sooner there than an implementation is loaded. */
export async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/** Maps and bytes as JSON has them. No recorded object has such names with such values. */
function frozen(value: unknown): unknown {
  if (value instanceof Map) {
    const entries = [...value];
    return isPlain(entries) ? { "<plain map>": entries } : { "<map>": entries };
  }
  if (value instanceof Uint8Array) return { "<bytes>": toBase64(value) };
  return value;
}

/** Whether JSON gives a value back as it is; most maps hold nothing else, and needn't be gone through. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (value instanceof Map || value instanceof Uint8Array) return false;
  return Object.values(value).every(isPlain);
}

function thawed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (typeof value[i] === "object") value[i] = thawed(value[i]);
    return value;
  }
  const fields = value as Record<string, unknown>;
  if (Array.isArray(fields["<plain map>"])) return new Map(fields["<plain map>"] as [unknown, unknown][]);
  if (Array.isArray(fields["<map>"])) return new Map(thawed(fields["<map>"]) as [unknown, unknown][]);
  if (typeof fields["<bytes>"] === "string") return fromBase64(fields["<bytes>"]);
  for (const name in fields) {
    if (typeof fields[name] === "object") fields[name] = thawed(fields[name]);
  }
  return fields;
}
