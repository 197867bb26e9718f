import type { SecretListView } from "../views/secrets.ts";
import { expiryText } from "./expiry.ts";
import { table } from "./table.ts";
import type { OffsetMinutes } from "./time.ts";

/** Text of `secret list`. */
export function secretListText({ secrets }: SecretListView, offset: OffsetMinutes): string {
  if (secrets.length === 0) return "no secrets\n";
  return table(secrets.map((row) => [
    row.environment,
    row.secret,
    row.source,
    [
      row.permission,
      row.domain,
      row.status === "vanished" ? "gone at the platform" : undefined,
      expiryText(row, offset),
    ].filter(Boolean).join(", "),
    row.targets === undefined
      ? row.description ?? ""
      : `${row.description ?? ""} (only ${row.targets.join(", ")})`.trim(),
  ]));
}
