import type { CheckedProofView, CheckpointsView, ProofView } from "../views/checkpoint.ts";
import { safe } from "./safe.ts";
import { count } from "./words.ts";

/** Text of `log checkpoint`: the notes to the letter, an empty line between them. */
export function checkpointsText({ checkpoints }: CheckpointsView): string {
  return checkpoints.map(({ note }) => note).join("\n");
}

/** What is said beside the notes. */
export function verifierKeysText({ checkpoints }: CheckpointsView): string[] {
  return checkpoints.map(({ verifierKey }) => `verifier key: ${verifierKey}`);
}

/** Text of `log prove`. */
export function proofText({ proof, file, log, seq, size }: ProofView): string {
  if (file === undefined) return proof;
  return `wrote ${safe(file)}: record ${seq} of log ${log} is in its first ${count(size, "record")}\n`;
}

/** Text of `log check-proof`. */
export function checkedProofText({ id, log, seq, signer, size, event }: CheckedProofView): string {
  return `record ${seq} of log ${log} of vault ${id}: signer ${signer} signed it with the log's first ${
    count(size, "record")
  }\n\n${eventText(event)}\n`;
}

/** An event as a person reads it: without characters that a terminal would act on. */
export function eventText(event: unknown): string {
  return JSON.stringify(event, null, 2).replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    "",
  );
}
