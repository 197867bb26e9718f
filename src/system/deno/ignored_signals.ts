// The law of ignored signals: what is ignored on purpose when a process is started (nohup, a shell's background jobs) stays
// so, for the programs that it starts, too. The runtime undoes that for SIGHUP, SIGINT and SIGTERM as soon as anything is
// listened for; so it is done again.

import { loadLibc } from "./libc.ts";

const SYMBOLS = {
  sigaction: { parameters: ["i32", "pointer", "buffer"], result: "i32" },
  signal: { parameters: ["i32", "pointer"], result: "pointer" },
} as const;

/** Larger than any system's `struct sigaction`, which begins with the handler. */
const SIGACTION_BYTES = 512;
const SIG_IGN = 1n;
/** Those that are ignored on purpose; the numbers are the same everywhere. */
const NUMBERS: ReadonlyMap<Deno.Signal, number> = new Map([
  ["SIGHUP", 1],
  ["SIGINT", 2],
  ["SIGQUIT", 3],
  ["SIGTERM", 15],
]);

/** The signals that this process was started without. Asked before any is listened for. */
export function ignoredSignals(): readonly Deno.Signal[] {
  if (Deno.build.os === "windows") return [];
  const mask = Deno.build.os === "linux" ? maskOfProc() : undefined;
  const isIgnored = mask === undefined
    ? askLibc()
    : (number: number) => (mask >> BigInt(number - 1) & 1n) === 1n;
  return [...NUMBERS].filter(([, number]) => isIgnored(number)).map(([name]) => name);
}

function askLibc(): (number: number) => boolean {
  const libc = loadLibc(SYMBOLS), action = new Uint8Array(SIGACTION_BYTES);
  return (number) =>
    libc?.sigaction(number, null, action) === 0 &&
    new DataView(action.buffer).getBigUint64(0, true) === SIG_IGN;
}

/** Has signals ignored, whatever came of listening for others. */
export function ignoreAgain(names: readonly Deno.Signal[]): void {
  const libc = names.length === 0 ? null : loadLibc(SYMBOLS);
  for (const name of names) libc?.signal(NUMBERS.get(name)!, Deno.UnsafePointer.create(SIG_IGN));
}

/** Linux tells all at once, and without the C library: bit 0 is signal 1. */
function maskOfProc(): bigint | undefined {
  try {
    const [, mask] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync("/proc/self/status")) ?? [];
    return mask === undefined ? undefined : BigInt(`0x${mask}`);
  } catch {
    return undefined;
  }
}
