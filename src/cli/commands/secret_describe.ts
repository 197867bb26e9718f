import type { App } from "../../app/app.ts";
import { describeSecret } from "../../app/secrets/change_secrets.ts";
import { DEFAULT_ENVIRONMENT } from "../../domain/names.ts";
import { secretName } from "../../render/words.ts";
import type { Answer } from "../answer.ts";
import type { SecretFlags } from "../routes/source.ts";

export async function run(app: App, flags: SecretFlags, name: string, text: string): Promise<Answer> {
  const view = await describeSecret(app, { environment: flags.env ?? DEFAULT_ENVIRONMENT, name }, text);
  return {
    view,
    text: `${view.dryRun ? "would describe" : "described"} ${secretName(view)}\n`,
    next: view.dryRun ? [] : ["next: cred secret list"],
  };
}
