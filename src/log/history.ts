// The law of verification: the first signer's key is the root of all trust; the vault's id and the first log's name
// hang on it. A history counts only when every log is whole, signed at its end, and has all that it saw.

import { type Authority, decideAuthority, isSignerEvent, type SignerRecord } from "../domain/authority.ts";
import { fromBase64, sameBytes, toBase64 } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import type { HistoryEvent } from "../domain/events.ts";
import { sha256For } from "./hash.ts";
import type { HashThread } from "./hash_thread.ts";
import { type LogBytes, sizeOf } from "./log_bytes.ts";
import { LogReader } from "./log_reader.ts";
import { checkFollows, type HistoryMark, readersFrom } from "./mark.ts";
import { mergeLogs } from "./merge.ts";
import { signerIdOf, signerOfLog, vaultIdOf } from "./origin.ts";
import { Past } from "./past.ts";
import { checkSignatures } from "./signatures.ts";

/** From this many bytes on, another thread costs less than it saves. */
export const WORTH_A_THREAD = 24 << 20;

/** A verified log, as it was when it was read. */
export interface HistoryLog {
  readonly name: string;
  readonly reader: LogReader;
}

/** A verified history. */
export interface History {
  readonly vaultId: string;
  /** The 32 bytes of the first signer's key. */
  readonly publicKey: Uint8Array;
  readonly logs: ReadonlyMap<string, HistoryLog>;
  /** Logs without a record: what is there is the torn beginning of a first one, or nothing. */
  readonly unbegun: ReadonlyMap<string, HistoryLog>;
  readonly past: Past;
  /** The records that decide who counts. */
  readonly aboutSigners: readonly SignerRecord[];
}

/** The head of a log at a size. */
export interface Head {
  readonly size: number;
  /** Base64. */
  readonly root: string;
}

/** What to read: the bytes of each log by its name, and the key that everything hangs on. */
export interface HistoryFiles<B extends LogBytes = LogBytes> {
  readonly publicKey: Uint8Array;
  readonly logs: ReadonlyMap<string, B>;
}

/** How to read a history. */
export interface ReadOptions {
  readonly everySignature?: boolean;
  /** Where to begin: then a RangeError may say that all must be read. */
  readonly from?: HistoryMark | undefined;
}

/**
 * Reads and verifies a history, handing on each event in its order, marked where it doesn't count. Throws integrity.*,
 * failed.newer.
 */
export async function readHistory(
  { publicKey, logs }: HistoryFiles,
  onEvent: (event: HistoryEvent) => void,
  { everySignature = false, from }: ReadOptions = {},
): Promise<History> {
  const vaultId = vaultIdOf(publicKey);
  const first = signerIdOf(publicKey);
  if (!logs.has(first)) throw missingFirst(first);

  let total = 0;
  if (from === undefined) { for (const bytes of logs.values()) total += sizeOf(bytes); }
  const sha256 = await sha256For(total);
  using thread = from === undefined ? await beginThread([...logs.values()]) : undefined;
  const read = from === undefined
    ? [...logs].map(([name, bytes]) => ({
      name,
      bytes,
      reader: new LogReader(name, bytes, sha256, undefined, thread),
    }))
    : await readersFrom(from, logs, sha256);
  const checkAll = async ({ isWhole }: { readonly isWhole: boolean }) => {
    for (const log of read) {
      await log.reader.tree.settle();
      if (log.reader.tree.size === 0) continue;
      const key = signers.get(signerOfLog(log.name));
      if (key === undefined && isWhole) throw unknownSigner(log.name);
      if (key === undefined) continue;
      await checkSignatures(log, { vaultId, publicKey: key }, everySignature, sha256);
    }
  };
  const past = new Past(from?.logs);
  const signers = new Map([[first, publicKey]]);
  const aboutSigners: SignerRecord[] = [...from?.aboutSigners ?? []];
  for (const record of aboutSigners) addSigner(signers, record);
  // Who counts is known when all is read. In a single log nothing later can change that for what was before.
  let authority: Authority | undefined = aboutSigners.length === 0
    ? undefined
    : decideAuthority(first, aboutSigners);
  const held: HistoryEvent[] | undefined = logs.size > 1 ? [] : undefined;
  try {
    await mergeLogs(read.map(({ reader }) => reader), (event) => {
      if (from !== undefined) checkFollows(from, event);
      past.add(event);
      checkBeginning(event, past, { first, vaultId, publicKey, aboutSigners });
      if (isSignerEvent(event.event)) {
        aboutSigners.push({ ...event, past: past.of(event.log, event.event.seq + 1) });
        addSigner(signers, event);
        authority = decideAuthority(first, aboutSigners);
      }
      if (held !== undefined) held.push({ ...event, past: past.newestOf(event.log) });
      else onEvent(marked(event, authority));
    }, from?.logs);
  } catch (error) {
    // Only who signed it is believed that a newer cred wrote it, or another history: anybody can garble a word.
    if (error instanceof CredError && (error.code === "failed.newer" || error.code === "integrity.fork")) {
      await checkAll({ isWhole: false });
    }
    throw error;
  }
  const begun = new Map<string, HistoryLog>(), unbegun = new Map<string, HistoryLog>();
  for (const { name, reader } of read) (reader.tree.size > 0 ? begun : unbegun).set(name, { name, reader });
  if (!begun.has(first)) throw missingFirst(first);
  await checkAll({ isWhole: true });
  for (const { reader } of read) reader.release();
  for (const event of held ?? []) onEvent(marked(event, authority));
  return { vaultId, publicKey, past, aboutSigners, logs: begun, unbegun };
}

