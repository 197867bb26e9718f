import { CredError } from "../../domain/errors.ts";
import type { Processes, ProgramOptions, ProgramOutput } from "../processes.ts";
import { runProgram, variables } from "./run_program.ts";

/** Other programs, started without a shell. */
export function denoProcesses(): Processes {
  return { output, page, run: runProgram };
}

async function output(
  command: string,
  args: readonly string[],
  cwd?: string,
  options?: ProgramOptions,
): Promise<ProgramOutput | undefined> {
  const { stdin, env, signal } = options ?? {};
  const program = new Deno.Command(command, {
    args: [...args],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env: variables(env), clearEnv: true }),
    ...(signal === undefined ? {} : { signal }),
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: options === undefined ? "null" : "piped",
  });
  try {
    const child = program.spawn();
    const fed = stdin === undefined ? undefined : feed(child.stdin, stdin);
    const ended = await child.output();
    await fed;
    const told = { status: ended.code, stdout: new Uint8Array(ended.stdout) };
    return options === undefined ? told : { ...told, stderr: new Uint8Array(ended.stderr) };
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound && isThere(cwd)) return undefined;
    throw new CredError(
      "failed.program",
      `cannot run "${command}"${cwd === undefined ? "" : ` in "${cwd}"`}`,
      [],
      cause,
    );
  }
}

/** A missing working directory fails like a missing program. */
function isThere(cwd: string | undefined): boolean {
  try {
    return cwd === undefined || Deno.statSync(cwd).isDirectory;
  } catch {
    return false;
  }
}

async function page(command: string, args: readonly string[], text: string): Promise<boolean> {
  let pager: Deno.ChildProcess;
  try {
    pager = new Deno.Command(command, {
      args: [...args],
      stdin: "piped",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn();
  } catch {
    return false;
  }
  // Ctrl-C belongs to the pager while it owns the terminal; without this we would die under it.
  const ignore = () => {};
  Deno.addSignalListener("SIGINT", ignore);
  try {
    await feed(pager.stdin, new TextEncoder().encode(text));
    await pager.status;
    return true;
  } finally {
    Deno.removeSignalListener("SIGINT", ignore);
  }
}

/** What fails here is the other end of the pipe: a program that was quit early has read enough. */
async function feed(stdin: Deno.ChildProcess["stdin"], bytes: Uint8Array): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(bytes);
    await writer.close();
  } catch {
    // The runtimes disagree on which error it is.
  }
}
