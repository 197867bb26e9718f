import type { App } from "../../app/app.ts";
import { planPrune, pruneTarget } from "../../app/targets/prune.ts";
import { requireVault } from "../../app/vault.ts";
import { DEFAULT_ENVIRONMENT } from "../../domain/names.ts";
import { prunedText } from "../../render/targets.ts";
import { count } from "../../render/words.ts";
import type { Answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import type { ChangeFlags } from "../flags.ts";

export async function run(
  app: App,
  flags: ChangeFlags & { readonly env?: string },
  target: string,
  ...keys: string[]
): Promise<Answer> {
  const vault = await requireVault(app);
  const names = keys.length === 0 ? undefined : keys;
  const wish = { target, names, environment: flags.env ?? DEFAULT_ENVIRONMENT };
  const plan = await planPrune(app, vault, wish);
  if (plan.secrets.length === 0) return { view: plan, text: prunedText(plan) };
  const list = plan.secrets.map(({ remoteName }) => remoteName).join(", ");
  await confirm(
    app,
    `Remove ${count(plan.secrets.length, "secret")} at ${plan.target} ${plan.identifier}: ${list}?`,
  );
  const view = await pruneTarget(app, vault, wish);
  return {
    view,
    text: prunedText(view),
    status: view.secrets.some(({ result }) => result === "failed") ? 3 : 0,
    next: app.options.dryRun ? [] : [`next: cred target secrets ${target}`],
  };
}
