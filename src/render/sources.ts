import type { SourceListView } from "../views/sources.ts";
import { table } from "./table.ts";
import { day, type OffsetMinutes } from "./time.ts";

/** Text of `source list`. */
export function sourceListText({ sources }: SourceListView, offset: OffsetMinutes): string {
  if (sources.length === 0) return "no sources yet\n";
  const rows = sources.map((row) => [
    row.source,
    row.platform,
    `${row.liveKeys} live`,
    row.unsettled === 0 ? "settled" : `${row.unsettled} unsettled`,
    row.status === "revoking" ? "being revoked" : `since ${day(row.addedAt, offset)}`,
    {
      here: "token in the keychain",
      missing: "token not on this machine",
      unknown: "keychain out of reach",
    }[row.token],
  ]);
  return table(rows);
}
