// The law of items: every keychain takes the same names and the same values, so that what one kind has kept
// any other kind can keep. Names are [a-z0-9-], values are UTF-8 text without NUL; neither is ever quoted
// where it could be a secret.

import { CredError } from "../domain/errors.ts";
import type { Secret } from "../domain/secret.ts";

const ITEM = /^[a-z0-9-]{1,100}$/;

/** Refuses (failed.keychain) an item name that some keychain could not hold; the name is not quoted. */
export function checkItem(item: string): void {
  if (!ITEM.test(item)) {
    throw new CredError("failed.keychain", "a keychain item's name must be 1 to 100 of a-z, 0-9 and -");
  }
}

/** The item names among what a keychain lists, sorted. */
export function itemNames(listed: Iterable<string>): readonly string[] {
  return [...new Set(listed)].filter((name) => ITEM.test(name)).sort();
}

/** Refuses (failed.keychain) what checkItem refuses, and a value that is no UTF-8 text or holds a NUL. */
export function checkValue(item: string, value: Secret): void {
  checkItem(item);
  if (!value.open((bytes) => isText(bytes) && !bytes.includes(0))) {
    throw new CredError("failed.keychain", `the value for the keychain item "${item}" is not text`);
  }
}

function isText(bytes: Uint8Array<ArrayBuffer>): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
