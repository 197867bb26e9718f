import type { AdoptedView } from "../views/adoption.ts";
import { expiryText } from "./expiry.ts";
import type { Look } from "./look.ts";
import { safe } from "./safe.ts";
import { day } from "./time.ts";
import { secretName } from "./words.ts";

/** Text of `source adopt`. */
export function adoptedText(view: AdoptedView, look: Look): string {
  const { permission, domain, source, remoteName, remoteId, createdAt, lastUsedAt } = view;
  const limit = domain === undefined ? "" : `${domain} only`;
  const may = [permission ?? "", limit, expiryText(view, look)].filter((part) => part !== "").join(", ");
  const there = [
    `key ${safe(remoteId)}`,
    createdAt === undefined ? "" : `made ${day(createdAt, look)}`,
    lastUsedAt === undefined ? "" : `used ${day(lastUsedAt, look)}`,
  ].filter((part) => part !== "").join(", ");
  const verb = view.dryRun ? "would take over" : "took over";
  return `${verb} ${secretName(view)} from ${safe(source)}${may === "" ? "" : ` (${safe(may)})`}\n` +
    `  there it is "${safe(remoteName)}", ${there}\n`;
}
