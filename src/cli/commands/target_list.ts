import type { App } from "../../app/app.ts";
import { listTargets } from "../../app/targets/list_targets.ts";
import { targetListText } from "../../render/targets.ts";
import type { Answer } from "../answer.ts";

export async function run(app: App): Promise<Answer> {
  const view = await listTargets(app);
  return {
    view,
    text: (look) => targetListText(view, look),
    paged: true,
    next: view.targets.length === 0 ? ["next: cred target add PLATFORM"] : [],
  };
}
