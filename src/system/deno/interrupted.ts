import { CredError } from "../../domain/errors.ts";
import { ignoreAgain, ignoredSignals } from "./ignored_signals.ts";

/** Gives the signal that aborts on an interruption; the first call starts listening. */
export type Interrupted = () => AbortSignal;

/**
 * One signal per process, listened for from the first time somebody asks: a command that never does dies the
 * system's ordinary way. After the first interruption the second is the system's again, so nothing can hang.
 */
export function onceInterrupted(): Interrupted {
  let signal: AbortSignal | undefined;
  return () => signal ??= listen();
}

function listen(): AbortSignal {
  const controller = new AbortController();
  const all: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM", "SIGHUP"];
  const ignored = ignoredSignals();
  const names = all.filter((name) => !ignored.includes(name));
  function stop(): void {
    for (const name of names) Deno.removeSignalListener(name, stop);
    controller.abort(new CredError("interrupted", "interrupted"));
  }
  for (const name of names) Deno.addSignalListener(name, stop);
  ignoreAgain(ignored);
  return controller.signal;
}

/** Waits for `work`, or rejects with the signal's reason when that comes first; the work itself goes on. */
export async function unlessInterrupted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal.reason);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
