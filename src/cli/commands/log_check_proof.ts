import type { App } from "../../app/app.ts";
import { logCheckProof } from "../../app/history/log_check_proof.ts";
import { checkedProofText } from "../../render/proof.ts";
import type { Answer } from "../answer.ts";
import type { CheckProofFlags } from "../routes/log_proofs.ts";

export async function run(app: App, flags: CheckProofFlags, file: string): Promise<Answer> {
  const view = await logCheckProof(app, file, { signer: flags.signer, event: flags.event });
  return { view, text: checkedProofText(view) };
}
