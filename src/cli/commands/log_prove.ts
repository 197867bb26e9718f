import type { App } from "../../app/app.ts";
import { logProve } from "../../app/history/log_prove.ts";
import { proofText } from "../../render/proof.ts";
import type { Answer } from "../answer.ts";
import type { ProveFlags } from "../routes/log_proofs.ts";

export async function run(app: App, flags: ProveFlags, position: string): Promise<Answer> {
  const view = await logProve(app, position, flags.out);
  return { view, text: proofText(view), next: [`verifier key: ${view.verifierKey}`] };
}
