import type { ErrorCode } from "../domain/errors.ts";

/** What `doctor` looks at. */
export type CheckName =
  | "version"
  | "keychain"
  | "vault"
  | "paths"
  | "log"
  | "values"
  | "access"
  | "recovery"
  | "unsettled"
  | "leftovers"
  | "token"
  | "clock"
  | "git"
  | "completions";

/** A `problem` makes `doctor` end with 1; what is `not_checked` needs something that isn't here. */
export type CheckResult = "ok" | "warning" | "problem" | "not_checked";

/** What a look at one thing found. */
export interface Finding {
  readonly result: CheckResult;
  /** Whose token it is about: `source resend`. */
  readonly about?: string;
  /** One line. */
  readonly says: string;
  /** Of the error that was met. */
  readonly code?: ErrorCode;
  /** Each thing that it is about, by name; absent where `says` names all. */
  readonly items?: readonly string[];
  /** Commands and steps that mend it. */
  readonly mend?: readonly string[];
}

/** A finding, and which check found it. */
export interface CheckView extends Finding {
  readonly check: CheckName;
}

/** Answer of `doctor`. */
export interface DoctorView {
  /** Whether no check found a problem. */
  readonly ok: boolean;
  readonly version: string;
  /** The vault's folder, where there is one. */
  readonly vault?: string;
  readonly checks: readonly CheckView[];
}

/** What all checks found. */
export function doctorView(
  version: string,
  vault: string | undefined,
  checks: readonly CheckView[],
): DoctorView {
  return {
    ok: checks.every(({ result }) => result !== "problem"),
    version,
    ...(vault === undefined ? {} : { vault }),
    checks,
  };
}
