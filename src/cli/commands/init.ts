import type { App } from "../../app/app.ts";
import { initProject } from "../../app/init.ts";
import { RECOVERY_HINT } from "../../render/recovery.ts";
import { safe } from "../../render/safe.ts";
import type { Answer } from "../answer.ts";

export async function run(app: App): Promise<Answer> {
  const view = await initProject(app);
  const git = view.git ? "  git does not see it: the folder ignores itself\n" : "";
  return {
    view,
    text: `${view.dryRun ? "would make" : "made"} a vault for this project at ${safe(view.vault)}\n${git}`,
    next: view.dryRun ? [] : ["next: cred source add resend", RECOVERY_HINT],
  };
}
