import type { ErrorCode, Refusal } from "../errors.ts";
import type { NewEvent } from "../events.ts";

/** What the rules make of a command: events to record, or a refusal. */
export type Decision = { readonly events: readonly NewEvent[] } | { readonly refusal: Refusal };

/** Records these. */
export function accept(...events: readonly NewEvent[]): Decision {
  return { events };
}

/** Refuses, with what to do instead. */
export function refuse(code: ErrorCode, message: string, ...hints: readonly string[]): Decision {
  return { refusal: { code, message, hints } };
}

/** The first refusal that there is. */
export function firstRefusal(...refusals: readonly (Refusal | undefined)[]): Decision | undefined {
  const refusal = refusals.find((one) => one !== undefined);
  return refusal === undefined ? undefined : { refusal };
}
