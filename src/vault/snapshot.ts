// The law of snapshots: an unsigned cache of this machine's own, made of what was read and verified, that may vanish,
// be old or be garbled at any time and then costs only time. It holds where the reading of each log ended and the state
// there, without the keys that ended: there may be many. Whoever writes the state down in another way, or reads more
// out of an event, raises PROJECTOR. It is read at every start, so nothing of it needs a hash, which a start has to wait
// for: it says everything twice but what is compared with the vault, which stands in it as it was there.
//
// System calls of keeping one, which nothing waits for:
//   vaults/<vault>/snapshot.<hex>.tmp openat write rename→snapshot

import type { State } from "../domain/state.ts";
import { VERSION } from "../domain/version.ts";
import type { Head } from "../log/history.ts";
import type { HistoryMark } from "../log/mark.ts";
import type { Files } from "../system/files.ts";

/** Which way from events to a state the snapshots of this program come from. */
const PROJECTOR = 8;

/** A vault as it was when it was last read. */
export interface Snapshot {
  /** What the vault's pointer says, and the 32 bytes of the key in it. */
  readonly pointer: string;
  readonly publicKey: Uint8Array;
  /**
   * The vault's only log from an offset, in bytes, up to the mark, all of a short one and the newest records of a long
   * one, where parsing their events anew gives what reading them gave: no field was left out, and all of them count.
   */
  readonly plainLog: string | undefined;
  readonly plainFrom: number;
  /** The last line of each log before the mark, its newline included. */
  readonly lastLines: Readonly<Record<string, string>>;
  readonly mark: HistoryMark;
  /** Remembered heads that were found to be those of the logs. */
  readonly heads: Readonly<Record<string, Head>>;
  readonly state: State;
  /** Ids of keys that stay in the state though they ended: the last records were about them. */
  readonly recent: readonly string[];
}

/** Reads a snapshot; undefined where there is none that this program can use. */
export async function readSnapshot(files: Files, path: string): Promise<Snapshot | undefined> {
  try {
    const bytes = await files.read(path);
    if (bytes === undefined) return undefined;
    const text = new TextDecoder().decode(bytes), begin = HEAD.length;
    const line = text.slice(begin, text.indexOf("\n", begin) + 1), end = begin + 2 * line.length;
    if (!text.startsWith(HEAD) || !text.startsWith(line, begin + line.length)) return undefined;
    return {
      ...thawed(JSON.parse(line)) as Omit<Snapshot, "plainLog">,
      plainLog: end === text.length ? undefined : text.slice(end),
    };
  } catch {
    return undefined;
  }
}

/** Writes a snapshot in place of the one before: who wrote it, twice a line of JSON, and the plain log behind them. */
export async function writeSnapshot(files: Files, path: string, snapshot: Snapshot): Promise<void> {
  const { plainLog = "", ...rest } = snapshot;
  const line = `${JSON.stringify(rest, (_, value) => frozen(value))}\n`;
  await files.cache(path, new TextEncoder().encode(HEAD + line + line + plainLog));
}

/** Who wrote it. */
const HEAD = `cred ${VERSION} snapshot ${PROJECTOR}\n`;

/** Maps and bytes as JSON has them. No recorded object has such names with such values. */
function frozen(value: unknown): unknown {
  if (value instanceof Map) {
    const entries = [...value];
    return isPlain(entries) ? { "<plain map>": entries } : { "<map>": entries };
  }
  if (value instanceof Uint8Array) return { "<bytes>": [...value] };
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
  if (Array.isArray(fields["<bytes>"])) return new Uint8Array(fields["<bytes>"]);
  for (const name in fields) {
    if (typeof fields[name] === "object") fields[name] = thawed(fields[name]);
  }
  return fields;
}
