import type { App } from "../../app/app.ts";
import { listSigners } from "../../app/history/list_signers.ts";
import { signerListText } from "../../render/signers.ts";
import type { Answer } from "../answer.ts";

export async function run(app: App): Promise<Answer> {
  const view = await listSigners(app);
  return { view, text: (look) => signerListText(view, look), paged: true };
}
