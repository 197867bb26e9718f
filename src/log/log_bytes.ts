import { concatBytes } from "../domain/encoding.ts";

/** The bytes of a log: at hand, or where they can be read in parts. */
export type LogBytes = Uint8Array<ArrayBuffer> | LogParts;

/** A log that is too long to be at hand. */
export interface LogParts {
  /** Bytes that it had when it was looked at: what is added meanwhile isn't read. */
  readonly size: number;
  /** Up to `length` bytes from an offset on; none where the log ends. */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** How many bytes a log has. */
export function sizeOf(log: LogBytes): number {
  return log instanceof Uint8Array ? log.length : log.size;
}

/** All bytes of a log. */
export async function wholeLog(log: LogBytes): Promise<Uint8Array<ArrayBuffer>> {
  if (log instanceof Uint8Array) return log;
  const parts: Uint8Array[] = [];
  for (let size = 0; size < log.size; size += parts.at(-1)!.length) {
    const part = await log.read(size, log.size - size);
    if (part.length === 0) break;
    parts.push(part);
  }
  return concatBytes(...parts);
}
