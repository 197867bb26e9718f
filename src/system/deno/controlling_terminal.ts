// The terminal that this process was started on, whatever its streams are. It is asked through the C library: the
// runtime opens no device for a program that may not do everything. On Windows, and without the library, there is none.

import { CredError } from "../../domain/errors.ts";
import { loadLibc } from "./libc.ts";

const SYMBOLS = {
  open: { parameters: ["buffer", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  getpgrp: { parameters: [], result: "i32" },
  tcgetpgrp: { parameters: ["i32"], result: "i32" },
  tcgetattr: { parameters: ["i32", "buffer"], result: "i32" },
  tcsetattr: { parameters: ["i32", "i32", "buffer"], result: "i32" },
  cfmakeraw: { parameters: ["buffer"], result: "void" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize", nonblocking: true },
} as const;

const PATH = new TextEncoder().encode("/dev/tty\0");
const READ_ONLY = 0;
const NOW = 0;
/** Larger than any system's `struct termios`. */
const TERMIOS_BYTES = 256;

/** What a person types there. */
export interface ControllingTerminal {
  /** Bytes that were typed; undefined at the end. */
  read(size: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Without echo, lines and signals, or as it was before. */
  setRaw(raw: boolean): void;
}

/** Opens it; undefined where there is none, or where this process is in its background and would be stopped. */
export function openControllingTerminal(): ControllingTerminal | undefined {
  if (Deno.build.os === "windows") return undefined;
  const libc = loadLibc(SYMBOLS);
  const file = libc?.open(PATH, READ_ONLY) ?? -1;
  if (libc === null || file < 0) return undefined;
  if (libc.tcgetpgrp(file) !== libc.getpgrp()) {
    libc.close(file);
    return undefined;
  }
  const before = new Uint8Array(TERMIOS_BYTES);
  return {
    async read(size) {
      const bytes = new Uint8Array(size);
      const length = Number(await libc.read(file, bytes, BigInt(size)));
      return length > 0 ? bytes.subarray(0, length) : undefined;
    },
    setRaw(raw) {
      if (!raw) return void libc.tcsetattr(file, NOW, before);
      const changed = new Uint8Array(TERMIOS_BYTES);
      if (libc.tcgetattr(file, before) === 0) {
        changed.set(before);
        libc.cfmakeraw(changed);
        if (libc.tcsetattr(file, NOW, changed) === 0) return;
      }
      throw new CredError("failed.file", "cannot hide what is typed at the terminal");
    },
  };
}
