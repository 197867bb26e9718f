import type { SyncedCount, SyncView } from "../views/sync.ts";
import { safe } from "./safe.ts";
import { aligned } from "./table.ts";
import { count } from "./words.ts";

/** Text of `sync`. */
export function syncText(view: SyncView): string {
  const { branch, remote, made, came, went, removedValues, pushed, dryRun } = view;
  const place = `branch "${safe(branch)}"${remote === undefined ? "" : ` of ${safe(remote)}`}`;
  const rows = view.logs.flatMap(({ log, label, here, there, now }) => [
    ...(here < now ? [["came", log, label, `${here} → ${count(now, "record")}`]] : []),
    ...(there < now && went.records > 0 ? [["went", log, label, `${there} → ${count(now, "record")}`]] : []),
  ]);
  const values = [
    came.values > 0 ? `${came.values} came` : "",
    went.values > 0 ? `${went.values} went` : "",
    removedValues > 0 ? `${count(removedValues, "dead one")} removed` : "",
  ].filter((part) => part !== "");
  const head = made && !dryRun ? `made ${safe(view.vault)} from ${place}\n` : "";
  if (isNothing(came) && isNothing(went) && values.length === 0) {
    return `${head}nothing came or went: ${place} has what is here${pushed ? "; pushed" : ""}\n`;
  }
  const end = dryRun
    ? `nothing was done: this is what a sync with ${place} would do\n`
    : pushed
    ? `pushed to ${place}\n`
    : `${isNothing(went) ? "taken from" : "written to"} ${place}\n`;
  return `${head}${aligned(rows)}${values.length > 0 ? `sealed values: ${values.join(", ")}\n` : ""}${end}`;
}

function isNothing({ records, values }: SyncedCount): boolean {
  return records === 0 && values === 0;
}
