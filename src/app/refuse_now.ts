import type { Decision } from "../domain/decide/decision.ts";
import { refusalError } from "../domain/errors.ts";

/** Throws what was refused, where that is known before anything is asked, made or called. */
export function refuseNow(decision: Decision | undefined): void {
  if (decision !== undefined && "refusal" in decision) throw refusalError(decision.refusal);
}
