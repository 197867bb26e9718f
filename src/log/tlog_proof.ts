// The law of a proof's file: c2sp.org/tlog-proof@v1, with the event's stored bytes as its `extra` data. The extra data
// is signed by nobody; it counts because its leaf hash leads to the signed root.

import { fromBase64, toBase64 } from "../domain/encoding.ts";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import type { Proof } from "./proof.ts";

const HEADER = "c2sp.org/tlog-proof@v1";

/** A tree of 2^63 leaves has no longer proof. */
const MAX_HASHES = 63;

/** A proof that one leaf is in a log. */
export interface TlogProof {
  /** The leaf's bytes, where the file has them. */
  readonly extra: Uint8Array<ArrayBuffer> | undefined;
  readonly index: number;
  readonly hashes: Proof;
  readonly checkpoint: Checkpoint;
}

/** The text of a proof. `note`: the checkpoint with its signature. */
export function formatTlogProof(
  { extra, index, hashes, note }: Omit<TlogProof, "checkpoint"> & { readonly note: string },
): string {
  const lines = [
    HEADER,
    ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(toBase64),
  ];
  return `${lines.join("\n")}\n\n${note}`;
}

/** Reads a proof; a sentence fragment says why it is none. */
export function parseTlogProof(text: string): TlogProof | string {
  const end = text.indexOf("\n\n");
  if (end < 0) return "it has no checkpoint";
  const lines = text.slice(0, end).split("\n");
  if (lines.shift() !== HEADER) return `its first line is not "${HEADER}"`;
  let extra: Uint8Array<ArrayBuffer> | undefined;
  if (lines[0]?.startsWith("extra ")) {
    extra = fromBase64(lines.shift()!.slice("extra ".length));
    if (extra === undefined) return "its extra data is not base64";
  }
  const index = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? "")?.[1];
  if (index === undefined || !Number.isSafeInteger(Number(index))) return "it has no index";
  if (lines.length > MAX_HASHES) return "it has too many hashes";
  const hashes = lines.map(fromBase64);
  if (!hashes.every((hash) => hash?.length === 32)) return "one of its hashes is none";
  const checkpoint = parseCheckpoint(text.slice(end + 2));
  if (typeof checkpoint === "string") return checkpoint;
  return { extra, index: Number(index), hashes: hashes as Proof, checkpoint };
}
