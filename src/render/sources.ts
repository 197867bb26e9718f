import type { SourceListView } from "../views/sources.ts";
import type { Look } from "./look.ts";
import { noRows, table } from "./table.ts";
import { when } from "./time.ts";

/** Text of `source list`. */
export function sourceListText({ sources }: SourceListView, look: Look): string {
  if (sources.length === 0) return noRows(look, "no sources yet");
  return table(
    look,
    [
      { title: "SOURCE", tone: () => "strong" },
      { title: "PLATFORM" },
      { title: "LIVE KEYS" },
      { title: "UNSETTLED", tone: (number) => number === "0" ? undefined : "mind" },
      { title: "STATUS", tone: (status) => status === REVOKING ? "mind" : undefined },
      { title: "ADDED" },
      { title: "MASTER TOKEN", tone: (where) => where === TOKENS.here ? undefined : "mind" },
    ],
    sources.map((row) => [
      row.source,
      row.platform,
      `${row.liveKeys}`,
      `${row.unsettled}`,
      row.status === "revoking" ? REVOKING : "active",
      when(row.addedAt, look),
      TOKENS[row.token],
    ]),
  );
}

const REVOKING = "being revoked";
const TOKENS: Readonly<Record<SourceListView["sources"][number]["token"], string>> = {
  here: "in the keychain",
  missing: "not on this machine",
  unknown: "keychain out of reach",
};
