import type { App } from "../../app/app.ts";
import { exportLog, exportTiles } from "../../app/history/log_export.ts";
import { writeOutput } from "../../app/history/log_prove.ts";
import { CredError } from "../../domain/errors.ts";
import { exportText } from "../../render/log_rows.ts";
import { safe } from "../../render/safe.ts";
import { count } from "../../render/words.ts";
import type { WrittenView } from "../../views/log_rows.ts";
import type { Answer } from "../answer.ts";
import type { ExportFlags } from "../routes/log_exports.ts";

export async function run(app: App, { format, out, tiles }: ExportFlags): Promise<Answer> {
  if ((format === undefined) === (tiles === undefined)) {
    throw new CredError("usage.export", "say what to write: either --format or --tiles", [
      "cred log export --format jsonl",
      "cred log export --tiles DIR",
    ]);
  }
  if (tiles !== undefined) {
    if (out !== undefined) {
      throw new CredError("usage.export", "--tiles names its folder: --out is for --format");
    }
    return writtenAnswer(await exportTiles(app, tiles));
  }
  const view = await exportLog(app);
  const text = exportText(view.id, view.events, format!);
  if (out === undefined) return { view, text };
  await writeOutput(app, out, text);
  const { vault, id, events } = view;
  return writtenAnswer({ vault, id, written: [{ path: out, records: events.length }] });
}

function writtenAnswer(view: WrittenView): Answer {
  const lines = view.written.map(({ path, log, records }) =>
    `wrote ${safe(path)}: ${count(records, "record")}${log === undefined ? "" : ` of log ${log}`}\n`
  );
  return { view, text: lines.join("") };
}
