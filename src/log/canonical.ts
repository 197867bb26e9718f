// The law of bytes: an event has one form, RFC 8785 (JCS). What a reader understood must give the stored bytes back,
// so a duplicate key, an odd number or a second spelling is no event. Nor is what has a member whose name is written with
// an escape: V8 reads such a name as another one, or not, by what it read before (github.com/nodejs/node/issues/63785),
// and a history that is read today is read tomorrow.

import canonicalize from "canonicalize";

/** The JCS form of a JSON value. */
export function canonicalForm(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("value has no JSON form");
  return text;
}

/** The JCS form of a JSON value in pieces: a large object need not be one text. `depth`: levels that are taken apart. */
export function* canonicalPieces(value: unknown, depth = 2): Generator<string> {
  if (depth === 0 || typeof value !== "object" || value === null || Array.isArray(value)) {
    yield canonicalForm(value);
    return;
  }
  let before = "{";
  for (const key of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[key];
    const head = `${before}${canonicalForm(key)}:`;
    if (depth === 1) {
      yield head + canonicalForm(member);
    } else {
      yield head;
      yield* canonicalPieces(member, depth - 1);
    }
    before = ",";
  }
  yield before === "{" ? "{}" : "}";
}

/**
 * Whether a text is the JCS form of the value that was parsed from it, all its numbers are safe integers, and no name in it
 * is written with an escape.
 */
export function isCanonical(text: string, value: unknown): boolean {
  const shape = shapeOf(value);
  if (shape === "unsafe" || hasEscapedName(text)) return false;
  // With sorted members and no escaped surrogate, JSON.stringify writes what JCS writes. Members that look like array
  // indices come in another order than JCS has them: what isn't sorted goes the long way.
  if (shape === "sorted" && isStringified(text, value)) return true;
  try {
    return canonicalForm(value) === text;
  } catch {
    return false;
  }
}

/** A text in JSON, and whether it is the name of a member. */
const TEXT = /"([^"\\]*(?:\\.[^"\\]*)*)"(:?)/g;

function hasEscapedName(text: string): boolean {
  if (!text.includes("\\")) return false;
  for (const [, written, colon] of text.matchAll(TEXT)) {
    if (colon !== "" && written!.includes("\\")) return true;
  }
  return false;
}

/** Whether a text, without an escaped surrogate, is what JSON.stringify writes for the value that was parsed from it. */
function isStringified(text: string, value: unknown): boolean {
  return JSON.stringify(value) === text && !text.includes("\\ud");
}

type Shape = "sorted" | "unsorted" | "unsafe";

/** Containers inside containers that JSON.stringify surely masters; what is deeper goes the long way, on no stack. */
const MAX_DEPTH = 100;

/** Without recursion: whoever writes an event chooses how deep it is. */
function shapeOf(value: unknown): Shape {
  if (typeof value === "number") return Number.isSafeInteger(value) ? "sorted" : "unsafe";
  let shape: Shape = "sorted";
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const inner: unknown[] = [];
    if (depth > MAX_DEPTH) shape = "unsorted";
    for (const container of level) {
      if (typeof container !== "object" || container === null) continue;
      if (!Array.isArray(container) && !areSorted(Object.keys(container))) shape = "unsorted";
      for (const member of Object.values(container)) {
        if (typeof member === "number" && !Number.isSafeInteger(member)) return "unsafe";
        if (typeof member === "object" && member !== null) inner.push(member);
      }
    }
    level = inner;
  }
  return shape;
}

function areSorted(keys: readonly string[]): boolean {
  for (let i = 1; i < keys.length; i++) if (keys[i - 1]! >= keys[i]!) return false;
  return true;
}
