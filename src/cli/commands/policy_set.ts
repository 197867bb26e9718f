import type { App } from "../../app/app.ts";
import { setPolicy } from "../../app/policies.ts";
import { policyChangedText } from "../../render/policies.ts";
import type { Answer } from "../answer.ts";
import type { PolicyFlags } from "../routes/policy.ts";

/** `policy set`; without a length, `policy unset`. */
export async function run(app: App, flags: PolicyFlags, policy: string, length?: string): Promise<Answer> {
  const view = await setPolicy(app, policy, length, flags.source);
  return { view, text: policyChangedText(view), next: view.dryRun ? [] : ["next: cred due"] };
}