/**
 * A thread to hash with, where it is worth it: for one log alone, since of several each must know at once what root the
 * others had, and for one that is read in parts, since only then its leaves can wait.
 */
async function beginThread([log, ...others]: readonly LogBytes[]): Promise<HashThread | undefined> {
  if (log === undefined || others.length > 0 || log instanceof Uint8Array || log.size < WORTH_A_THREAD) {
    return undefined;
  }
  const { HashThread } = await import("./hash_thread.ts");
  return await HashThread.begin();
}

/** The head of a log of a history, now or at an earlier size. */
export function headOf(log: HistoryLog, size: number = log.reader.tree.size): Head {
  return { size, root: toBase64(log.reader.tree.root(size)) };
}

function marked(event: HistoryEvent, authority: Authority | undefined): HistoryEvent {
  return authority === undefined || authority.counts(event) ? event : { ...event, counts: false };
}

/** A signer's name is the hash of its key: one that is claimed for another key is damage. */
function addSigner(signers: Map<string, Uint8Array>, { log, event }: HistoryEvent): void {
  if (event.type !== "signer.added") return;
  const { signer, publicKey } = event.data;
  const key = fromBase64(publicKey);
  const known = signers.get(signer);
  // The id is short enough for somebody to make two keys with one id: then the second is none.
  if (key?.length === 32 && signerIdOf(key) === signer && (known === undefined || sameBytes(known, key))) {
    signers.set(signer, key);
    return;
  }
  throw new CredError(
    "integrity.damaged",
    `log ${log} is damaged at record ${event.seq}: it names a signer by another key`,
  );
}

interface Beginning {
  readonly first: string;
  readonly vaultId: string;
  readonly publicKey: Uint8Array;
  readonly aboutSigners: readonly SignerRecord[];
}

function checkBeginning({ log, event }: HistoryEvent, past: Past, begun: Beginning): void {
  const { first, vaultId, publicKey } = begun;
  const begins = event.seq === 0;
  if (begins && log === first) {
    const data = event.type === "vault.created" ? event.data : undefined;
    if (data?.vault === vaultId && data.signer === first && data.publicKey === toBase64(publicKey)) return;
    throw new CredError(
      "integrity.beginning",
      `log ${log} does not begin with the making of vault ${vaultId}`,
      ["vault.json and the log are of different vaults; restore both from one copy"],
    );
  }
  // A stranger's file is told as such, whatever is in it.
  const hasSeen = begins && hasSeenItsSigner(log, past, begun);
  const opens = event.type === "log.opened" && event.data.signer === signerOfLog(log) && hasSeen;
  if (begins !== (event.type === "log.opened") || (begins && !opens) || event.type === "vault.created") {
    throw new CredError(
      "integrity.damaged",
      `log ${log} is damaged at record ${event.seq}: "${event.type}" does not belong there`,
      ["restore the vault from a copy, and compare it with `cred log verify`"],
    );
  }
}

/** A further log begins by seeing who added its signer: the making of the vault, or a `signer.added`. */
function hasSeenItsSigner(log: string, past: Past, { first, aboutSigners }: Beginning): boolean {
  const signer = signerOfLog(log);
  const seen = past.of(log, 1);
  if (signer === first) return seen.has(first);
  const added = aboutSigners.filter(({ event }) =>
    event.type === "signer.added" && event.data.signer === signer
  );
  if (added.length === 0) throw unknownSigner(log);
  return added.some((record) => (seen.get(record.log) ?? 0) > record.event.seq);
}

function missingFirst(first: string): CredError {
  return new CredError("integrity.missing", `log ${first}, with which this vault begins, is missing`, [
    "restore the vault from a copy",
  ]);
}

function unknownSigner(log: string): CredError {
  return new CredError(
    "integrity.unknown_signer",
    `log ${log} is of a signer that nobody added to this vault`,
    [
      "if you did not put this file there, somebody else did: move it away and look at it",
    ],
  );
}
