import type { App } from "../../app/app.ts";
import { listSigners } from "../../app/list_signers.ts";
import { table } from "../../render/table.ts";
import { day } from "../../render/time.ts";
import type { Answer } from "../answer.ts";

export async function run(app: App): Promise<Answer> {
  const view = await listSigners(app);
  const offset = app.system.clock.offsetMinutes;
  const rows = view.signers.map((row) => [
    row.signer,
    row.label,
    row.role,
    row.first
      ? `since ${day(row.addedAt, offset)}, the first`
      : `since ${day(row.addedAt, offset)}, added by ${row.addedBy}`,
    row.retiredAt === undefined ? "" : `retired ${day(row.retiredAt, offset)}`,
  ]);
  return { view, text: rows.length === 0 ? "no vault yet\n" : table(rows) };
}
