// What only the C library tells: whether the terminal counts this process as its foreground. Where there is no such
// library, the streams are taken for an answer.

import { loadLibc } from "./libc.ts";

const SYMBOLS = {
  getpgrp: { parameters: [], result: "i32" },
  tcgetpgrp: { parameters: ["i32"], result: "i32" },
  open: { parameters: ["buffer", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
} as const;

const STREAMS = [0, 1, 2];
const READ_ONLY = 0;

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

function load() {
  return loadLibc(SYMBOLS);
}
