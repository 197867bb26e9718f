// The law of the line: `{"e":<event>,"s":"<signature>"}`, the event in its one canonical form at a fixed offset. An
// event is read from its offset, never from a parse of the line, so what is hashed is what is understood.

import type { Event } from "../domain/events.ts";
import { isCanonical } from "./canonical.ts";
import { isUsual } from "./event_pattern.ts";
import { type NewerEvent, readEvent } from "./event_schema.ts";
import { keyIdAt } from "./note.ts";

/** Most bytes of an event. */
export const MAX_EVENT_BYTES = 65_535;

const HEAD = new TextEncoder().encode('{"e":');
const MIDDLE = new TextEncoder().encode(',"s":"');
const END = new TextEncoder().encode('"}');
const SIGNATURE_LENGTH = 92;
const TAIL_LENGTH = MIDDLE.length + SIGNATURE_LENGTH + END.length;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const latin1 = new TextDecoder("latin1");

/** Where in a line the event begins. */
export const LEAF_START = HEAD.length;

/** How long before a line's end the event ends, and the signature begins and ends. */
export const SIGNATURE_TAIL = {
  leaf: TAIL_LENGTH,
  from: SIGNATURE_LENGTH + END.length,
  to: END.length,
} as const;

/** Most bytes of a line, without its newline. */
export const MAX_LINE_BYTES = HEAD.length + MAX_EVENT_BYTES + TAIL_LENGTH;

/** A line taken apart. */
export interface LineParts {
  /** The event's stored bytes: the leaf. A view into the line. */
  readonly leaf: Uint8Array<ArrayBuffer>;
  /** The id of the key that it says it is signed with: 4 bytes as a number. */
  readonly keyId: number;
  /** Base64 of the signature line, 92 characters, canonical; what it signs is not yet checked. */
  readonly signature: string;
}

/** Writes a line, newline included. */
export function formatLine(leaf: string, signature: string): string {
  return `{"e":${leaf},"s":"${signature}"}\n`;
}

/**
 * Looks at the form of the line from `start` to `end` (without its newline): the id of the key that it says it is signed
 * with, or a sentence fragment that says why it is no record.
 */
export function readLine(line: Uint8Array, start: number, end: number): number | string {
  const tail = end - TAIL_LENGTH;
  if (tail <= start + HEAD.length || !startsWith(line, HEAD, start)) {
    return "it does not have the form of a record";
  }
  if (!startsWith(line, MIDDLE, tail) || !startsWith(line, END, end - END.length)) {
    return "it does not end in a signature";
  }
  if (tail - start - HEAD.length > MAX_EVENT_BYTES) {
    return `its event is longer than ${MAX_EVENT_BYTES} bytes`;
  }
  return keyIdAt(line, tail + MIDDLE.length) ?? "its signature is not in canonical form";
}

/** Takes a line (without its newline) apart; a sentence fragment says why it is no record. */
export function splitLine(line: Uint8Array<ArrayBuffer>): LineParts | string {
  const keyId = readLine(line, 0, line.length);
  if (typeof keyId === "string") return keyId;
  const tail = line.length - TAIL_LENGTH;
  return {
    leaf: line.subarray(HEAD.length, tail),
    keyId,
    signature: latin1.decode(line.subarray(tail + MIDDLE.length, line.length - END.length)),
  };
}

/** The text of bytes that are one character each; undefined where some are not. */
export function asciiText(bytes: Uint8Array): string | undefined {
  try {
    const text = utf8.decode(bytes);
    return text.length === bytes.length ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Reads an event from a leaf, or from its text; a sentence fragment says why it is none. */
export function eventIn(leaf: Uint8Array | string): Event | NewerEvent | string {
  let text: string;
  let value: { readonly type?: unknown } | null;
  try {
    text = typeof leaf === "string" ? leaf : utf8.decode(leaf);
    value = JSON.parse(text);
  } catch {
    return "its event is not JSON in UTF-8";
  }
  if (isUsual(text, value?.type)) return value as Event;
  if (!isCanonical(text, value)) return "its event is not in canonical form";
  return readEvent(value) ?? "its event lacks fields that its type has";
}

/** Reads the event of a leaf; a sentence fragment says why it is none. */
export function parseLeaf(leaf: Uint8Array): Event | NewerEvent | string {
  return eventIn(leaf);
}

function startsWith(bytes: Uint8Array, part: Uint8Array, at: number): boolean {
  for (let i = 0; i < part.length; i++) if (bytes[at + i] !== part[i]) return false;
  return true;
}
