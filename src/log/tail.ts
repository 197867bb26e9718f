import { readLine } from "./record.ts";

const NEWLINE = 0x0a;

/** Whether what follows the last record is torn: see the law of the tail. */
export function isTorn(bytes: Uint8Array<ArrayBuffer>): boolean {
  return (!bytes.includes(NEWLINE) || bytes.includes(0)) && !holdsRecord(bytes);
}

/** Whether a record follows the first line, or a NUL: then what is before it was damaged, not torn. */
export function holdsRecord(bytes: Uint8Array<ArrayBuffer>): boolean {
  for (let start = endOfText(bytes, 0) + 1; start <= bytes.length;) {
    const end = endOfText(bytes, start);
    if (typeof readLine(bytes, start, end) !== "string") return true;
    start = end + 1;
  }
  return false;
}

/** As much as ends with a newline or a NUL. */
export function wholeLines(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.subarray(0, Math.max(bytes.lastIndexOf(NEWLINE), bytes.lastIndexOf(0)) + 1);
}

/** Where a line ends: at a newline, at a NUL (which no record holds), or with the bytes. */
function endOfText(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length; at++) if (bytes[at] === NEWLINE || bytes[at] === 0) return at;
  return bytes.length;
}
