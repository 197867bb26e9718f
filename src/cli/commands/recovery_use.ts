import type { App } from "../../app/app.ts";
import { useRecovery } from "../../app/access/recovery_use.ts";
import { recoveryUsedText } from "../../render/recovery.ts";
import type { Answer } from "../answer.ts";
import type { UseFlags } from "../routes/recovery.ts";

/** Status where values stay that the recovery key can't open. */
const PARTLY = 3;

export async function run(app: App, flags: UseFlags, file: string): Promise<Answer> {
  const view = await useRecovery(app, file, flags.label);
  const lost = view.others.map(({ name }) => name).join(", ");
  return {
    view,
    text: recoveryUsedText(view),
    ...(view.left.length > 0 ? { status: PARTLY } : {}),
    next: view.dryRun ? [] : [
      ...(lost === ""
        ? []
        : [`to end the access of a machine that is lost (${lost}): cred access revoke NAME --recovery FILE`]),
      "sources and targets need their tokens here: cred source list",
      "share it: cred sync",
    ],
  };
}
