import { addTarget } from "../../app/targets/add_target.ts";
import type { App } from "../../app/app.ts";
import { safe } from "../../render/safe.ts";
import type { Answer } from "../answer.ts";
import type { AddTargetFlags } from "../routes/target.ts";

export async function run(
  app: App,
  flags: AddTargetFlags,
  platform: string,
  identifier?: string,
): Promise<Answer> {
  const view = await addTarget(app, {
    platform,
    identifier,
    as: flags.as,
    store: flags.store,
    token: {
      argument: flags.token,
      stdin: flags.tokenStdin,
      file: flags.tokenFile,
      variable: flags.tokenEnv,
    },
    replace: flags.replace,
  });
  return {
    view,
    text: `${view.dryRun ? "would add" : "added"} ${safe(view.target)}: ${
      safe(view.identifier)
    } (${view.store})\n`,
    next: view.dryRun ? [] : [`next: cred push ${view.target} --dry-run`],
  };
}
