// What only the C library tells: whether the terminal counts this process as its foreground, and which signals were
// ignored when it was started. Where there is no such library, the streams and the usual are taken for an answer.

import { loadLibc } from "./libc.ts";

const SYMBOLS = {
  getpgrp: { parameters: [], result: "i32" },
  tcgetpgrp: { parameters: ["i32"], result: "i32" },
  open: { parameters: ["buffer", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  sigaction: { parameters: ["i32", "pointer", "buffer"], result: "i32" },
} as const;

const STREAMS = [0, 1, 2];
const READ_ONLY = 0;
/** Larger than any system's `struct sigaction`, which begins with the handler. */
const SIGACTION_BYTES = 512;
const SIG_IGN = 1n;
/** Those that are ignored on purpose (nohup, a shell's background jobs); the numbers are the same everywhere. */
const NUMBERS: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15 };

let loaded: ReturnType<typeof load> | undefined;

/** Whether what the terminal sends to its foreground (Ctrl-C) reaches this process's whole group. */
export function isInForeground(): boolean {
  const libc = loaded ??= load();
  if (libc === null) {
    return [Deno.stdin, Deno.stdout, Deno.stderr].some((stream) => stream.isTerminal());
  }
  const group = libc.getpgrp();
  if (STREAMS.some((stream) => libc.tcgetpgrp(stream) === group)) return true;
  const terminal = libc.open(new TextEncoder().encode("/dev/tty\0"), READ_ONLY);
  if (terminal < 0) return false;
  try {
    return libc.tcgetpgrp(terminal) === group;
  } finally {
    libc.close(terminal);
  }
}

/** Whether this process was started with a signal ignored. Asked before it is listened for. */
export function isIgnored(signal: string): boolean {
  const number = NUMBERS[signal], libc = loaded ??= load();
  if (number === undefined || libc === null) return false;
  const action = new Uint8Array(SIGACTION_BYTES);
  if (libc.sigaction(number, null, action) !== 0) return false;
  return new DataView(action.buffer).getBigUint64(0, true) === SIG_IGN;
}

function load() {
  return loadLibc(SYMBOLS);
}
