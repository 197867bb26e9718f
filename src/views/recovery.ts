/** Answer of `recovery create`. */
export interface RecoveryCreatedView {
  readonly vault: string;
  /** What the recovery key is called in the history. */
  readonly name: string;
  /** Absent in a dry run, as is the recipient. */
  readonly signer?: string;
  readonly recipient?: string;
  /** Where it lies, as it was named: an age file under a passphrase. */
  readonly file: string;
  /** Values that were sealed again. */
  readonly sealed: number;
  /** Versions that this machine can't open, and so could not seal to it. */
  readonly left: readonly { readonly version: string; readonly why: string }[];
  readonly dryRun: boolean;
}

/** Answer of `recovery use`. */
export interface RecoveryUsedView {
  readonly vault: string;
  /** What this machine is called from now on. */
  readonly name: string;
  /** Absent in a dry run, as is the recipient. */
  readonly signer?: string;
  readonly recipient?: string;
  /** Values that were sealed again. */
  readonly sealed: number;
  /** Versions that the recovery key can't open, and so could not seal to this machine. */
  readonly left: readonly { readonly version: string; readonly why: string }[];
  /** Who else has access, the machine that was lost among them. */
  readonly others: readonly {
    readonly name: string;
    /** Absent for one that can only read. */
    readonly signer?: string;
  }[];
  readonly dryRun: boolean;
}
