import type { Secret } from "../domain/secret.ts";

/** The terminal and the standard streams, injected. */
export interface Terminal {
  readonly isTty: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean };
  /** Width of the terminal in columns; 80 where there is none. */
  columns(): number;
  /** Writes all of it; a closed pipe is silently the end of all output. */
  out(data: string | Uint8Array): void;
  err(text: string): void;
  /** Standard input to its end, at most `limit` bytes (more is usage.too_large). */
  readAll(limit: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Whether somebody can be asked: stderr is a terminal, and so is stdin, or there is the terminal that the process was
   * started on. Then the answer is read there, and stdin is left to what comes through it.
   */
  canAsk(): boolean;
  /** Asks on stderr and reads a line without echo; Ctrl-C is `interrupted`. */
  askSecret(question: string): Promise<Secret>;
  /** Asks on stderr and reads a line; undefined at the end of input. */
  askLine(question: string): Promise<string | undefined>;
}
