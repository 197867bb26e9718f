import { CredError, refusalError } from "../../domain/errors.ts";
import { isExpired, refuseExpiry } from "../../domain/expiry.ts";
import { quote } from "../../domain/names.ts";
import type { Version } from "../../domain/state.ts";
import type { App } from "../app.ts";
import { parseInstant, parseLength } from "../when.ts";

/** The last instant that has a form of four digits for the year. */
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Reads `--expires`: a length of time from now, a date (its beginning, here), or a date and time; RFC 3339. */
export function parseExpiry(app: App, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const { clock } = app.system;
  const nowMs = clock.nowMs();
  const length = parseLength(text);
  const atMs = length === undefined ? parseInstant(text, clock) : nowMs + length;
  if (atMs === undefined || atMs > LAST_MS || atMs < 0) {
    throw new CredError("usage.expires", `--expires ${quote(text)} is no time`, [
      "use 30d, 12h, 2w, 2027-01-31 or 2027-01-31T12:00Z",
    ]);
  }
  const expiresAt = new Date(atMs).toISOString();
  const refusal = refuseExpiry(expiresAt, nowMs);
  if (refusal !== undefined) throw refusalError(refusal);
  return expiresAt;
}

/** Warns of a value that is read though it has expired. */
export function warnExpired(app: App, { name, expiresAt }: Version): void {
  if (!isExpired({ expiresAt }, app.system.clock.nowMs())) return;
  app.report.warn(`secret ${quote(name)} expired at ${expiresAt}`);
}
