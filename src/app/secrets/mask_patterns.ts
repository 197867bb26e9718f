// The law of what is masked: a value, each of its longer lines, and the ways in which programs like to write it: JSON,
// URLs, base64 wherever in a longer text it begins. What is too short to tell from other text is left and said.

import { toBase64 } from "../../domain/encoding.ts";
import type { Secret } from "../../domain/secret.ts";

/** A value of fewer bytes is found in any text. */
const LEAST_VALUE = 4;
/** So is a line of fewer. */
const LEAST_LINE = 8;
/** Values larger than this are looked for as they are, and by their lines, alone. */
const LARGEST_ENCODED = 65_536;
/** Lines that say what follows, and nothing of it. */
const PEM_EDGE = /^-----(?:BEGIN|END) [A-Z0-9 ]+-----$/;

/** Every text that a value is looked for by; none where it is too short. */
export function patternsOf(value: Secret): Uint8Array[] {
  if (value.size < LEAST_VALUE) return [];
  const patterns = new Map<string, Uint8Array>();
  const add = (bytes: Uint8Array) => void patterns.set(latin1(bytes), bytes);
  value.open((bytes) => {
    add(bytes.slice());
    for (const line of linesOf(bytes)) add(line);
    if (bytes.length > LARGEST_ENCODED) return;
    for (const text of base64Of(bytes)) add(ascii(text));
    for (const text of writtenForms(bytes)) {
      if (text.length >= LEAST_VALUE) add(new TextEncoder().encode(text));
    }
  });
  return [...patterns.values()];
}

function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  const text = latin1(bytes);
  const lines = text.split(/[\r\n]+/);
  if (lines.length === 1) return;
  for (const line of lines) {
    const trimmed = line.trim();
    if (trimmed.length >= LEAST_LINE && !PEM_EDGE.test(trimmed)) {
      yield Uint8Array.from(trimmed, (c) => c.charCodeAt(0));
    }
  }
}

/** The part of its base64 that is the same whatever stands around it, for each of the three ways it can begin. */
function* base64Of(bytes: Uint8Array): Generator<string> {
  for (let before = 0; before < 3; before++) {
    const shifted = new Uint8Array(before + bytes.length);
    shifted.set(bytes, before);
    const whole = Math.floor(shifted.length * 8 / 6);
    const text = toBase64(shifted).slice(Math.ceil(before * 8 / 6), whole);
    if (text.length < LEAST_LINE) continue;
    yield text;
    yield text.replaceAll("+", "-").replaceAll("/", "_");
  }
}

/** As JSON, a URL and a form write it; none for what is no text. */
function writtenForms(bytes: Uint8Array): string[] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return [];
  }
  const url = encodeURIComponent(text);
  return [JSON.stringify(text).slice(1, -1), url, url.replaceAll("%20", "+")];
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8_192) text += String.fromCharCode(...bytes.subarray(i, i + 8_192));
  return text;
}
