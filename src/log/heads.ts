// The law of heads: this machine remembers the head that it is about to sign, with the very lines, before they are
// written. So it never signs two heads of one size: a write that was cut off is finished, and a log that is shorter
// than remembered, or another, is seen for what it is.
//
// System calls of remembering:
//   vaults/<vault>/heads.json.<hex>.tmp openat write fsync rename→heads.json
//   vaults/<vault> fsync

import * as v from "valibot";
import { CredError } from "../domain/errors.ts";
import type { Files } from "../system/files.ts";
import { type Head, headOf, type History } from "./history.ts";

/** What this machine remembers of one vault's logs. */
export interface Heads {
  /** The log that this machine continues; of size 0 in `logs` while it has not begun it; undefined where it has none. */
  readonly own: string | undefined;
  readonly logs: Readonly<Record<string, Head>>;
  /** Logs that this machine wrote, and goes on no more with since a write to them failed. */
  readonly left?: readonly string[] | undefined;
  /** The last lines signed here: they begin at record `from` of the own log. */
  readonly pending: { readonly from: number; readonly lines: string } | undefined;
  /** Where the vault's folder was when it was last written to. */
  readonly folder: string | undefined;
}

/** What a machine remembers that never saw the vault. */
export const NO_HEADS: Heads = { own: undefined, logs: {}, pending: undefined, folder: undefined };

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const SCHEMA = v.pipe(
  v.object({
    format: v.literal(1),
    own: v.optional(v.string()),
    logs: v.record(v.string(), v.object({ size: count, root: v.string() })),
    left: v.optional(v.array(v.string())),
    pending: v.optional(v.object({ from: count, lines: v.string() })),
    folder: v.optional(v.string()),
  }),
  v.check(({ own, logs, pending }) => own === undefined ? pending === undefined : Object.hasOwn(logs, own)),
);

/** Reads the remembered heads of a vault. A file that can't be read is an error: guessing here could sign a fork. */
export async function readHeads(files: Files, path: string): Promise<Heads> {
  const bytes = await files.read(path);
  if (bytes === undefined) return NO_HEADS;
  try {
    const { own, logs, left, pending, folder } = v.parse(SCHEMA, JSON.parse(new TextDecoder().decode(bytes)));
    return { own, logs, left, pending, folder };
  } catch (cause) {
    throw new CredError("integrity.heads", `"${path}" does not say what this machine signed last`, [
      "if it can't be restored, delete it: this machine then opens a further log",
    ], cause);
  }
}

/** Remembers, durably. */
export async function writeHeads(files: Files, path: string, heads: Heads): Promise<void> {
  await files.replace(path, new TextEncoder().encode(JSON.stringify({ format: 1, ...heads })));
}

/** The logs that nobody but this machine writes. */
export function ownLogsOf({ own, left = [] }: Heads): readonly string[] {
  return own === undefined ? left : [own, ...left];
}

/** The heads of a history as it is on disk. */
export function headsOf(history: History): Record<string, Head> {
  const begun = [...history.logs].filter(([, log]) => log.reader.tree.size > 0);
  return Object.fromEntries(begun.map(([name, log]) => [name, headOf(log)]));
}

/** What the disk lacks of what is remembered; unfinished lines of one's own are not lacking. */
export interface Behind {
  readonly log: string;
  readonly remembered: number;
  readonly found: number;
}

/** Compares what is remembered with what is there. Throws integrity.rewritten where a log is another one. */
export function compareHeads(heads: Heads, history: History): Behind[] {
  const behind: Behind[] = [];
  for (const [name, head] of Object.entries(heads.logs)) {
    const log = history.logs.get(name);
    const found = log?.reader.tree.size ?? 0;
    if (found < head.size) {
      const unfinished = name === heads.own && heads.pending !== undefined && found >= heads.pending.from;
      if (!unfinished) behind.push({ log: name, remembered: head.size, found });
    } else if (head.size > 0 && headOf(log!, head.size).root !== head.root) {
      throw new CredError(
        "integrity.rewritten",
        `log ${name} is not the one that this machine remembers: its first ${head.size} records have another root`,
        ["somebody replaced the history; restore the vault from a copy that `cred log verify` accepts here"],
      );
    }
  }
  return behind;
}

/** Records that this machine has signed and that are not on disk yet: the next change appends them. */
export function unfinishedRecords({ own, pending, logs }: Heads, history: History): number {
  if (own === undefined || pending === undefined) return 0;
  const found = history.logs.get(own)?.reader.tree.size ?? 0;
  return found < pending.from ? 0 : Math.max(0, (logs[own]?.size ?? 0) - found);
}
