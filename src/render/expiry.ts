import type { ExpiryView } from "../views/expiry.ts";
import type { Look } from "./look.ts";
import { day, when } from "./time.ts";

/** `expired`, or `until 2026-12-23`; empty where nothing was said. */
export function expiryText({ expiresAt, expired }: ExpiryView, look: Look): string {
  if (expiresAt === undefined) return "";
  return expired ? "expired" : `until ${day(expiresAt, look)}`;
}

/** The same in a column of that title: `expired`, or `in 27 days`. */
export function expiryCell({ expiresAt, expired }: ExpiryView, look: Look): string {
  if (expiresAt === undefined) return "";
  return expired ? "expired" : when(expiresAt, look);
}
