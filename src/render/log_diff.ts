import type { Change, DiffRow, LogDiffView } from "../views/log_diff.ts";
import type { Look } from "./look.ts";
import { table } from "./table.ts";
import { secretName } from "./words.ts";

const SIGNS: Readonly<Record<Change, string>> = { added: "+", changed: "~", ended: "-", passed: "±" };

/** Text of `log diff`: `+` added, `~` changed, `-` ended, `±` came and ended in between. */
export function logDiffText({ changes }: LogDiffView, look: Look): string {
  if (changes.length === 0) return "no difference\n";
  return table(
    look,
    [
      { title: "±", tone: (sign) => sign === "+" ? "good" : sign === "-" ? "bad" : undefined },
      { title: "WHAT" },
      { title: "NAME" },
      { title: "DETAIL", fit: "words" },
    ],
    changes.map((row) => [SIGNS[row.change], row.kind, nameOf(row), detailOf(row)]),
  );
}

function nameOf({ kind, name, environment, id }: DiffRow): string {
  if (kind === "signer" || kind === "recipient") return `${name} ${id.slice(0, 16)}`;
  return environment === undefined ? name : secretName({ secret: name, environment });
}

function detailOf({ kind, change, source, status, fields = {} }: DiffRow): string {
  const names = Object.keys(fields).filter((name) => name !== "status" && !name.endsWith("At"));
  const parts = [
    source === undefined ? undefined : `at ${source}`,
    kind === "key" || change !== "added" ? status?.replace("_", " ") : undefined,
    change === "changed" && names.length > 0
      ? names.map((name) => WORDS[name] ?? name).join(", ")
      : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

/** Words of the document that a person has others for. */
const WORDS: Readonly<Record<string, string>> = {
  versions: "value",
  token: "master token",
  items: "token's place",
};
