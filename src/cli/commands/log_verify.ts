import type { App } from "../../app/app.ts";
import { verifyLog } from "../../app/history/verify_log.ts";
import { verifiedText } from "../../render/log.ts";
import type { Answer } from "../answer.ts";
import type { VerifyFlags } from "../routes/log_proofs.ts";

export async function run(app: App, flags: VerifyFlags): Promise<Answer> {
  const { full, extends: older, signer, git } = flags;
  const view = await verifyLog(app, { full, extends: older, signer, git });
  return { view, text: verifiedText(view) };
}
