/** Answer of `init`. */
export interface InitView {
  readonly vault: string;
  /** Absent in a dry run. */
  readonly id?: string;
  /** Whether the folder is in a git repository, which then ignores the vault. */
  readonly git: boolean;
  readonly dryRun: boolean;
}
