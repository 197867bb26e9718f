import type { App } from "../../app/app.ts";
import { status } from "../../app/status.ts";
import { statusText } from "../../render/status.ts";
import type { Answer } from "../answer.ts";

export async function run(app: App): Promise<Answer> {
  const view = await status(app);
  return { view, text: statusText(view, app.system.clock.offsetMinutes) };
}
