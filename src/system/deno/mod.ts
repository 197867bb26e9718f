// The law of this room: it alone (with the keychain) speaks to the runtime. Making a system asks the machine
// nothing; each part does so when it is first used, so that a command pays only for what it needs.

import type { Processes } from "../processes.ts";
import type { System } from "../system.ts";
import { denoClock } from "./clock.ts";
import { denoEnvironment } from "./environment.ts";
import { denoFiles } from "./files.ts";
import { onceInterrupted } from "./interrupted.ts";
import { denoRandom } from "./random.ts";
import { denoTerminal } from "./terminal.ts";

export { denoFiles };

/** Everything outside the program, as Deno gives it. */
export function denoSystem(): System {
  const interrupted = onceInterrupted();
  return {
    clock: denoClock(),
    random: denoRandom(),
    environment: denoEnvironment(),
    files: denoFiles(interrupted),
    terminal: denoTerminal(interrupted),
    processes: otherPrograms(),
    fetch: (request) => fetch(request, { redirect: "manual" }),
    get interrupted() {
      return interrupted();
    },
  };
}

/** Few commands start another program: what that takes is loaded then. */
function otherPrograms(): Processes {
  const programs = async () => (await import("./processes.ts")).denoProcesses();
  return {
    output: async (...asked) => await (await programs()).output(...asked),
    page: async (...asked) => await (await programs()).page(...asked),
    run: async (...asked) => await (await programs()).run(...asked),
  };
}

/** Ends the process now, whatever is still pending. */
export function exit(status: number): never {
  Deno.exit(status);
}
