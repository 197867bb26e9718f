import type { PolicyChangedView, PolicyListView } from "../views/policies.ts";
import type { Look } from "./look.ts";
import { safe } from "./safe.ts";
import { noRows, table } from "./table.ts";
import { duration } from "./time.ts";

/** Text of `policy list`. */
export function policyListText({ policies }: PolicyListView, look: Look): string {
  if (policies.length === 0) return noRows(look, "no policies");
  return table(
    look,
    [{ title: "POLICY" }, { title: "LENGTH" }, { title: "FOR" }],
    policies.map(({ policy, source, ms }) => [policy, duration(ms), source ?? "all sources"]),
  );
}

/** Text of `policy set` and `policy unset`. */
export function policyChangedText({ policy, source, ms, dryRun }: PolicyChangedView): string {
  const of = source === undefined ? "" : ` for ${safe(source)}`;
  if (ms === undefined) return `${policy}${of} ${dryRun ? "would be" : "is"} taken back\n`;
  return `${policy}${of} ${dryRun ? "would be" : "is"} ${duration(ms)}\n`;
}
