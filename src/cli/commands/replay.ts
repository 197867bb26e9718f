import type { App } from "../../app/app.ts";
import { replay } from "../../app/history/replay.ts";
import type { Answer } from "../answer.ts";
import type { ReplayFlags } from "../routes/vault.ts";

export async function run(app: App, flags: ReplayFlags): Promise<Answer> {
  const { digest, document } = await replay(app, { at: flags.at, expect: flags.expect });
  return { view: document, text: `${digest}\n` };
}
