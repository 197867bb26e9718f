// The law of the union: of copies of one log each is the beginning of the longest, which wins; else the log has two
// heads, and there is no way past that. What is new is written in an order in which whatever was cut off anywhere is a
// history: no record comes before one that it has seen.

import { toBase64 } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import type { Event } from "../domain/events.ts";
import { type Sha256, sha256For } from "./hash.ts";
import { LogReader } from "./log_reader.ts";

/** The logs of a vault, as one place has them: whole records and nothing else. */
export interface LogCopy {
  /** For messages: where it is. */
  readonly title: string;
  readonly logs: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** Two copies of a log of which neither is the beginning of the other. */
export interface Fork {
  readonly log: string;
  readonly copies: readonly [LogCopy, LogCopy];
}

/** The longest copy of each log; `fork` where there is no such thing. */
export function uniteLogs(
  copies: readonly LogCopy[],
): { readonly logs: Map<string, Uint8Array<ArrayBuffer>>; readonly fork: Fork | undefined } {
  const longest = new Map<string, { readonly bytes: Uint8Array<ArrayBuffer>; readonly copy: LogCopy }>();
  let fork: Fork | undefined;
  for (const copy of copies) {
    for (const [log, bytes] of copy.logs) {
      const best = longest.get(log);
      const isLonger = best === undefined || bytes.length > best.bytes.length;
      if (best !== undefined && !(isLonger ? beginsWith(bytes, best.bytes) : beginsWith(best.bytes, bytes))) {
        fork ??= { log, copies: [best.copy, copy] };
      }
      if (isLonger) longest.set(log, { bytes, copy });
    }
  }
  return { logs: new Map(Array.from(longest, ([log, { bytes }]) => [log, bytes])), fork };
}

/** The error of two copies that are each for itself valid. */
export async function forkError({ log, copies }: Fork): Promise<CredError> {
  const heads: string[] = [];
  for (const { title, logs } of copies) {
    const bytes = logs.get(log)!;
    const reader = new LogReader(log, bytes, await sha256For(bytes.length));
    while (reader.next() !== undefined) { /* to its end */ }
    heads.push(`${title} has ${reader.tree.size} records with root ${toBase64(reader.tree.root())}`);
  }
  const [one, other] = copies.map(({ logs }) => logs.get(log)!) as [Uint8Array, Uint8Array];
  return new CredError(
    "integrity.fork",
    `log ${log} has two heads, which differ from record ${firstDifference(one, other)} on: ${
      heads.join(", ")
    }`,
    [
      "one log was continued in two places, by a copied machine or by somebody with its key",
      "keep both copies, compare them with `cred log`, and put one out of the way",
    ],
  );
}

/** A part of a log that is missing: whole records, from where what is there ends. */
export interface Piece {
  readonly log: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * What is missing of verified logs, in pieces to be written one after another. `there`: how many bytes of whole
 * records there are of each.
 */
export function missingPieces(
  logs: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  there: ReadonlyMap<string, number>,
): Piece[] {
  const walks = Array.from(logs, ([log, bytes]) => new Walk(log, bytes, there.get(log) ?? 0));
  const taken = new Map(walks.map((walk) => [walk.log, walk]));
  const pieces: Piece[] = [];
  for (let moved = true; moved;) {
    moved = false;
    for (const walk of walks) {
      const piece = walk.goOn((seen) =>
        Object.entries(seen ?? {}).every(([log, [size]]) => (taken.get(log)?.size ?? 0) >= size)
      );
      if (piece === undefined) continue;
      pieces.push(piece);
      moved = true;
    }
  }
  return pieces;
}

/** How many records whole bytes hold: one line each. */
export function countRecords(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count++;
  return count + (bytes.length > 0 && bytes.at(-1) !== 0x0a ? 1 : 0);
}

/** What was verified needs no hash any more. */
const noSha256: Sha256 = Object.assign(() => new Uint8Array(32), { after: () => () => {} });

/** How far a log is written. */
class Walk {
  readonly log: string;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #reader: LogReader;
  #written: number;
  #next: Event | undefined;
  size = 0;

  constructor(log: string, bytes: Uint8Array<ArrayBuffer>, there: number) {
    this.log = log;
    this.#bytes = bytes;
    this.#reader = new LogReader(log, bytes, noSha256);
    this.#written = there;
    // The last one there may lack its newline.
    while ((this.#next = this.#reader.next()) !== undefined && this.#reader.end <= there + 1) this.size++;
  }

  /** Takes the records that have their past; undefined where there is none. */
  goOn(hasPast: (seen: Event["seen"]) => boolean): Piece | undefined {
    const from = this.#written;
    while (this.#next !== undefined && hasPast(this.#next.seen)) {
      this.#written = this.#reader.end;
      this.size++;
      this.#next = this.#reader.next();
    }
    return this.#written === from
      ? undefined
      : { log: this.log, bytes: this.#bytes.slice(from, this.#written) };
  }
}

function beginsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
  for (let i = 0; i < beginning.length; i++) if (bytes[i] !== beginning[i]) return false;
  return true;
}

function firstDifference(one: Uint8Array, other: Uint8Array): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return countRecords(one.subarray(0, at + 1)) - 1;
}
