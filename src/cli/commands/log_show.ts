import type { App } from "../../app/app.ts";
import { showRecord } from "../../app/history/show_record.ts";
import { recordText } from "../../render/log.ts";
import type { Answer } from "../answer.ts";
import type { CommonFlags } from "../flags.ts";

export async function run(app: App, _flags: CommonFlags, position: string): Promise<Answer> {
  const view = await showRecord(app, position);
  return { view, text: recordText(view) };
}
