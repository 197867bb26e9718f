import { bindTarget } from "../../app/targets/add_target.ts";
import type { App } from "../../app/app.ts";
import { safe } from "../../render/safe.ts";
import type { Answer } from "../answer.ts";
import type { ChangeFlags } from "../flags.ts";

export async function run(
  app: App,
  flags: ChangeFlags & { readonly env?: string },
  target: string,
  identifier: string,
): Promise<Answer> {
  const view = await bindTarget(app, target, identifier, flags.env);
  const of = flags.env === undefined ? "" : ` for ${safe(flags.env)}`;
  return {
    view,
    text: `${view.dryRun ? "would bind" : "bound"} ${safe(view.target)}${of} to ${safe(view.identifier)}\n`,
    next: view.dryRun
      ? []
      : [`next: cred push ${view.target}${flags.env === undefined ? "" : ` -e ${flags.env}`} --dry-run`],
  };
}
