import { type Playground, quoted } from "../../scripts/playground.ts";

const PATIENCE_MS = 20_000;

/** Why nothing can be run on a terminal here, as words for a test's name; empty when it can. */
export const NO_TERMINAL = hasScript() ? "" : " (skipped: needs script; apt-get install bsdutils)";

/** A command on a terminal of its own. */
export interface OnTerminal extends AsyncDisposable {
  /** All that the terminal showed so far. */
  readonly shown: string;
  /** Waits until the words have been shown, behind what was waited for before. */
  until(words: string): Promise<void>;
  type(text: string): Promise<void>;
}

/** Runs a line of shell on a new terminal in a playground. Ctrl-C is for the programs in it, not for the shell. */
export function onTerminal(line: string, { env, work }: Playground): OnTerminal {
  const child = new Deno.Command("script", {
    args: ["--quiet", "--return", "--command", `sh -c ${quoted(`trap : INT; ${line}`)}`, "/dev/null"],
    env: { ...env, TZ: "UTC", LC_ALL: "C.UTF-8", NO_COLOR: "1", TERM: "xterm", CI: "", SHELL: "/bin/sh" },
    clearEnv: true,
    cwd: work,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const keys = child.stdin.getWriter(), screen = child.stdout.getReader();
  const decoder = new TextDecoder();
  let shown = "", seen = 0;

  return {
    get shown() {
      return shown;
    },
    async until(words) {
      const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
      try {
        while (!shown.includes(words, seen)) {
          const { done, value } = await screen.read();
          if (done) throw new Error(`ended without showing "${words}", after: ${shown}`);
          shown += decoder.decode(value, { stream: true });
        }
        seen = shown.indexOf(words, seen) + words.length;
      } finally {
        clearTimeout(late);
      }
    },
    type: (text) => keys.write(new TextEncoder().encode(text)),
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await keys.close().catch(() => {});
      await screen.cancel();
      await child.status;
    },
  };
}

function hasScript(): boolean {
  try {
    return new Deno.Command("script", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}
