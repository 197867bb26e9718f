import type { App } from "../../app/app.ts";
import { listPolicies } from "../../app/policies.ts";
import { policyListText } from "../../render/policies.ts";
import type { Answer } from "../answer.ts";

export async function run(app: App): Promise<Answer> {
  const view = await listPolicies(app);
  return { view, text: (look) => policyListText(view, look) };
}
