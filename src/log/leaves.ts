import { splitLine } from "./record.ts";

/** The stored event bytes of a verified log's first `count` records: the leaves of its tree. Views into the bytes. */
export function leavesOf(bytes: Uint8Array<ArrayBuffer>, count: number): Uint8Array<ArrayBuffer>[] {
  const leaves: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; leaves.length < count;) {
    const newline = bytes.indexOf(0x0a, at);
    const end = newline < 0 ? bytes.length : newline;
    const parts = splitLine(bytes.subarray(at, end));
    if (typeof parts === "string") throw new RangeError(`record ${leaves.length}: ${parts}`);
    leaves.push(parts.leaf);
    at = end + 1;
  }
  return leaves;
}
