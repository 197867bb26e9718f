import type { App } from "../../app/app.ts";
import { rollBack } from "../../app/secrets/secret_versions.ts";
import { DEFAULT_ENVIRONMENT } from "../../domain/names.ts";
import { safe } from "../../render/safe.ts";
import { rolledBackText } from "../../render/versions.ts";
import type { Answer } from "../answer.ts";
import type { RollBackFlags } from "../routes/secret_versions.ts";

export async function run(app: App, flags: RollBackFlags, name: string): Promise<Answer> {
  const view = await rollBack(app, { environment: flags.env ?? DEFAULT_ENVIRONMENT, name }, flags.to);
  if (view.left !== undefined) {
    app.report.warn(`the key that it was still lives at ${safe(view.left)}`);
  }
  const isDone = !view.dryRun && view.version !== view.from;
  return { view, text: rolledBackText(view), next: isDone ? ["next: cred status"] : [] };
}
