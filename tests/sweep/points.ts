// Which calls are made to fail, and how: SIGKILL and EIO at every call that changes something, locks, or makes it durable;
// ENOSPC at those that may need room; EIO once for each file or folder that is opened to be read.

import { isChange } from "../support/call_lines.ts";
import type { Call, Injection } from "../support/strace.ts";

/** A call, and how it goes wrong. */
export interface Point {
  readonly call: Call;
  readonly inject: Injection;
}

/** All points of a run that went well. Calls are counted among those of their name, as strace does. */
export function pointsOf(calls: readonly Call[]): Point[] {
  const counts = new Map<string, number>();
  const read = new Set<string>();
  return calls.flatMap((call): Point[] => {
    if (call.path === "socket") return [];
    const { name, path, flags } = call;
    const when = (counts.get(name) ?? 0) + 1;
    counts.set(name, when);
    const at = (fault: Injection["fault"]): Point => ({ call, inject: { name, when, fault } });
    if (!isChange(call)) {
      if (read.has(path)) return [];
      read.add(path);
      return [at("EIO")];
    }
    const needsRoom = /^(write|pwrite64|fsync|fdatasync|rename|renameat2?|mkdir)$/.test(name) ||
      flags.includes("O_CREAT");
    return [at("SIGKILL"), at("EIO"), ...(needsRoom ? [at("ENOSPC")] : [])];
  });
}
