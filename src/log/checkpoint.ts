// The law of checkpoints: the signed head of a log as a C2SP signed note that holds a tlog-checkpoint. Its signature
// is the one that the log's last record carries; nothing is signed for it.

import { fromBase64 } from "../domain/encoding.ts";
import type { HistoryLog } from "./history.ts";
import { checkOf, noteKeyId, parseSignature } from "./note.ts";
import { checkpointText, isLogName, originOf } from "./origin.ts";

/** The name of a log of a vault, as an origin holds it. */
export interface Origin {
  readonly vaultId: string;
  readonly log: string;
}

/** A checkpoint as it was read: not yet checked. */
export interface Checkpoint extends Origin {
  readonly size: number;
  readonly root: Uint8Array<ArrayBuffer>;
  /** What is signed. */
  readonly text: string;
  /** Names and base64 of the signature lines. */
  readonly signatures: readonly { readonly name: string; readonly signature: string }[];
}

/** The signed head of a log, as a note. */
export function formatCheckpoint(vaultId: string, { name, reader }: HistoryLog): string {
  const origin = originOf(vaultId, name);
  return `${checkpointText(origin, reader.tree.size, reader.tree.root())}\n— ${origin} ${reader.signature}\n`;
}

/** Reads the checkpoints of a text, notes with an empty line between them; a sentence fragment says why it holds none. */
export function parseCheckpoints(text: string): readonly Checkpoint[] | string {
  if (!text.endsWith("\n")) return "its last line has no end";
  const parts = text.slice(0, -1).split("\n\n");
  if (parts.length % 2 !== 0) return "a checkpoint is three lines, an empty line, and its signatures";
  const checkpoints: Checkpoint[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    const checkpoint = parseCheckpoint(`${parts[i]}\n\n${parts[i + 1]}\n`);
    if (typeof checkpoint === "string") return checkpoint;
    checkpoints.push(checkpoint);
  }
  const logs = new Set(checkpoints.map(({ log }) => log));
  return logs.size === checkpoints.length ? checkpoints : "it holds two checkpoints of one log";
}

/** Reads one checkpoint with its signatures; a sentence fragment says why it is none. */
export function parseCheckpoint(note: string): Checkpoint | string {
  const match = /^(([^\n]+)\n(0|[1-9]\d{0,15})\n([^\n]+)\n)\n((?:— [^\n ]+ [^\n ]+\n)+)$/.exec(note);
  if (match === null) return "a checkpoint is three lines, an empty line, and its signatures";
  const [, text, name, digits, rootText, lines] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const origin = parseOrigin(name);
  if (origin === undefined) return `it is not of a log of a vault: its origin is "${name}"`;
  const size = Number(digits);
  const root = fromBase64(rootText);
  if (!Number.isSafeInteger(size) || root === undefined || root.length !== 32) {
    return "its size or its root is none";
  }
  const signatures = lines.trimEnd().split("\n").map((line) => {
    const [, name, signature] = line.split(" ");
    return { name: name!, signature: signature! };
  });
  return { ...origin, size, root, text, signatures };
}

/** Whether a signer, by its 32-byte public key, signed a checkpoint as the log that it names. */
export async function isSignedBy(checkpoint: Checkpoint, publicKey: Uint8Array): Promise<boolean> {
  const origin = originOf(checkpoint.vaultId, checkpoint.log);
  const keyId = noteKeyId(origin, publicKey);
  const check = await checkOf(publicKey);
  for (const { name, signature } of checkpoint.signatures) {
    if (name !== origin) continue;
    const bytes = parseSignature(signature, keyId);
    // Lines of other keys are somebody else's; one of this key that doesn't hold spoils the note.
    if (bytes !== undefined) return await check(new TextEncoder().encode(checkpoint.text), bytes);
  }
  return false;
}

/** Takes an origin apart; undefined when it is not of a vault's log. */
export function parseOrigin(origin: string): Origin | undefined {
  const match = /^cred\.local\/([0-9a-f]{32})\/([0-9a-f.]+)$/.exec(origin);
  if (match === null || !isLogName(match[2]!)) return undefined;
  return { vaultId: match[1]!, log: match[2]! };
}
