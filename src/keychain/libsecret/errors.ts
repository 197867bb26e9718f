// The law of failure at the Secret Service: no bus, no service and no keyring are `missing`, a keyring that
// nobody can unlock is `locked`, never an item that isn't there; what did not answer in time is `timeout`.

import { CredError } from "../../domain/errors.ts";
import type { ConnectingLibrary } from "./loader.ts";

/** A GError: which of GLib's areas failed, its number there, and its words. */
export interface Failure {
  readonly domain: string;
  readonly code: number;
  readonly message: string;
}

const MISSING_HINTS = ["cred keychain use file", "dbus-run-session -- sh"];

type Meaning = "missing" | "locked" | "denied" | "timeout";

/** Numbers that are told apart, by area; the rest is failed.keychain. */
const MEANINGS: Readonly<Record<string, Readonly<Record<number, Meaning>>>> = {
  "secret-error": { 2: "locked", 3: "missing" },
  // PERMISSION_DENIED, CLOSED (the bus went away), TIMED_OUT.
  "g-io-error-quark": { 14: "denied", 18: "missing", 24: "timeout" },
  // SERVICE_UNKNOWN, NAME_HAS_NO_OWNER, NO_REPLY, ACCESS_DENIED, AUTH_FAILED, NO_SERVER, TIMEOUT, DISCONNECTED,
  // UNKNOWN_METHOD, TIMED_OUT, UNKNOWN_OBJECT: a keyring that isn't there is an object nobody knows.
  "g-dbus-error-quark": {
    2: "missing",
    3: "missing",
    4: "timeout",
    9: "denied",
    10: "denied",
    11: "missing",
    12: "timeout",
    15: "missing",
    19: "missing",
    20: "timeout",
    41: "missing",
  },
};

/** Reads and frees the GError that a call has left in its slot. */
export function takeFailure(library: ConnectingLibrary, slot: BigUint64Array): Failure {
  const pointer = Deno.UnsafePointer.create(slot[0]!)!;
  const view = new Deno.UnsafePointerView(pointer);
  const domain = library.g_quark_to_string(view.getUint32(0));
  const message = view.getPointer(8);
  const failure = {
    domain: domain === null ? "" : new Deno.UnsafePointerView(domain).getCString(),
    code: view.getInt32(4),
    message: message === null ? "" : new Deno.UnsafePointerView(message).getCString(),
  };
  library.g_error_free(pointer);
  return failure;
}

/** What a failure of a call to a connected service means. */
export function callError(failure: Failure): CredError {
  const words = wordsOf(failure);
  switch (MEANINGS[failure.domain]?.[failure.code]) {
    case "missing":
      return missingError(words);
    case "locked":
      return lockedError();
    case "denied":
      return deniedError(`the Secret Service refused: ${words}`);
    case "timeout":
      return new CredError("access.keychain_timeout", `the Secret Service did not answer: ${words}`);
    default:
      return failedError(`the Secret Service failed: ${words}`);
  }
}

/** What a failure to connect means: whatever went wrong, there is no service here. */
export function connectError(failure: Failure): CredError {
  return missingError(wordsOf(failure));
}

/** access.keychain_denied: the keyring is there and says no. */
export function deniedError(message: string): CredError {
  return new CredError("access.keychain_denied", message, ["cred keychain use file"]);
}

/** failed.keychain: anything else. */
export function failedError(message: string): CredError {
  return new CredError("failed.keychain", message);
}

/** access.keychain_locked: the keyring is there and nobody unlocked it. */
export function lockedError(): CredError {
  return new CredError("access.keychain_locked", "the keyring is locked", [
    "log in to the desktop or unlock the keyring, then run it again",
    "cred keychain use file",
  ]);
}

/** access.keychain_timeout: no answer within the limit. */
export function timeoutError(timeoutMs: number): CredError {
  return new CredError(
    "access.keychain_timeout",
    `the Secret Service did not answer within ${timeoutMs / 1000} s`,
    ["look for a dialog that asks to unlock the keyring", "cred keychain use file"],
  );
}

/** access.keychain_missing: a service that keeps nothing yet. */
export function noKeyringError(): CredError {
  return new CredError("access.keychain_missing", "the Secret Service has no keyring to store in", [
    "log in to the desktop, or make a keyring there, then run it again",
    "cred keychain use file",
  ]);
}

function missingError(words: string): CredError {
  return new CredError("access.keychain_missing", `cannot reach the Secret Service: ${words}`, MISSING_HINTS);
}

/** The failure's words, on one line and without control characters. */
function wordsOf({ domain, code, message }: Failure): string {
  const words = message.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim().slice(0, 300).replace(/\.$/, "");
  return words === "" ? `${domain} ${code}` : words;
}
