import type { App } from "../../app/app.ts";
import { sync } from "../../app/sync/sync.ts";
import { syncText } from "../../render/sync.ts";
import type { Answer } from "../answer.ts";
import type { SyncFlags } from "../routes/sync.ts";

export async function run(app: App, flags: SyncFlags, remote?: string): Promise<Answer> {
  const { branch = "cred", pull, local } = flags;
  const view = await sync(app, { remote, branch, pull, local });
  return {
    view,
    text: syncText(view),
    next: view.dryRun || view.came.records === 0 ? [] : ["next: cred status"],
  };
}
