import type { App } from "../../app/app.ts";
import { requestAccess } from "../../app/access/access_request.ts";
import type { Answer } from "../answer.ts";
import type { RequestFlags } from "../routes/access.ts";

export async function run(app: App, flags: RequestFlags): Promise<Answer> {
  const view = await requestAccess(app, flags.label);
  return {
    view,
    text: `${view.line}\n`,
    next: [
      `on a machine that has access: cred access grant '…' --name NAME (it shows signer ${view.signer}), then cred sync`,
      "then here: cred sync",
    ],
  };
}
