/** Other programs, injected. Secrets never go into `args`. */
export interface Processes {
  /** Runs a program to its end; undefined when it is not installed. */
  output(command: string, args: readonly string[], cwd?: string): Promise<ProgramOutput | undefined>;
  /** Feeds `text` to a pager that owns the terminal; false when it could not be started. */
  page(command: string, args: readonly string[], text: string): Promise<boolean>;
}

export interface ProgramOutput {
  readonly status: number;
  readonly stdout: Uint8Array<ArrayBuffer>;
}
