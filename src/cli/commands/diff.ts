import type { App } from "../../app/app.ts";
import { planTarget } from "../../app/targets/push_plan.ts";
import { requireVault } from "../../app/vault.ts";
import { DEFAULT_ENVIRONMENT } from "../../domain/names.ts";
import { pushText } from "../../render/targets.ts";
import type { Answer } from "../answer.ts";
import type { CommonFlags } from "../flags.ts";

export async function run(
  app: App,
  flags: CommonFlags & { readonly env?: string },
  target: string,
  ...keys: string[]
): Promise<Answer> {
  const environment = flags.env ?? DEFAULT_ENVIRONMENT;
  const names = keys.length === 0 ? undefined : keys;
  const wish = { target, names, environment, force: false, createPlace: false };
  const view = await planTarget(app, await requireVault(app), wish);
  return { view, text: pushText(view) };
}
