// The law of the tail: what follows the last record is torn, and no damage, if it has no newline or holds a NUL byte,
// and no further record follows it; a record that lacks only its newline counts. All else that is no record is damage.

import { CredError } from "../domain/errors.ts";
import type { Event } from "../domain/events.ts";
import type { Sha256 } from "./hash.ts";
import { NewerEvent } from "./event_schema.ts";
import { type LineParts, parseLeaf, splitLine } from "./record.ts";
import { Tree } from "./tree.ts";

const NEWLINE = 0x0a;

/** Reads one log's bytes record by record, hashing as it goes. Signatures are not checked here. */
export class LogReader {
  readonly name: string;
  readonly tree: Tree;
  #bytes: Uint8Array<ArrayBuffer>;
  #end = 0;
  #last: Omit<LineParts, "leaf"> | undefined;
  #lacksNewline = false;
  #torn: Uint8Array<ArrayBuffer> | undefined;

  constructor(name: string, bytes: Uint8Array<ArrayBuffer>, sha256: Sha256) {
    this.name = name;
    this.#bytes = bytes;
    this.tree = new Tree(sha256);
  }

  /** Offset behind the last record read, its newline included where it has one. */
  get end(): number {
    return this.#end;
  }

  /** Base64 signature of the last record read. */
  get signature(): string {
    return this.#last?.signature ?? "";
  }

  /** Whether the last record read has no newline yet. */
  get lacksNewline(): boolean {
    return this.#lacksNewline;
  }

  /** The bytes of a torn tail; empty where there is none. Known when the reader is at its end. */
  get torn(): Uint8Array<ArrayBuffer> {
    return this.#torn ?? new Uint8Array();
  }

  /** Lets go of the bytes when all is read; what was learned of them stays. */
  release(): void {
    this.#last = this.#last && { keyId: this.#last.keyId, signature: this.#last.signature };
    this.#torn = this.#torn?.slice();
    this.#bytes = new Uint8Array();
  }

  /**
   * The next event; undefined at the end. Throws integrity.damaged, and failed.newer for a record that it took in (so
   * that its signature can be checked) but can't understand.
   */
  next(): Event | undefined {
    if (this.#torn !== undefined || this.#end >= this.#bytes.length) return undefined;
    const newline = this.#bytes.indexOf(NEWLINE, this.#end);
    const lineEnd = newline < 0 ? this.#bytes.length : newline;
    const parts = splitLine(this.#bytes.subarray(this.#end, lineEnd));
    if (typeof parts === "string") return this.#tornOrDamaged(parts);
    const event = parseLeaf(parts.leaf);
    if (typeof event === "string") return this.#tornOrDamaged(event);
    if (event.seq !== this.tree.size) throw this.#damaged(`it says that it is record ${event.seq}`);
    // That the first one's is the signer's own is checked with the log's last signature.
    if (this.#last !== undefined && parts.keyId !== this.#last.keyId) {
      throw this.#damaged("it is signed with another key");
    }
    this.tree.append(parts.leaf);
    this.#last = parts;
    this.#lacksNewline = newline < 0;
    this.#end = newline < 0 ? lineEnd : newline + 1;
    if (event instanceof NewerEvent) throw event.error;
    return event;
  }

  #tornOrDamaged(reason: string): undefined {
    const rest = this.#bytes.subarray(this.#end);
    const mayBeTorn = !rest.includes(NEWLINE) || rest.includes(0);
    if (!mayBeTorn || holdsRecord(rest)) throw this.#damaged(reason);
    this.#torn = rest;
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

/** Whether a record follows the first line, or a NUL: then what is before it was damaged, not torn. */
function holdsRecord(bytes: Uint8Array<ArrayBuffer>): boolean {
  for (let start = endOfText(bytes, 0) + 1; start <= bytes.length;) {
    const end = endOfText(bytes, start);
    if (typeof splitLine(bytes.subarray(start, end)) !== "string") return true;
    start = end + 1;
  }
  return false;
}

/** Where a line ends: at a newline, at a NUL (which no record holds), or with the bytes. */
function endOfText(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length; at++) if (bytes[at] === NEWLINE || bytes[at] === 0) return at;
  return bytes.length;
}
