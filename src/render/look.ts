import type { OffsetMinutes } from "./time.ts";

/** Where a text will be read, and when: all that a renderer knows of the terminal. */
export interface Look {
  /** Whether a person reads it on a terminal; else a program does. */
  readonly isTty: boolean;
  /** Width of the terminal. */
  readonly columns: number;
  /** Whether colours are shown. They only repeat what words say. */
  readonly hasColor: boolean;
  readonly nowMs: number;
  readonly offset: OffsetMinutes;
}
