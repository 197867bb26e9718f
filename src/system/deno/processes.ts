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
    const fed = stdin === undefined ? undefined : feed(child.stdin, [stdin]);
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

async function page(
  command: string,
  args: readonly string[],
  text: string,
  more: () => Promise<string> = () => Promise.resolve(""),
): Promise<boolean> {
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
  const parts = async function* () {
    yield text;
    // Whoever left the pager waits for nothing more.
    yield await Promise.race([more(), pager.status.then(() => "")]);
  };
  // Ctrl-C belongs to the pager while it owns the terminal; without this we would die under it.
  const ignore = () => {};
  Deno.addSignalListener("SIGINT", ignore);
  try {
    try {
      await feed(pager.stdin, parts());
    } finally {
      await pager.status;
    }
    return true;
  } finally {
    Deno.removeSignalListener("SIGINT", ignore);
  }
}

/** Writes all to a program. */
async function feed(
  stdin: Deno.ChildProcess["stdin"],
  parts: AsyncIterable<string> | Iterable<Uint8Array>,
): Promise<void> {
  const writer = stdin.getWriter();
  // What fails there is the other end of the pipe: a program that was quit early has read enough.
  const isOpen = (work: Promise<void>) => work.then(() => true, () => false);
  try {
    for await (const part of parts) {
      const bytes = typeof part === "string" ? new TextEncoder().encode(part) : part;
      if (!await isOpen(writer.write(bytes))) return;
    }
  } finally {
    await isOpen(writer.close());
  }
}
