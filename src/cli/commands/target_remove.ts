import { removeTarget } from "../../app/targets/add_target.ts";
import type { App } from "../../app/app.ts";
import { quote } from "../../domain/names.ts";
import { safe } from "../../render/safe.ts";
import { count } from "../../render/words.ts";
import type { Answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import type { ChangeFlags } from "../flags.ts";

export async function run(app: App, _flags: ChangeFlags, target: string): Promise<Answer> {
  await confirm(
    app,
    `Remove target ${quote(target)} and its token from here? What was sent there stays there.`,
  );
  const view = await removeTarget(app, target);
  if (view.stillThere > 0) {
    app.report.warn(
      `${count(view.stillThere, "secret")} of this vault ${
        view.stillThere === 1 ? "is" : "are"
      } still there: ` +
        "to prune them, configure the target again with the same name and place",
    );
  }
  return {
    view,
    text: `${view.dryRun ? "would remove" : "removed"} ${safe(view.target)}\n`,
    next: view.dryRun ? [] : ["next: cred target list"],
  };
}
