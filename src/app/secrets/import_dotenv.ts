// The law of dotenv imports: a name has the value that dotenv gives it. What dotenv would pass over, or read otherwise
// than it looks, is an error of its line. Comments may hold old secrets and descriptions stand open in the log: they
// are taken where `cred export` wrote them, or where that is said.

import { CredError } from "../../domain/errors.ts";
import { refuseSecretName } from "../../domain/names.ts";
import { type Assignment, assignments } from "../../targets/dotenv/text.ts";
import type { LeftView } from "../../views/exchange.ts";
import { EXPORT_HEADER, isWhole } from "./export_dotenv.ts";
import type { ImportedEntry, ImportedText } from "./import_text.ts";

/** Reads a `.env` text. */
export function readDotenvImport(text: string, comments: boolean): ImportedText {
  const all = assignments(text);
  const lines = new Lines(text);
  refuseUnread(text, all, lines);
  const isOurs = text.startsWith(EXPORT_HEADER);
  const said = isOurs ? /^ environment (\S+)$/m.exec(text.slice(EXPORT_HEADER.length))?.[1] : undefined;
  const environment = said === undefined ? {} : { environment: said };
  const entries = new Map<string, ImportedEntry>();
  const left: LeftView[] = [];
  let passed = 0, end = 0;
  for (const one of all) {
    const { name, value, written } = one;
    const line = lines.numberAt(one.start);
    if (refuseSecretName(name) !== undefined) {
      throw malformed(line, "its name is not one of letters, digits and _, not starting with a digit");
    }
    if (one.touches && !/^['"`]/.test(written)) {
      throw malformed(line, 'dotenv ends the value at its "#": put it in quotes, or a space before the "#"');
    }
    if (!isWhole(written)) throw malformed(line, "its quotes don't end where the value does");
    if (entries.has(name)) {
      left.push({ secret: name, why: "it is assigned more than once: the last one counts" });
    }
    // What looks like a comment may be the last line of the value before.
    const comment = commentOf(lines.before(line, end), one, isOurs);
    end = one.end;
    const isTaken = isOurs || comments;
    if (comment !== undefined && !isTaken) passed++;
    entries.set(name, {
      ...environment,
      name,
      value,
      ...(comment !== undefined && isTaken ? { description: comment } : {}),
    });
  }
  if (passed > 0) {
    const what = passed === 1 ? "a comment was" : `${passed} comments were`;
    left.push({
      why: `${what} passed over; --comments makes them descriptions, which stand open in the log`,
    });
  }
  return { format: "dotenv", entries: [...entries.values()], left };
}

/** Every line must be empty, a comment, or part of an assignment. */
function refuseUnread(text: string, all: readonly Assignment[], lines: Lines): void {
  let at = 0;
  for (const { start, end } of [...all, { start: text.length, end: text.length }]) {
    const between = text.slice(at, start);
    // What stands before a name on its own line is white space and `export`.
    const rest = start < text.length ? between.replace(/(?:export\s+)?[^\S\r\n]*$/, "") : between;
    for (const { 0: line, index } of rest.matchAll(/[^\r\n]+/g)) {
      const words = line.replace(/^\ufeff/, "").trim();
      if (words === "" || words.startsWith("#")) continue;
      throw malformed(lines.numberAt(at + index), "it is neither KEY=value nor a comment");
    }
    at = end;
  }
}

/** The comment line right above an assignment, else the comment behind it. */
function commentOf(above: string, { comment }: Assignment, isOurs: boolean): string | undefined {
  const isAbove = above.trimStart().startsWith("#") && !above.startsWith(EXPORT_HEADER);
  const own = isAbove ? above.trimStart() : isOurs ? undefined : comment;
  const words = own?.replace(/^#+[^\S\r\n]?/, "");
  return words === undefined || words.trim() === "" ? undefined : isOurs ? words : words.trim();
}

/** Where the lines of a text begin. */
class Lines {
  readonly #text: string;
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.#text = text;
    for (const { 0: end, index } of text.matchAll(/\r\n|\n|\r/g)) this.#starts.push(index + end.length);
  }

  /** The number of the line that an offset is in, from 1. */
  numberAt(offset: number): number {
    let low = 0, high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** The line before this one, without its end; empty where it begins before an offset. */
  before(line: number, from: number): string {
    if (line < 2 || this.#starts[line - 2]! < from) return "";
    return this.#text.slice(this.#starts[line - 2], this.#starts[line - 1]).replace(/(?:\r\n|\n|\r)$/, "");
  }
}

/** The error of a line. It names no content: that may be a secret. */
export function malformed(line: number, why: string): CredError {
  return new CredError("usage.import", `line ${line} can't be read: ${why}`, [
    "nothing was changed; mend the line and import again",
  ]);
}
