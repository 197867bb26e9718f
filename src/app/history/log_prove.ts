// System calls of writing a proof, to a file in `work`:
//   made.tlog-proof.<hex>.tmp openat write fsync rename→made.tlog-proof
//   work fsync

import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { parsePosition } from "../../domain/position.ts";
import { formatCheckpoint } from "../../log/checkpoint.ts";
import { leavesOf } from "../../log/leaves.ts";
import { wholeLog } from "../../log/log_bytes.ts";
import { inclusionProof } from "../../log/proof.ts";
import { formatTlogProof } from "../../log/tlog_proof.ts";
import { absolutePath } from "../../vault/layout.ts";
import type { ProofView } from "../../views/checkpoint.ts";
import type { App } from "../app.ts";
import { begunLogs, logVerifierKey, readWhole } from "./vault_copy.ts";

/** Proves that one event is in its log, as its signer signed it last; the event's bytes go with the proof. */
export async function logProve(app: App, text: string, out: string | undefined): Promise<ProofView> {
  const whole = await readWhole(app);
  const position = parsePosition(text, begunLogs(whole).map(({ name }) => name));
  if (typeof position === "string") {
    throw new CredError("usage.position", `${quote(text)} is no position: ${position}`, ["cred log"]);
  }
  const { log: name, seq } = position;
  const log = whole.history.logs.get(name)!;
  const { tree } = log.reader;
  if (seq >= tree.size) {
    throw new CredError(
      "usage.position",
      `there is no record ${quote(text)}: the last one is ${tree.size - 1}`,
      ["cred log"],
    );
  }
  const proof = formatTlogProof({
    extra: leavesOf(await wholeLog(whole.files.logs.get(name)!), seq + 1)[seq]!,
    index: seq,
    hashes: inclusionProof(tree, seq),
    note: formatCheckpoint(whole.id, log),
  });
  if (out !== undefined) await writeOutput(app, out, proof);
  const verifierKey = logVerifierKey(whole, name);
  const file = out === undefined ? {} : { file: out };
  return { vault: whole.title, log: name, seq, size: tree.size, verifierKey, proof, ...file };
}

/** Writes a file that the user named, over one that is there. */
export async function writeOutput(app: App, path: string, text: string): Promise<void> {
  if (path === "" || path.includes("\0")) {
    throw new CredError("usage.file", `${quote(path)} is no path of a file`);
  }
  await app.system.files.replace(absolutePath(path, app.system.environment), new TextEncoder().encode(text));
}
