import { CredError } from "../../domain/errors.ts";
import type { Processes, ProgramOutput } from "../processes.ts";

/** Other programs, started without a shell. */
export function denoProcesses(): Processes {
  return { output, page };
}

async function output(
  command: string,
  args: readonly string[],
  cwd?: string,
): Promise<ProgramOutput | undefined> {
  const program = new Deno.Command(command, {
    args: [...args],
    ...(cwd === undefined ? {} : { cwd }),
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  });
  try {
    const { code, stdout } = await program.output();
    return { status: code, stdout: new Uint8Array(stdout) };
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
    await feed(pager.stdin, text);
    await pager.status;
    return true;
  } finally {
    Deno.removeSignalListener("SIGINT", ignore);
  }
}

/** What fails here is the pager's end of the pipe: one that was quit early has read enough. */
async function feed(stdin: Deno.ChildProcess["stdin"], text: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch {
    // The runtimes disagree on which error it is.
  }
}
