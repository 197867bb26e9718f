import type { DueRow, DueView } from "../views/due.ts";
import type { Look } from "./look.ts";
import { table } from "./table.ts";
import { duration, when } from "./time.ts";
import { secretName } from "./words.ts";

/** Text of `due`. */
export function dueText({ due }: DueView, look: Look): string {
  if (due.length === 0) return "nothing is due\n";
  return table(
    look,
    [
      { title: "DUE" },
      { title: "SECRET" },
      { title: "WHY", fit: "cut", tone: (why) => why === "expired" ? "bad" : undefined },
      { title: "COMMAND", fit: "line" },
    ],
    due.map((row) => [when(row.dueAt, look), secretName(row), reasonText(row), row.command]),
  );
}

/** Why something is due, in a few words. */
export function reasonText({ why, about = "", maxAgeMs = 0 }: DueRow): string {
  switch (why) {
    case "expired":
      return "expired";
    case "expiring":
      return "expires";
    case "old":
      return `older than ${duration(maxAgeMs)}`;
    case "aging":
      return `will be older than ${duration(maxAgeMs)}`;
    case "token_replaced":
      return "its master token was replaced";
    case "reader_removed":
      return `${about} was removed and could read it`;
    case "target_removed":
      return `still at ${about}, where nothing leads any more`;
  }
}
