import type { LogEntryView, LogView } from "../../views/log.ts";

/** Most rows of a first page. */
const ROWS = 40;

/** The newest rows of a view of the last records, as far as none lacks what an older record says; undefined without any. */
export function clearRows({ entries, ...view }: LogView): LogView | undefined {
  const unclear = entries.findIndex((entry) => !isClear(entry));
  const rows = entries.slice(0, Math.min(ROWS, unclear < 0 ? ROWS : unclear));
  return rows.length === 0 ? undefined : { ...view, entries: rows };
}

/** Whether a row says all that it would say if everything were read. */
function isClear({ type, data, asked, secret }: LogEntryView): boolean {
  return (data.request === undefined || asked !== undefined) &&
    (!type.startsWith("key.") || secret !== undefined);
}
