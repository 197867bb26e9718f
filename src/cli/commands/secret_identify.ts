import type { App } from "../../app/app.ts";
import { identifySecret } from "../../app/targets/identify_secret.ts";
import { identifiedText } from "../../render/targets.ts";
import type { Answer } from "../answer.ts";

export async function run(app: App): Promise<Answer> {
  const view = await identifySecret(app);
  return {
    view,
    text: identifiedText(view),
    status: view.secrets.length + view.masterTokens.length === 0 ? 1 : 0,
  };
}
