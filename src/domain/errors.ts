// The law of failure: everything that goes wrong is one CredError; the first word of its code decides the exit
// status; its message quotes what the user gave, never a secret; its hints are commands or steps that mend it.

/** Exit statuses by the first word of an error's code. */
export const EXIT_STATUS = {
  failed: 1,
  usage: 2,
  partial: 3,
  access: 4,
  conflict: 5,
  integrity: 6,
  not_executable: 126,
  not_found: 127,
  interrupted: 130,
} as const;

/** What kind of failure it was: decides the exit status. */
export type FailureKind = keyof typeof EXIT_STATUS;

/** A stable word for scripts: `conflict.secret_exists`. */
export type ErrorCode = FailureKind | `${FailureKind}.${string}`;

/** A refusal by the rules, as a value: nothing happened. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hints: readonly string[];
}

/** The one error type of the program. `cause` is kept for debugging and never printed. */
export class CredError extends Error {
  override readonly name = "CredError";
  readonly code: ErrorCode;
  readonly hints: readonly string[];

  constructor(code: ErrorCode, message: string, hints: readonly string[] = [], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hints = hints;
  }

  /** Exit status, 1 to 6, 126, 127 or 130. */
  get status(): number {
    return EXIT_STATUS[this.code.split(".", 1)[0] as FailureKind];
  }
}

/** A refusal thrown on: the step from the rules (values) to the program (one catch). */
export function refusalError(refusal: Refusal): CredError {
  return new CredError(refusal.code, refusal.message, refusal.hints);
}
