import type { EventView } from "./log.ts";

/** Answer of `log checkpoint`. */
export interface CheckpointsView {
  readonly vault: string;
  readonly id: string;
  readonly checkpoints: readonly {
    readonly log: string;
    readonly signer: string;
    /** Of its signer; empty where the history does not know that one. */
    readonly label: string;
    readonly size: number;
    /** Base64. */
    readonly root: string;
    /** The C2SP signed note, as it is printed. */
    readonly note: string;
    readonly verifierKey: string;
  }[];
}

/** Answer of `log prove`. */
export interface ProofView {
  readonly vault: string;
  readonly log: string;
  readonly seq: number;
  /** Records of the log that the proof's checkpoint covers. */
  readonly size: number;
  readonly verifierKey: string;
  /** The C2SP tlog-proof. */
  readonly proof: string;
  /** Where it was written. */
  readonly file?: string;
}

/** Answer of `log check-proof`. */
export interface CheckedProofView {
  readonly ok: true;
  /** The vault's id. */
  readonly id: string;
  readonly log: string;
  readonly seq: number;
  readonly signer: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** The event as it was signed. */
  readonly event: EventView;
}
