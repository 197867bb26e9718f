import { removeTarget } from "../../app/add_target.ts";
import type { App } from "../../app/app.ts";
import { quote } from "../../domain/names.ts";
import { safe } from "../../render/table.ts";
import type { Answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import type { ChangeFlags } from "../flags.ts";

export async function run(app: App, _flags: ChangeFlags, target: string): Promise<Answer> {
  await confirm(app, `Forget target ${quote(target)} and its token? What was sent there stays there.`);
  const view = await removeTarget(app, target);
  return { view, text: `${view.dryRun ? "would forget" : "forgot"} ${safe(view.target)}\n` };
}
