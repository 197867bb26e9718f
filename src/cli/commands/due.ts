import type { App } from "../../app/app.ts";
import { showDue } from "../../app/due.ts";
import { dueText } from "../../render/due.ts";
import type { Answer } from "../answer.ts";
import type { DueFlags } from "../routes/due.ts";

export async function run(app: App, flags: DueFlags): Promise<Answer> {
  const view = await showDue(app, { within: flags.within, environment: flags.env });
  return { view, text: (look) => dueText(view, look), paged: true };
}
