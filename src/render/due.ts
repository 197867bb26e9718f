import type { DueRow, DueView } from "../views/due.ts";
import type { Look } from "./look.ts";
import { noRows, table } from "./table.ts";
import { duration, when } from "./time.ts";
import { secretName } from "./words.ts";

/** Text of `due`. */
export function dueText({ due }: DueView, look: Look): string {
  if (due.length === 0) return noRows(look, "nothing is due");
  return table(
    look,
    [
      { title: "DUE" },
      { title: "SECRET" },
      { title: "WHY", fit: "words", tone: (why) => why === "expired" ? "bad" : undefined },
      { title: "COMMAND", fit: "line" },
    ],
    due.map((row) => [when(row.dueAt, look), secretName(row), reasonText(row), row.command]),
  );
}

/** Why something is due, in a few words. */
function reasonText({ why, about = "", readers = [], maxAgeMs = 0 }: DueRow): string {
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
      return `${listed(readers.map(readerName))} ${
        readers.length === 1 ? "was" : "were"
      } removed and could read it`;
    case "target_removed":
      return `still at ${about}, where nothing leads any more`;
  }
}

/** A name that people know, with the id where that alone tells who it is. */
function readerName({ recipient, name, nameIsShared }: NonNullable<DueRow["readers"]>[number]): string {
  if (name === undefined) return recipient;
  return nameIsShared ? `${name} (${recipient})` : name;
}

/** `a`, `a and b`, `a, b and c`. */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
