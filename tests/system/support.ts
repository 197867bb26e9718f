import assert from "node:assert/strict";

const CHILD = `${import.meta.dirname}/child.ts`;
const PATIENCE_MS = 20_000;

/** A folder for one test, gone afterwards. */
export function temporaryFolder(): { readonly path: string; [Symbol.dispose](): void } {
  const path = Deno.makeTempDirSync({ prefix: "cred-test-" });
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

/** Why no file system can be mounted here, as words for a test's name; empty when one can. */
export function whyNoMounts(): string {
  try {
    tinyDisk()[Symbol.dispose]();
    return "";
  } catch {
    return " (skipped: needs the right to mount a tmpfs)";
  }
}

/** A file system of 64 KiB; it can be made read-only. */
export function tinyDisk(): { readonly path: string; makeReadOnly(): void; [Symbol.dispose](): void } {
  const folder = temporaryFolder();
  try {
    run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.path);
  } catch (cause) {
    folder[Symbol.dispose]();
    throw cause;
  }
  return {
    path: folder.path,
    makeReadOnly: () => run("mount", "-o", "remount,ro", folder.path),
    [Symbol.dispose]() {
      run("umount", folder.path);
      folder[Symbol.dispose]();
    },
  };
}

function run(command: string, ...args: string[]): void {
  const { success } = new Deno.Command(command, { args, stdout: "null", stderr: "null" }).outputSync();
  assert(success, `${command} ${args.join(" ")}`);
}

/** A child process whose output is read as it comes. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  /** Everything it printed so far. */
  readonly printed: string;
  /** Waits until it has printed the words. */
  until(words: string): Promise<void>;
  type(text: string): Promise<void>;
  kill(signal: Deno.Signal): void;
  /** Its end: exit status or the signal that killed it. */
  ended(): Promise<{ readonly code: number; readonly signal: Deno.Signal | null }>;
}

/** How to run `child.ts` in this runtime, with the first argument saying what it does. */
export function childCommand(args: readonly string[]): readonly string[] {
  return [Deno.execPath(), "run", "--quiet", "--no-check", "--allow-all", CHILD, ...args];
}

/** Starts `child.ts` in this runtime, or any command in its place. */
export function startChild(args: readonly string[], command = childCommand(args)): Child {
  const process = new Deno.Command(command[0]!, {
    args: command.slice(1),
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
    env: { RUST_BACKTRACE: "0", NO_COLOR: "1" },
  }).spawn();
  const writer = process.stdin.getWriter(), reader = process.stdout.getReader();
  const decoder = new TextDecoder();
  let printed = "";

  async function readMore(): Promise<boolean> {
    const { done, value } = await reader.read();
    printed += decoder.decode(value, { stream: true });
    return !done;
  }

  async function until(words: string): Promise<void> {
    const late = setTimeout(() => process.kill("SIGKILL"), PATIENCE_MS);
    while (!printed.includes(words)) {
      if (!await readMore()) assert.fail(`ended without printing "${words}", after: ${printed}`);
    }
    clearTimeout(late);
  }

  async function ended(): Promise<{ readonly code: number; readonly signal: Deno.Signal | null }> {
    while (await readMore()) { /* to its end */ }
    return await process.status;
  }

  return {
    pid: process.pid,
    get printed() {
      return printed;
    },
    until,
    type: (text) => writer.write(new TextEncoder().encode(text)),
    kill: (signal) => process.kill(signal),
    ended,
    async [Symbol.asyncDispose]() {
      try {
        process.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await writer.close().catch(() => {});
      await reader.cancel();
      await process.status;
    },
  };
}
