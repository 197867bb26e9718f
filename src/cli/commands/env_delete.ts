import type { App } from "../../app/app.ts";
import { deleteEnvironment, planDeletion } from "../../app/secrets/delete_environment.ts";
import { pruneHints } from "../../app/targets/still_at.ts";
import { requireVault } from "../../app/vault.ts";
import { quote } from "../../domain/names.ts";
import { environmentDeletedText } from "../../render/environments.ts";
import { placesText } from "../../render/targets.ts";
import { count } from "../../render/words.ts";
import type { Answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import type { DeleteEnvironmentFlags } from "../routes/environment.ts";

export async function run(app: App, flags: DeleteEnvironmentFlags, environment: string): Promise<Answer> {
  const vault = await requireVault(app);
  const plan = await planDeletion(app, vault, environment, flags.deleteKeys);
  const { secrets, keys, targets, stillAt } = plan;
  const ends = keys.length === 0 ? "" : ` and ${count(keys.length, "live key")} at the platform and here`;
  const held = stillAt.length === 0 ? "" : ` Values of it are still at ${placesText(stillAt)}.`;
  await confirm(
    app,
    `Delete environment ${quote(environment)}: ${
      count(secrets.length, "secret")
    } with all versions${ends}?${held}`,
  );
  const view = await deleteEnvironment(app, vault, plan);
  if (targets.length > 0) app.report.warn(`bound to it: ${targets.join(", ")}`);
  if (stillAt.length > 0) app.report.warn(`values of it are still at ${placesText(stillAt)}`);
  return {
    view,
    text: environmentDeletedText(view),
    status: view.failed.length === 0 ? 0 : 3,
    next: view.dryRun ? [] : [
      ...view.failed.length === 0 ? [] : [`to go on: cred env delete ${environment} --delete-keys`],
      ...pruneHints(stillAt).map((hint) => `next: ${hint}`),
      ...view.deleted && stillAt.length === 0 ? ["next: cred env list"] : [],
    ],
  };
}
