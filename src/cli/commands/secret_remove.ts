import type { App } from "../../app/app.ts";
import { removeSecret, secretToRemove } from "../../app/secrets/change_secrets.ts";
import { DEFAULT_ENVIRONMENT, quote } from "../../domain/names.ts";
import { secretName } from "../../render/words.ts";
import type { Answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import type { SecretFlags } from "../routes/source.ts";

export async function run(app: App, flags: SecretFlags, name: string): Promise<Answer> {
  const ref = { environment: flags.env ?? DEFAULT_ENVIRONMENT, name };
  await secretToRemove(app, ref);
  await confirm(app, `Remove ${quote(name)} with all its versions from the vault?`);
  const view = await removeSecret(app, ref);
  return {
    view,
    text: `${view.dryRun ? "would remove" : "removed"} ${secretName(view)}\n`,
    next: view.dryRun ? [] : ["next: cred status"],
  };
}
