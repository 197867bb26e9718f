import type { SourceListView } from "../views/sources.ts";
import { safe, table } from "./table.ts";
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

/** A secret's name, with its environment where that is not the usual one. */
export function secretName(
  { secret, environment }: { readonly secret: string; readonly environment: string },
): string {
  return safe(environment === "default" ? secret : `${secret} (${environment})`);
}
