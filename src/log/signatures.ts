// Who signed what: every record's signature is over the checkpoint of its log at that record, so the last one covers
// the whole log. When it doesn't hold, all are checked to name the first that doesn't.

import { CredError } from "../domain/errors.ts";
import { sameBytes } from "../domain/encoding.ts";
import type { Sha256 } from "./hash.ts";
import type { LogBytes } from "./log_bytes.ts";
import { LogReader } from "./log_reader.ts";
import { type Check, checkOf, noteKeyId, parseSignature } from "./note.ts";
import { checkpointText, originOf } from "./origin.ts";

/** Signatures checked at once: enough to keep all cores busy. */
const BATCH = 256;

/** What a log is checked against. */
export interface LogKey {
  readonly vaultId: string;
  readonly publicKey: Uint8Array;
}

/** A log whose end was read. */
export interface ReadLog {
  readonly name: string;
  readonly bytes: LogBytes;
  readonly reader: LogReader;
}

/** Checks the last signature of a log, or every one of them; throws integrity.signature with the position. */
export async function checkSignatures(
  log: ReadLog,
  key: LogKey,
  every: boolean,
  sha256: Sha256,
): Promise<void> {
  const check = await checkOf(key.publicKey);
  const { tree, signature } = log.reader;
  if (!every && await holds(log.name, key, check, tree.size, tree.root(), signature)) return;
  const bad = await firstBad(log, key, check, sha256);
  // The whole log can only fail by a record of its own; a last signature that fails is one of them.
  if (bad !== undefined) {
    throw new CredError(
      "integrity.signature",
      `log ${log.name} is not what its signer signed: the signature of record ${bad} does not hold`,
      [
        "somebody changed this record or one before it; restore the vault from a copy",
      ],
    );
  }
}

async function firstBad(
  log: ReadLog,
  key: LogKey,
  check: Check,
  sha256: Sha256,
): Promise<number | undefined> {
  const { size } = log.reader.tree;
  const reader = new LogReader(log.name, log.bytes, sha256);
  for (let start = 0; start < size; start += BATCH) {
    const results: Promise<boolean>[] = [];
    while (results.length < BATCH && reader.tree.size < size && await takeIn(reader)) {
      results.push(holds(log.name, key, check, reader.tree.size, reader.tree.root(), reader.signature));
    }
    const bad = (await Promise.all(results)).indexOf(false);
    if (bad >= 0) return start + bad;
  }
  if (reader.tree.size === size && sameBytes(reader.tree.root(), log.reader.tree.root())) return undefined;
  throw new CredError("conflict.changed", `log ${log.name} was changed while it was read`, ["run it again"]);
}

/** Reads one record on, understood or not: its signature can be checked either way. */
async function takeIn(reader: LogReader): Promise<boolean> {
  try {
    for (;; await reader.feed()) {
      if (reader.next() !== undefined) return true;
      if (!reader.isHungry) return false;
    }
  } catch (error) {
    if (error instanceof CredError && error.code === "failed.newer") return true;
    throw error;
  }
}

async function holds(
  log: string,
  { vaultId, publicKey }: LogKey,
  check: Check,
  size: number,
  root: Uint8Array,
  text: string,
): Promise<boolean> {
  const origin = originOf(vaultId, log);
  const signature = parseSignature(text, noteKeyId(origin, publicKey));
  if (signature === undefined) return false;
  return await check(new TextEncoder().encode(checkpointText(origin, size, root)), signature);
}
