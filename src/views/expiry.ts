import { isExpired } from "../domain/expiry.ts";

/** How an answer says when something expires, or has. */
export interface ExpiryView {
  readonly expiresAt?: string;
  /** Absent where that has not come yet. */
  readonly expired?: true;
}

/** When a version expires, where that was said. */
export function expiryView(
  version: { readonly expiresAt?: string | undefined } | undefined,
  nowMs: number,
): ExpiryView {
  const { expiresAt } = version ?? {};
  if (expiresAt === undefined) return {};
  return { expiresAt, ...(isExpired({ expiresAt }, nowMs) ? { expired: true } : {}) };
}
