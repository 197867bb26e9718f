// The law of a `.env` text: an assignment is what dotenv's parser takes for one, the last of a name counts, and a change
// touches that name's assignments only: every other byte stays. What was written is read back before it counts.

const SPACE = "[^\\S\\n]*";
const QUOTED = ["'", '"', "`"].map((quote) => `\\s*${quote}(?:\\\\${quote}|[^${quote}])*${quote}`).join("|");
const ASSIGNMENT = new RegExp(
  `^${SPACE}(?:export\\s+)?([\\w.-]+)(?:\\s*=\\s*?|:\\s+?)(${QUOTED}|[^#\\n]+)?${SPACE}(#.*)?${SPACE}$`,
  "dgm",
);

/** One assignment of a text, and where it stands. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
  /** The value as it is written, without what surrounds it. */
  readonly written: string;
  /** Where the name begins, and where the assignment and its comment end. */
  readonly start: number;
  readonly end: number;
  /** With its `#`. */
  readonly comment: string | undefined;
  /** Whether no white space stands before the comment: a shell takes it for the end of the value. */
  readonly touches: boolean;
}

/** What a `.env` text assigns, by name. */
export function readDotenv(text: string): ReadonlyMap<string, string> {
  return new Map(assignments(text).map(({ name, value }) => [name, value]));
}

/**
 * The text with a name assigned to `quoted` wherever it was assigned before, else in a line of its own at the end;
 * undefined where the text around it would be read otherwise than before.
 */
export function assign(text: string, name: string, quoted: string, value: string): string | undefined {
  const olds = assignments(text).filter((item) => item.name === name);
  let changed = text;
  for (const old of olds.reverse()) {
    // A comment that touches the value belongs to it for the shell, a carriage return too.
    const comment = old.comment === undefined ? "" : ` ${old.comment.trimEnd()}`;
    const rest = changed.slice(old.end).replace(/^\r\n?/, "\n");
    changed = `${changed.slice(0, old.start)}${name}=${quoted}${comment}${rest}`;
  }
  if (olds.length === 0) {
    const gap = text === "" || /[\n\r\ufeff]$/.test(text) ? "" : "\n";
    changed = `${text}${gap}${name}=${quoted}\n`;
  }
  return isOnlyChange(text, changed, name, value) ? changed : undefined;
}

/** The text without a name's assignments and their lines; undefined where the rest would be read otherwise. */
export function unassign(text: string, name: string): string | undefined {
  let changed = text;
  for (const old of assignments(text).filter((item) => item.name === name).reverse()) {
    const lineStart = Math.max(text.lastIndexOf("\n", old.start - 1), text.lastIndexOf("\r", old.start - 1)) +
      1;
    const bom = lineStart === 0 && text.startsWith("\ufeff") ? 1 : 0;
    const lineEnd = old.end + (/^(?:\r\n|\r|\n)/.exec(text.slice(old.end))?.[0].length ?? 0);
    changed = changed.slice(0, lineStart + bom) + changed.slice(lineEnd);
  }
  return isOnlyChange(text, changed, name, undefined) ? changed : undefined;
}

function isOnlyChange(before: string, after: string, name: string, value: string | undefined): boolean {
  const expected = new Map(readDotenv(before)), found = readDotenv(after);
  if (value === undefined) expected.delete(name);
  else expected.set(name, value);
  return expected.size === found.size && [...expected].every(([key, text]) => found.get(key) === text);
}

/** All assignments of a text, in their order. */
export function assignments(text: string): Assignment[] {
  const { lines, offsets } = normalized(text);
  return [...lines.matchAll(ASSIGNMENT)].map((match) => {
    const [nameStart] = match.indices![1]!;
    const commentStart = match.indices![3]?.[0];
    return {
      name: match[1]!,
      value: unquote(match[2] ?? ""),
      written: (match[2] ?? "").trim(),
      start: offsets[nameStart]!,
      end: offsets[match.index + match[0].length]!,
      comment: match[3],
      touches: commentStart !== undefined && /\S/.test(lines[commentStart - 1]!),
    };
  });
}

/** The text as dotenv's parser sees it, every line break a line feed, and where each character is in the text itself. */
function normalized(text: string): { readonly lines: string; readonly offsets: readonly number[] } {
  const offsets: number[] = [];
  for (let i = 0; i <= text.length; i++) {
    if (text[i] !== "\n" || text[i - 1] !== "\r") offsets.push(i);
  }
  return { lines: text.replace(/\r\n?/g, "\n"), offsets };
}

function unquote(written: string): string {
  const trimmed = written.trim();
  // To dotenv the quotes may stand around any of the lines that U+2028 makes, too.
  const value = trimmed.replace(/^(['"`])([\s\S]*)\1$/gm, "$2");
  return trimmed.startsWith('"') ? value.replace(/\\n/g, "\n").replace(/\\r/g, "\r") : value;
}
