/** Other programs, injected. Secrets never go into `args`. */
export interface Processes {
  /** Runs a program to its end; undefined when it is not installed. */
  output(
    command: string,
    args: readonly string[],
    cwd?: string,
    options?: ProgramOptions,
  ): Promise<ProgramOutput | undefined>;
  /**
   * Feeds `text`, and then what `more` gives unless it was left before, to a pager that owns the terminal; false when it
   * could not be started.
   */
  page(
    command: string,
    args: readonly string[],
    text: string,
    more?: () => Promise<string>,
  ): Promise<boolean>;
  /**
   * Gives the standard streams over to a program until it ends, and hands on the signals that it didn't get itself. Its
   * exit status, 128+n after signal n. Errors: not_found.command, not_executable.command.
   */
  run(command: string, args: readonly string[], options: HandOver): Promise<number>;
}

/** How a program is run that has the standard streams. */
export interface HandOver {
  /** Variables besides this process's own; undefined takes one away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What its output goes through, one for each stream; without it the streams are its own. */
  readonly filter?: (() => ByteFilter) | undefined;
}

/** Bytes in, bytes out: what is still to be seen whole is held back. */
export interface ByteFilter {
  push(bytes: Uint8Array): Uint8Array;
  /** What was held back. */
  end(): Uint8Array;
}

/** What else a program is run with. */
export interface ProgramOptions {
  /** What it reads from standard input; nothing unless given. */
  readonly stdin?: Uint8Array;
  /** Variables besides this process's own; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends the program when it aborts. */
  readonly signal?: AbortSignal;
}

/** What a program that ended left. */
export interface ProgramOutput {
  readonly status: number;
  readonly stdout: Uint8Array<ArrayBuffer>;
  /** Standard error, where the program was run with options. */
  readonly stderr?: Uint8Array<ArrayBuffer>;
}
