// The law of the tail: what follows the last record is torn, and no damage, if it has no newline or holds a NUL byte,
// and no further record follows it; a record that lacks only its newline counts. All else that is no record is damage.

import { concatBytes } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import type { Event } from "../domain/events.ts";
import { NewerEvent } from "./event_schema.ts";
import type { Sha256 } from "./hash.ts";
import type { HashThread } from "./hash_thread.ts";
import type { LogBytes } from "./log_bytes.ts";
import { asciiText, eventIn, LEAF_START, MAX_LINE_BYTES, readLine, SIGNATURE_TAIL } from "./record.ts";
import { holdsRecord, isTorn, wholeLines } from "./tail.ts";
import { type Frontier, Tree } from "./tree.ts";

const NEWLINE = 0x0a;

/** How much of a log is read at once. */
const PART = 1 << 20;

/** About how much of it is made text at once. */
const WINDOW = 1 << 16;

const latin1 = new TextDecoder("latin1");

/** Where a reader can go on: behind a record, which lies at `start` and ends at `end`. */
export interface ReaderStart {
  readonly frontier: Frontier;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads one log's bytes record by record, hashing as it goes. Signatures are not checked here. Of a log that is read in
 * parts, a part and a line are held, and what follows where it is damaged or torn.
 */
export class LogReader {
  readonly name: string;
  readonly tree: Tree;
  readonly #log: LogBytes;
  /** How much of the log was read. */
  #read = 0;
  #isWhole = false;
  #isHungry = false;
  /** Bytes at hand, their offset in the log, and where in them the last record begins and ends. */
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array();
  #base = 0;
  #start = 0;
  #end = 0;
  /** Whole lines of those bytes, and their text where each byte of them is a character. */
  #windowStart = 0;
  #windowEnd = 0;
  #text: string | undefined;
  #keyId: number | undefined;
  #lacksNewline = false;
  /** Why what comes next is no record, and all that was read from there on. */
  #bad: { readonly reason: string; readonly rest: Uint8Array<ArrayBuffer>[] } | undefined;
  #torn: Uint8Array<ArrayBuffer> | undefined;

  /**
   * With `from` the log is the file's from `from.start` on, where the last record lies that was read before. With a thread
   * to hash the leaves, the tree has to be settled when all is read.
   */
  constructor(name: string, log: LogBytes, sha256: Sha256, from?: ReaderStart, thread?: HashThread) {
    this.name = name;
    this.#log = log;
    this.tree = new Tree(sha256, from?.frontier, thread);
    if (log instanceof Uint8Array) this.#take(log, true);
    if (from !== undefined) this.#goOn(from);
  }

  /** Offset in the file of the last record read. */
  get start(): number {
    return this.#base + this.#start;
  }

  /** Offset in the file behind the last record read, its newline included where it has one. */
  get end(): number {
    return this.#base + this.#end;
  }

