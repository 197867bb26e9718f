import type { App } from "../../app/app.ts";
import { copyEnvironment } from "../../app/secrets/environments.ts";
import { environmentCopiedText } from "../../render/environments.ts";
import type { Answer } from "../answer.ts";
import type { CopyFlags } from "../routes/environment.ts";

export async function run(app: App, { overwrite }: CopyFlags, from: string, to: string): Promise<Answer> {
  const view = await copyEnvironment(app, { from, to, overwrite });
  const differs = view.dryRun && !overwrite && view.secrets.some(({ step }) => step === "differs");
  return {
    view,
    text: environmentCopiedText(view),
    next: [
      ...differs ? ["to make new versions of what differs: --overwrite"] : [],
      ...view.keys.map(({ command }) => `next: ${command}`),
      ...view.dryRun || view.keys.length > 0 ? [] : [`next: cred secret list -e ${to}`],
    ],
  };
}
