/** One log, as a sync found and left it. */
export interface SyncedLogView {
  readonly log: string;
  /** Label of its signer; empty where it has none. */
  readonly label: string;
  /** Records in this vault before. */
  readonly here: number;
  /** Records on the branch before. */
  readonly there: number;
  /** Records of both together. */
  readonly now: number;
}

/** How many things went one way. */
export interface SyncedCount {
  readonly records: number;
  readonly values: number;
}

/** Answer of `sync`. */
export interface SyncView {
  readonly vault: string;
  readonly id: string;
  readonly branch: string;
  /** The remote's name or address; absent with `--local`. */
  readonly remote?: string;
  /** Whether the vault's folder was made from the branch. */
  readonly made: boolean;
  /** Logs of the vault's history. */
  readonly logs: readonly SyncedLogView[];
  readonly came: SyncedCount;
  /** Nothing with `--pull`. */
  readonly went: SyncedCount;
  /** Sealed values that records which came say are dead: their files are gone here. */
  readonly removedValues: number;
  /** The commit that the branch of this repository is at; absent with `--pull` and in a dry run. */
  readonly commit?: string;
  /** Whether something was pushed to the remote. */
  readonly pushed: boolean;
  readonly dryRun: boolean;
}
