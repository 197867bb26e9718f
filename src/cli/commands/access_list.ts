import type { App } from "../../app/app.ts";
import { listAccess } from "../../app/access/list_access.ts";
import { accessListText } from "../../render/access.ts";
import { count } from "../../render/words.ts";
import type { Answer } from "../answer.ts";

export async function run(app: App): Promise<Answer> {
  const view = await listAccess(app);
  return {
    view,
    text: (look) => accessListText(view, look),
    next: view.uneven === 0 ? [] : [
      `${count(view.uneven, "value")} can be opened by others than who may: cred access seal`,
    ],
  };
}
