// The law of handing over: the program stays in our process group and has our streams. A signal that we get is handed
// on, but for one that the terminal sends to the whole group; we never end before the program does, and stop when it is
// to stop. What was ignored when we were started (nohup) stays ignored for both.

import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { ByteFilter, HandOver } from "../processes.ts";
import { errorCode, fileError } from "./file_errors.ts";
import { ignoreAgain, ignoredSignals } from "./ignored_signals.ts";
import { isInForeground } from "./job_control.ts";

const BUSY_WAIT_MS = 5;

/** Signals that a person or a supervisor sends to this process alone. */
const TO_US: readonly Deno.Signal[] = [
  "SIGTERM",
  "SIGUSR1",
  "SIGUSR2",
  "SIGALRM",
  "SIGVTALRM",
  "SIGPROF",
  "SIGIO",
];
/** Signals that the terminal sends, too: to every process in its foreground. */
const FROM_TERMINAL: readonly Deno.Signal[] = [
  "SIGINT",
  "SIGQUIT",
  "SIGHUP",
  "SIGWINCH",
  "SIGCONT",
  "SIGTSTP",
];
/** A Windows console sends these to every process that it has; there is nothing to hand on. */
const FROM_CONSOLE: readonly Deno.Signal[] = ["SIGINT", "SIGBREAK"];

/** Runs a program with our streams; its exit status. */
export async function runProgram(
  command: string,
  args: readonly string[],
  { env, filter }: HandOver,
): Promise<number> {
  let child: Deno.ChildProcess | undefined;
  const release = listen((signal) => child?.kill(signal));
  try {
    child = spawn(command, args, env, filter !== undefined);
    if (filter === undefined) return (await child.status).code;
    const out = pass(child.stdout, Deno.stdout, "standard output", filter());
    const err = pass(child.stderr, Deno.stderr, "standard error", filter());
    const { code } = await child.status;
    // Programs that it left behind may still hold the streams: from here on a signal ends us.
    release();
    await Promise.all([out, err]);
    return code;
  } finally {
    release();
  }
}

/** This process's variables with those changed that are named. */
export function variables(changed: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const all: Record<string, string | undefined> = { ...Deno.env.toObject(), ...changed };
  const kept = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(kept);
}

function spawn(
  command: string,
  args: readonly string[],
  env: HandOver["env"],
  isFiltered: boolean,
): Deno.ChildProcess {
  const output = isFiltered ? "piped" : "inherit";
  try {
    return new Deno.Command(command, {
      args: [...args],
      env: variables(env),
      clearEnv: true,
      stdin: "inherit",
      stdout: output,
      stderr: output,
    }).spawn();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) {
      throw new CredError("not_found.command", `there is no program ${quote(command)}`, [
        "give the program and its words behind --, as they are typed without cred",
      ], cause);
    }
    const why = cause instanceof Deno.errors.PermissionDenied
      ? "permission denied"
      : "it could not be started";
    throw new CredError("not_executable.command", `cannot run ${quote(command)}: ${why}`, [
      "it must be a program, or a script that may be executed",
    ], cause);
  }
}

/** Listens until released; what was ignored stays so. */
function listen(handOn: (signal: Deno.Signal) => void): () => void {
  const ignored = ignoredSignals(), listeners = new Map<Deno.Signal, () => void>();
  if (Deno.build.os === "windows") {
    for (const name of FROM_CONSOLE) listeners.set(name, () => {});
  } else {
    for (const name of TO_US) listeners.set(name, () => quietly(() => handOn(name)));
    for (const name of FROM_TERMINAL) {
      listeners.set(name, () => {
        if (!isInForeground()) quietly(() => handOn(name));
        // Listening took away that it stops us; this can't be listened for.
        if (name === "SIGTSTP") Deno.kill(Deno.pid, "SIGSTOP");
      });
    }
  }
  for (const name of ignored) listeners.delete(name);
  for (const [name, listener] of listeners) Deno.addSignalListener(name, listener);
  ignoreAgain(ignored);
  return () => {
    for (const [name, listener] of listeners) Deno.removeSignalListener(name, listener);
    listeners.clear();
  };
}

/** A program that has just ended can't be signalled. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Its status tells.
  }
}

/** Passes a stream on through a filter. Where its reader has gone the program is told so, by a closed pipe. */
async function pass(
  from: ReadableStream<Uint8Array>,
  to: { write(bytes: Uint8Array): Promise<number> },
  name: string,
  filter: ByteFilter,
): Promise<void> {
  try {
    for await (const chunk of from) await writeAll(to, filter.push(chunk));
    await writeAll(to, filter.end());
  } catch (cause) {
    if (cause instanceof Deno.errors.BrokenPipe) return;
    throw fileError("write to", name, cause);
  }
}

async function writeAll(
  to: { write(bytes: Uint8Array): Promise<number> },
  bytes: Uint8Array,
): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    try {
      done += await to.write(bytes.subarray(done));
    } catch (cause) {
      // Whoever started us may have made the pipe non-blocking: wait until there is room.
      if (errorCode(cause) !== "EAGAIN" && !(cause instanceof Deno.errors.WouldBlock)) throw cause;
      await new Promise((resolve) => setTimeout(resolve, BUSY_WAIT_MS));
    }
  }
}
