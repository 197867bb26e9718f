// The law of failure at the macOS keychain: what a dialog would have to answer is `locked`, what a person or an
// access list refused is `denied`, no keychain is `missing`, and one that this session can't reach is `unavailable`.

import { CredError } from "../../domain/errors.ts";
import type { SecurityFramework } from "./library.ts";

/** OSStatus of a success, of an item that is there already, and of one that isn't there. */
export const SUCCESS = 0;
export const DUPLICATE_ITEM = -25299;
export const ITEM_NOT_FOUND = -25300;

const UTF8 = 0x08000100;
const MESSAGE_BYTES = 1_024;

type Meaning = "locked" | "denied" | "missing" | "unavailable";

const MEANINGS: Readonly<Record<number, Meaning>> = {
  // errSecInteractionNotAllowed, errSecInteractionRequired
  [-25308]: "locked",
  [-25315]: "locked",
  // errSecAuthFailed, errSecUserCanceled, errSecNoAccessForItem, errSecReadOnly, errSecWrPerm, errSecMissingEntitlement
  [-25293]: "denied",
  [-128]: "denied",
  [-25243]: "denied",
  [-25292]: "denied",
  [-61]: "denied",
  [-34018]: "denied",
  // errSecNoSuchKeychain, errSecNoDefaultKeychain
  [-25294]: "missing",
  [-25307]: "missing",
  // errSecNotAvailable, errSecInDarkWake
  [-25291]: "unavailable",
  [-25320]: "unavailable",
};

const HINTS: Readonly<Record<Meaning, string>> = {
  locked: "security unlock-keychain",
  denied: 'allow cred in Keychain Access, at the item "cred"',
  missing: "security default-keychain -s login.keychain",
  unavailable: "run it in a session that is logged in and awake",
};

const WORDS: Readonly<Record<Meaning, string>> = {
  locked: "the macOS Keychain is locked, or would have to ask",
  denied: "the macOS Keychain refused",
  missing: "there is no macOS Keychain",
  unavailable: "the macOS Keychain cannot be used in this session",
};

/** What a status that is no success means. */
export function statusError(library: SecurityFramework, status: number): CredError {
  const words = wordsOf(library, status);
  const meaning = MEANINGS[status];
  if (meaning === undefined) return new CredError("failed.keychain", `the macOS Keychain failed: ${words}`);
  return new CredError(`access.keychain_${meaning}`, `${WORDS[meaning]}: ${words}`, [
    HINTS[meaning],
    "cred keychain use file",
  ]);
}

/** access.keychain_timeout: no answer within the limit. */
export function lateError(timeoutMs: number): CredError {
  return new CredError(
    "access.keychain_timeout",
    `the macOS Keychain did not answer within ${timeoutMs / 1000} s`,
    [
      "look for a dialog that asks for the keychain's password",
      "cred keychain use file",
    ],
  );
}

/** The system's words for a status and its number, on one line. */
function wordsOf({ security, core }: SecurityFramework, status: number): string {
  const message = security.SecCopyErrorMessageString(status, null);
  if (message === null) return `OSStatus ${status}`;
  try {
    const buffer = new Uint8Array(new ArrayBuffer(MESSAGE_BYTES));
    if (core.CFStringGetCString(message, buffer, BigInt(MESSAGE_BYTES), UTF8) === 0) {
      return `OSStatus ${status}`;
    }
    const text = new TextDecoder().decode(buffer.subarray(0, buffer.indexOf(0)));
    const words = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim().slice(0, 300).replace(/\.$/, "");
    return words === "" ? `OSStatus ${status}` : `${words} (${status})`;
  } finally {
    core.CFRelease(message);
  }
}
