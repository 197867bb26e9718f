import type { App } from "../../app/app.ts";
import { importSecrets } from "../../app/secrets/import_secrets.ts";
import { importedText } from "../../render/exchange.ts";
import type { Answer } from "../answer.ts";
import type { ImportFlags } from "../routes/exchange.ts";

export async function run(app: App, flags: ImportFlags, from: string): Promise<Answer> {
  const { env, overwrite, comments } = flags;
  const view = await importSecrets(app, { from, environment: env, overwrite, comments });
  const differs = view.secrets.some(({ step }) => step === "differs");
  return {
    view,
    text: importedText(view),
    next: !view.dryRun
      ? ["next: cred secret list"]
      : differs && !overwrite
      ? ["to make new versions of what differs: --overwrite"]
      : [],
  };
}
