// The law of checking: with the proof's file and a verifier key alone. The event is read from the bytes whose hash leads
// to the signed root, and from nothing else.

import { sameBytes, toBase64 } from "../../domain/encoding.ts";
import { CredError, type ErrorCode } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { isSignedBy, parseOrigin } from "../../log/checkpoint.ts";
import { lightSha256 } from "../../log/hash.ts";
import { parseVerifierKey } from "../../log/note.ts";
import { signerIdOf, signerOfLog } from "../../log/origin.ts";
import { leafHash, rootOfInclusion } from "../../log/proof.ts";
import { MAX_EVENT_BYTES, parseLeaf } from "../../log/record.ts";
import { parseTlogProof, type TlogProof } from "../../log/tlog_proof.ts";
import { absolutePath } from "../../vault/layout.ts";
import type { CheckedProofView } from "../../views/checkpoint.ts";
import type { App } from "../app.ts";

/** Most bytes of a proof: an event in base64, 63 hashes, and the signatures of many witnesses. */
const MAX_PROOF_BYTES = 1_000_000;

/** A signer as a verifier key names it: any log's key of the same signer says the same. */
export interface PinnedSigner {
  readonly vaultId: string;
  readonly signer: string;
  readonly publicKey: Uint8Array;
}

/** Checks a proof without the log. `event`: a file with the event's bytes, which must then be what is proved. */
export async function logCheckProof(
  app: App,
  file: string,
  options: { readonly signer: string | undefined; readonly event: string | undefined },
): Promise<CheckedProofView> {
  if (options.signer === undefined) {
    throw new CredError("usage.input_missing", "the verifier key of the log's signer is missing", [
      "give --signer with the key that `cred log checkpoint` printed where the log is",
    ]);
  }
  const signer = parseSigner(options.signer);
  const proof = parseTlogProof(text(await readNamed(app, file, MAX_PROOF_BYTES)));
  if (typeof proof === "string") throw refused("proof", `${quote(file)} is no proof: ${proof}`);
  const { checkpoint, index } = proof;
  if (checkpoint.vaultId !== signer.vaultId || signerOfLog(checkpoint.log) !== signer.signer) {
    throw refused(
      "other_signer",
      `the proof is of log ${checkpoint.log} of vault ${checkpoint.vaultId}, and --signer of signer ${signer.signer} of vault ${signer.vaultId}`,
    );
  }
  if (!await isSignedBy(checkpoint, signer.publicKey)) {
    throw refused("proof_signature", `the checkpoint in ${quote(file)} is not what its signer signed`);
  }
  const leaf = await leafOf(app, proof, options.event, file);
  const root = rootOfInclusion(
    lightSha256,
    { leaf: leafHash(lightSha256, leaf), index, size: checkpoint.size },
    proof.hashes,
  );
  if (root === undefined || !sameBytes(root, checkpoint.root)) {
    throw refused("proof_inclusion", `the event is not record ${index} of the log that was signed`);
  }
  const event = parseLeaf(leaf);
  if (typeof event === "string" || event.seq !== index) {
    throw refused("proof_event", "what was signed at this place is no event that a cred wrote there");
  }
  return {
    ok: true,
    id: checkpoint.vaultId,
    log: checkpoint.log,
    seq: index,
    signer: signer.signer,
    size: checkpoint.size,
    root: toBase64(checkpoint.root),
    event: JSON.parse(text(leaf)),
  };
}

/** Reads a verifier key of a vault's log. */
export function parseSigner(key: string): PinnedSigner {
  const parsed = parseVerifierKey(key.trim());
  const origin = parsed === undefined ? undefined : parseOrigin(parsed.name);
  if (
    parsed === undefined || origin === undefined || signerIdOf(parsed.publicKey) !== signerOfLog(origin.log)
  ) {
    throw new CredError("usage.signer", `${quote(key)} is no verifier key of a vault's log`, [
      "`cred log checkpoint` prints it: cred.local/VAULT/LOG+…",
    ]);
  }
  return { vaultId: origin.vaultId, signer: signerOfLog(origin.log), publicKey: parsed.publicKey };
}

/** The bytes of a file that the user named. */
async function readNamed(app: App, file: string, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const path = absolutePath(file, app.system.environment);
  const bytes = file === "" || file.includes("\0")
    ? undefined
    : await app.system.files.readInput(path, limit);
  if (bytes !== undefined) return bytes;
  throw new CredError("usage.file", `there is no file ${quote(file)}`);
}

async function leafOf(
  app: App,
  { extra }: TlogProof,
  event: string | undefined,
  file: string,
): Promise<Uint8Array> {
  if (event === undefined) {
    if (extra !== undefined) return extra;
    throw new CredError("usage.input_missing", `${quote(file)} does not hold the event itself`, [
      "give its bytes: --event FILE",
    ]);
  }
  const bytes = await readNamed(app, event, MAX_EVENT_BYTES + 1);
  const leaf = bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes;
  if (extra === undefined || sameBytes(leaf, extra)) return leaf;
  throw refused("other_event", `${quote(event)} is another event than the one in ${quote(file)}`);
}

/** A byte that is no UTF-8 becomes another character, and nothing that is checked holds such a one. */
function text(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function refused(code: string, message: string): CredError {
  return new CredError(`integrity.${code}` satisfies ErrorCode, message, [
    "ask for the proof again, from whoever has the log: cred log prove POSITION",
  ]);
}
