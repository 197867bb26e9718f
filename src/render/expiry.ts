import type { ExpiryView } from "../views/expiry.ts";
import { day, type OffsetMinutes } from "./time.ts";

/** `expired`, or `until 2026-12-23`; empty where nothing was said. */
export function expiryText({ expiresAt, expired }: ExpiryView, offset: OffsetMinutes): string {
  if (expiresAt === undefined) return "";
  return expired ? "expired" : `until ${day(expiresAt, offset)}`;
}
