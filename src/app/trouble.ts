import { CredError, type Refusal } from "../domain/errors.ts";

/** A failure as a value, for answers that tell of it; what nobody expected, and an interruption, are thrown on. */
export function troubleOf(error: unknown): Refusal {
  if (!(error instanceof CredError) || error.code === "interrupted") throw error;
  const { code, message, hints } = error;
  return { code, message, hints };
}
