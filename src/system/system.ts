import type { Clock } from "./clock.ts";
import type { Environment } from "./environment.ts";
import type { Files } from "./files.ts";
import type { Processes } from "./processes.ts";
import type { Random } from "./random.ts";
import type { Terminal } from "./terminal.ts";

/** One HTTP exchange, as the platform's `fetch` has it; never follows a redirect by itself. */
export type Fetch = (request: Request) => Promise<Response>;

/** Everything outside the program, in one value: made by main.ts, replaced in tests. */
export interface System {
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Environment;
  readonly files: Files;
  readonly terminal: Terminal;
  readonly processes: Processes;
  readonly fetch: Fetch;
  /** Aborts when the user interrupts (Ctrl-C, SIGTERM). */
  readonly interrupted: AbortSignal;
}
