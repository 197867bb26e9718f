import type { App } from "../../app/app.ts";
import { listSources } from "../../app/sources/list_sources.ts";
import { sourceListText } from "../../render/sources.ts";
import type { Answer } from "../answer.ts";

export async function run(app: App): Promise<Answer> {
  const view = await listSources(app);
  return {
    view,
    text: (look) => sourceListText(view, look),
    next: view.sources.length === 0 ? ["next: cred source add resend"] : [],
  };
}
