import type { App } from "../../app/app.ts";
import { limitSecret } from "../../app/secrets/change_secrets.ts";
import { CredError } from "../../domain/errors.ts";
import { DEFAULT_ENVIRONMENT } from "../../domain/names.ts";
import { safe } from "../../render/safe.ts";
import { secretName } from "../../render/words.ts";
import type { Answer } from "../answer.ts";
import type { LimitFlags } from "../routes/secret.ts";

export async function run(app: App, flags: LimitFlags, name: string): Promise<Answer> {
  const named = flags.to.split(",").map((one) => one.trim()).filter((one) => one !== "");
  if (named.length === 0) {
    throw new CredError("usage.targets", "--to names no target", ["give names with commas between, or all"]);
  }
  const targets = flags.to === "all" ? undefined : named;
  const view = await limitSecret(app, { environment: flags.env ?? DEFAULT_ENVIRONMENT, name }, targets);
  const to = targets === undefined ? "may go to every target" : `may go to ${safe(targets.join(", "))} only`;
  return {
    view,
    text: `${secretName(view)} ${view.dryRun ? "would be limited: it " : ""}${to}\n`,
    next: view.dryRun ? [] : ["next: cred status"],
  };
}
