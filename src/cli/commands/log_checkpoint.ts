import type { App } from "../../app/app.ts";
import { logCheckpoint } from "../../app/history/log_checkpoint.ts";
import { checkpointsText, verifierKeysText } from "../../render/proof.ts";
import type { Answer } from "../answer.ts";
import type { CheckpointFlags } from "../routes/log_proofs.ts";

export async function run(app: App, flags: CheckpointFlags): Promise<Answer> {
  const view = await logCheckpoint(app, flags.log);
  return { view, text: checkpointsText(view), next: verifierKeysText(view) };
}
