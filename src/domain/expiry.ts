// The law of expiry: it is said when a value is kept, and nothing happens by itself when it comes. An expired value can
// still be read, and an expired key lives until somebody deletes it.

import type { Refusal } from "./errors.ts";
import { livingKeys } from "./queries.ts";
import type { Key, State } from "./state.ts";

/** Whether the instant at which a value expires has come. */
export function isExpired(
  { expiresAt }: { readonly expiresAt?: string | undefined },
  nowMs: number,
): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= nowMs;
}

/** Refuses an expiry that is over before it begins. */
export function refuseExpiry(expiresAt: string | undefined, nowMs: number): Refusal | undefined {
  if (!isExpired({ expiresAt }, nowMs)) return undefined;
  return {
    code: "usage.expires",
    message: `it would have expired already, at ${expiresAt}`,
    hints: ["give a time to come: 30d, 12h, 2w, 2027-01-31"],
  };
}

/** Keys of a source that may still work at the platform though they have expired. */
export function expiredKeys(state: State, source: string, nowMs: number): Key[] {
  return livingKeys(state, source).filter(({ id }) => {
    const version = state.versions.get(id);
    return version !== undefined && isExpired(version, nowMs);
  });
}
