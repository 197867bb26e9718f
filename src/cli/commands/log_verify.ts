import type { App } from "../../app/app.ts";
import { verifyLog } from "../../app/verify_log.ts";
import { verifiedText } from "../../render/log.ts";
import type { Answer } from "../answer.ts";
import type { CommonFlags } from "../flags.ts";

export async function run(app: App, flags: CommonFlags & { readonly full: boolean }): Promise<Answer> {
  const view = await verifyLog(app, { full: flags.full });
  return { view, text: verifiedText(view) };
}
