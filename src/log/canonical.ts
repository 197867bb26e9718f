// The law of bytes: an event has one form, RFC 8785 (JCS). What a reader understood must give the stored bytes back,
// so a duplicate key, an odd number or a second spelling is no event.

import canonicalize from "canonicalize";

/** The JCS form of a JSON value. */
export function canonicalForm(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("value has no JSON form");
  return text;
}

/** Whether a text is the JCS form of the value that was parsed from it, and all its numbers are safe integers. */
export function isCanonical(text: string, value: unknown): boolean {
  const shape = shapeOf(value);
  if (shape === "unsafe") return false;
  // With sorted members and no escaped surrogate, JSON.stringify writes what JCS writes. Members that look like array
  // indices come in another order than JCS has them: what isn't sorted goes the long way.
  if (shape === "sorted" && !text.includes("\\ud")) return JSON.stringify(value) === text;
  try {
    return canonicalForm(value) === text;
  } catch {
    return false;
  }
}

type Shape = "sorted" | "unsorted" | "unsafe";

function shapeOf(value: unknown): Shape {
  if (typeof value === "number") return Number.isSafeInteger(value) ? "sorted" : "unsafe";
  if (typeof value !== "object" || value === null) return "sorted";
  let shape: Shape = "sorted";
  let last: string | undefined;
  for (const key in value) {
    if (!Array.isArray(value) && last !== undefined && last >= key) shape = "unsorted";
    last = key;
    const member = (value as Record<string, unknown>)[key];
    if (typeof member !== "object" && typeof member !== "number") continue;
    const inner = shapeOf(member);
    if (inner === "unsafe") return inner;
    if (inner === "unsorted") shape = inner;
  }
  return shape;
}
