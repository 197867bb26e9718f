import type { App } from "../../app/app.ts";
import { listEnvironments } from "../../app/secrets/environments.ts";
import { environmentListText } from "../../render/environments.ts";
import type { Answer } from "../answer.ts";

export async function run(app: App): Promise<Answer> {
  const view = await listEnvironments(app);
  return {
    view,
    text: (look) => environmentListText(view, look),
    paged: true,
    next: view.environments.length === 0 ? ["next: cred secret set KEY -e NAME"] : [],
  };
}
