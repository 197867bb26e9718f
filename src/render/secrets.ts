import type { SecretListView } from "../views/secrets.ts";
import { expiryCell } from "./expiry.ts";
import type { Look } from "./look.ts";
import { noRows, table } from "./table.ts";

/** Text of `secret list`. */
export function secretListText({ secrets }: SecretListView, look: Look): string {
  if (secrets.length === 0) return noRows(look, "no secrets");
  return table(
    look,
    [
      { title: "ENVIRONMENT" },
      { title: "SECRET", tone: () => "strong" },
      { title: "SOURCE" },
      { title: "MAY", tone: (text) => text === GONE ? "bad" : undefined },
      { title: "EXPIRES", tone: (text) => text === "expired" ? "bad" : undefined },
      { title: "ONLY TO" },
      { title: "DESCRIPTION", fit: "words" },
    ],
    secrets.map((row) => [
      row.environment,
      row.secret,
      row.source,
      row.status === "vanished" ? GONE : [row.permission, row.domain].filter(Boolean).join(", "),
      expiryCell(row, look),
      row.targets === undefined ? "" : row.targets.join(", ") || "no target",
      row.description ?? "",
    ]),
  );
}

const GONE = "gone at the platform";
