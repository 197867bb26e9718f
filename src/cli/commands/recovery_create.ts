import type { App } from "../../app/app.ts";
import { createRecovery } from "../../app/access/recovery_create.ts";
import { recoveryCreatedText } from "../../render/recovery.ts";
import type { Answer } from "../answer.ts";
import type { CreateFlags } from "../routes/recovery.ts";

/** Status where values stay that this machine can't open. */
const PARTLY = 3;

export async function run(app: App, flags: CreateFlags): Promise<Answer> {
  const view = await createRecovery(app, flags.to);
  return {
    view,
    text: recoveryCreatedText(view),
    ...(view.left.length > 0 ? { status: PARTLY } : {}),
    next: view.dryRun ? [] : [
      "keep the file away from this machine, and its passphrase away from the file",
      "share what was sealed: cred sync",
    ],
  };
}
