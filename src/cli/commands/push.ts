import type { App } from "../../app/app.ts";
import { pushSecrets } from "../../app/targets/push.ts";
import { planTarget } from "../../app/targets/push_plan.ts";
import { requireVault } from "../../app/vault.ts";
import { DEFAULT_ENVIRONMENT } from "../../domain/names.ts";
import { pushText } from "../../render/targets.ts";
import { count } from "../../render/words.ts";
import type { PushView } from "../../views/push.ts";
import type { Answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import type { PushFlags } from "../routes/target.ts";

export async function run(app: App, flags: PushFlags, target: string, ...keys: string[]): Promise<Answer> {
  const vault = await requireVault(app);
  const names = keys.length === 0 ? undefined : keys;
  const wish = {
    target,
    names,
    environment: flags.env ?? DEFAULT_ENVIRONMENT,
    force: flags.force,
    createPlace: flags.createEnvironment,
  };
  if (app.options.dryRun) return answerOf(await planTarget(app, vault, wish));
  // Nobody sends their whole personal vault to a repository by standing in the wrong folder.
  const asks = names === undefined && vault.place.kind === "personal";
  const view = await pushSecrets(app, vault, wish, async (plan) => {
    if (!asks) return;
    const due = plan.secrets.filter(({ action }) => action !== "unchanged" && action !== "skipped");
    const list = due.map(({ remoteName }) => remoteName).join(", ");
    await confirm(
      app,
      `Send ${
        count(due.length, "secret")
      } of your personal vault to ${plan.target} ${plan.identifier}: ${list}?`,
    );
  });
  return answerOf(view);
}

function answerOf(view: PushView): Answer {
  const failed = view.secrets.some(({ action }) => action === "failed");
  const wrote = view.secrets.some(({ action }) => !["failed", "unchanged", "skipped"].includes(action));
  return {
    view,
    text: pushText(view),
    status: failed ? 3 : 0,
    next: view.dryRun || !wrote ? [] : [view.afterPush ?? `next: cred target secrets ${view.target}`],
  };
}