  /** The line of the last record read, its newline included where it has one. */
  get line(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  /** Base64 signature of the last record read. */
  get signature(): string {
    if (this.#keyId === undefined) return "";
    const lineEnd = this.#lacksNewline ? this.#end : this.#end - 1;
    return latin1.decode(this.#bytes.subarray(lineEnd - SIGNATURE_TAIL.from, lineEnd - SIGNATURE_TAIL.to));
  }

  /** Whether the last record read has no newline yet. */
  get lacksNewline(): boolean {
    return this.#lacksNewline;
  }

  /** The bytes of a torn tail; empty where there is none. Known when the reader is at its end. */
  get torn(): Uint8Array<ArrayBuffer> {
    return this.#torn ?? new Uint8Array();
  }

  /** Whether `next` had no answer because more of the log must be read first. */
  get isHungry(): boolean {
    return this.#isHungry;
  }

  /** Reads the next part of a log that isn't at hand. */
  async feed(): Promise<void> {
    if (this.#log instanceof Uint8Array || this.#isWhole) return;
    await this.tree.keepUp();
    const { size } = this.#log;
    const part = await this.#log.read(this.#read, Math.min(PART, size - this.#read));
    this.#read += part.length;
    this.#take(part, part.length === 0 || this.#read === size);
  }

  /** Lets go of the bytes when all is read; what was learned of them stays. */
  release(): void {
    this.#torn = this.#torn?.slice();
    this.#bytes = this.#bytes.slice(this.#start, this.#end);
    this.#moveBy(this.#start);
  }

  /**
   * The next event; undefined at the end, and where the reader is hungry. Throws integrity.damaged, and failed.newer for
   * a record that it took in (so that its signature can be checked) but can't understand.
   */
  next(): Event | undefined {
    if (this.#torn !== undefined) return undefined;
    if (this.#bad !== undefined) return this.#tornOrDamaged(this.#bad);
    if (this.#end === this.#windowEnd && !this.#openWindow()) return undefined;
    const bytes = this.#bytes, start = this.#end;
    const newline = this.#newline();
    const lineEnd = newline < 0 ? this.#windowEnd : newline;
    const keyId = readLine(bytes, start, lineEnd);
    if (typeof keyId === "string") return this.#refuse(keyId);
    const from = start + LEAF_START, to = lineEnd - SIGNATURE_TAIL.leaf;
    const event = this.#text === undefined
      ? eventIn(bytes.subarray(from, to))
      : eventIn(this.#text.slice(from - this.#windowStart, to - this.#windowStart));
    if (typeof event === "string") return this.#refuse(event);
    if (event.seq !== this.tree.size) throw this.#damaged(`it says that it is record ${event.seq}`);
    // That the first one's is the signer's own is checked with the log's last signature.
    if (this.#keyId !== undefined && keyId !== this.#keyId) {
      throw this.#damaged("it is signed with another key");
    }
    this.tree.append(bytes.subarray(from, to));
    this.#keyId = keyId;
    this.#lacksNewline = newline < 0;
    this.#start = start;
    this.#end = newline < 0 ? lineEnd : newline + 1;
    if (event instanceof NewerEvent) throw event.error;
    return event;
  }

  /** Where the next line ends; negative where it has no newline. */
  #newline(): number {
    if (this.#text === undefined) return this.#bytes.indexOf(NEWLINE, this.#end);
    const at = this.#text.indexOf("\n", this.#end - this.#windowStart);
    return at < 0 ? at : at + this.#windowStart;
  }

  /** Makes text of the next lines; false where there are none, or the next one isn't whole. */
  #openWindow(): boolean {
    const bytes = this.#bytes, start = this.#end;
    const last = lastLineEnd(bytes, start);
    if (last < 0 && !this.#isWhole && bytes.length - start > MAX_LINE_BYTES) {
      this.#refuse("its line is longer than that of any record");
      return false;
    }
    this.#isHungry = last < 0 && !this.#isWhole;
    if (this.#isHungry || start === bytes.length) return false;
    this.#windowStart = start;
    this.#windowEnd = last < 0 ? bytes.length : last;
    this.#text = asciiText(bytes.subarray(start, this.#windowEnd));
    return true;
  }

  #goOn({ start, end }: ReaderStart): void {
    const keyId = end === start ? undefined : readLine(this.#bytes, 0, end - start - 1);
    if (typeof keyId === "string") throw this.#damaged(keyId);
    this.#keyId = keyId;
    this.#base = start;
    this.#windowEnd = this.#end = end - start;
  }

  #take(part: Uint8Array<ArrayBuffer>, isLast: boolean): void {
    this.#isWhole = isLast;
    this.#isHungry = false;
    if (this.#bad !== undefined) {
      this.#bad.rest.push(part);
      this.#refuseBefore(part, this.#bad.reason);
      return;
    }
    // The last record stays: its signature may be asked for.
    const kept = this.#bytes.subarray(this.#start);
    this.#bytes = kept.length === 0 ? part : concatBytes(kept, part);
    this.#moveBy(this.#start);
  }

  /** The bytes at hand begin that much later. */
  #moveBy(count: number): void {
    this.#base += count;
    this.#start -= count;
    this.#end -= count;
    this.#windowEnd = this.#end;
    this.#text = undefined;
  }

  #refuse(reason: string): undefined {
    const rest = this.#bytes.subarray(this.#end);
    this.#bad = { reason, rest: [rest] };
    this.#refuseBefore(rest, reason);
    return this.#tornOrDamaged(this.#bad);
  }

  /** Where a record is seen to follow, no more need be read to know of the damage. */
  #refuseBefore(part: Uint8Array<ArrayBuffer>, reason: string): void {
    if (!this.#isWhole && holdsRecord(wholeLines(part))) throw this.#damaged(reason);
  }

  #tornOrDamaged({ reason, rest }: { reason: string; rest: readonly Uint8Array<ArrayBuffer>[] }): undefined {
    this.#isHungry = !this.#isWhole;
    if (this.#isHungry) return undefined;
    const [only, ...more] = rest as [Uint8Array<ArrayBuffer>, ...Uint8Array<ArrayBuffer>[]];
    const tail = more.length === 0 ? only : concatBytes(only, ...more);
    if (!isTorn(tail)) throw this.#damaged(reason);
    this.#torn = tail;
    return undefined;
  }

  #damaged(reason: string): CredError {
    return new CredError(
      "integrity.damaged",
      `log ${this.name} is damaged at record ${this.tree.size}: ${reason}`,
      [
        "restore the vault from a copy, and compare it with `cred log verify`",
      ],
    );
  }
}

/** Behind the last newline of the next lines, of one at least; negative where no line is whole. */
function lastLineEnd(bytes: Uint8Array, start: number): number {
  const last = bytes.lastIndexOf(NEWLINE, start + WINDOW);
  const end = last >= start ? last : bytes.indexOf(NEWLINE, start);
  return end < 0 ? end : end + 1;
}
