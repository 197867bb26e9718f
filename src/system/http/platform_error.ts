import { CredError, type ErrorCode } from "../../domain/errors.ts";

/** What a failed call may have done at the platform. */
export type PlatformEffect = "none" | "unknown";

/** A platform that could not be reached, refused, or made no sense. */
export class PlatformError extends CredError {
  /** `none`: certainly nothing was done. `unknown`: the work may have been done and the answer lost. */
  readonly effect: PlatformEffect;
  /** HTTP status where there was an answer. */
  readonly httpStatus: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { effect: PlatformEffect; httpStatus?: number; hints?: readonly string[]; cause?: unknown },
  ) {
    super(code, message, options.hints ?? [], options.cause);
    this.effect = options.effect;
    this.httpStatus = options.httpStatus;
  }
}
