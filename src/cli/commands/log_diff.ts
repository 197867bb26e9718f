import type { App } from "../../app/app.ts";
import { diffLog } from "../../app/history/log_diff.ts";
import { logDiffText } from "../../render/log_diff.ts";
import type { Answer } from "../answer.ts";
import type { CommonFlags } from "../flags.ts";

export async function run(app: App, _flags: CommonFlags, before: string, after?: string): Promise<Answer> {
  const view = await diffLog(app, before, after);
  return { view, text: (look) => logDiffText(view, look), paged: true };
}
