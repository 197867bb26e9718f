// The law of failure at the Credential Manager: it is never locked, for a log-on unlocks it; a session that has none
// (a service, a remote shell) is `unavailable`. What it would cut off or refuse by its size is told before it is asked.

import { CredError } from "../../domain/errors.ts";

/** ERROR_NOT_FOUND */
export const NOT_FOUND = 1168;

/** CRED_MAX_CREDENTIAL_BLOB_SIZE: 5 × 512. */
export const MAX_BLOB_BYTES = 2_560;

const HINT = "cred keychain use file";

/** What an error number means. */
export function numberError(number: number): CredError {
  switch (number) {
    // ERROR_NO_SUCH_LOGON_SESSION
    case 1312:
      return new CredError(
        "access.keychain_unavailable",
        "the Windows Credential Manager is not there in this session (error 1312)",
        ["run it where you are logged on, not through a service or a remote shell", HINT],
      );
    // ERROR_ACCESS_DENIED, ERROR_CANCELLED, ERROR_ACCESS_DISABLED_BY_POLICY
    case 5:
    case 1223:
    case 1260:
      return new CredError(
        "access.keychain_denied",
        `the Windows Credential Manager refused (error ${number})`,
        ["ask who manages this machine about stored credentials", HINT],
      );
    default: {
      const which = number === 0 ? "" : ` (error ${number})`;
      return new CredError("failed.keychain", `the Windows Credential Manager failed${which}`);
    }
  }
}

/** access.keychain_timeout: no answer within the limit. */
export function lateError(timeoutMs: number): CredError {
  return new CredError(
    "access.keychain_timeout",
    `the Windows Credential Manager did not answer within ${timeoutMs / 1000} s`,
    ["run it again, or log on anew", HINT],
  );
}

/** failed.keychain_too_large: more than a credential holds. */
export function tooLargeError(item: string, bytes: number): CredError {
  return new CredError(
    "failed.keychain_too_large",
    `the keychain item "${item}" has ${bytes} bytes, and the Windows Credential Manager holds ${MAX_BLOB_BYTES}`,
    [HINT],
  );
}
