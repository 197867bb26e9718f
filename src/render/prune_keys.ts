import type { ExpiredKeyView, PrunedKeysView } from "../views/deletions.ts";
import { safe } from "./safe.ts";
import { minute, type OffsetMinutes } from "./time.ts";
import { count, secretName } from "./words.ts";

/** What `source prune --expired` is about to delete, a line for each key. */
export function prunePlan(keys: readonly ExpiredKeyView[], offset: OffsetMinutes): string[] {
  return keys.map((key) => {
    const since = minute(key.expiresAt, { isTty: true, offset });
    return `expired: ${secretName(key)} at ${safe(key.source)} (key ${
      safe(key.remoteId ?? "")
    }), at ${since}`;
  });
}

/** Text of `source prune --expired`. */
export function prunedKeysText({ dryRun, deleted, failed }: PrunedKeysView): string {
  if (deleted.length + failed.length === 0) return "no key has expired\n";
  const verb = dryRun ? "would delete" : "deleted";
  const rows = [
    ...deleted.map((key) => `${verb}  ${secretName(key)} at ${safe(key.source)}\n`),
    ...failed.map((key) => `failed   ${secretName(key)} at ${safe(key.source)}: ${safe(key.message)}\n`),
  ];
  return failed.length === 0
    ? rows.join("")
    : `${rows.join("")}${count(failed.length, "expired key")} still there\n`;
}
