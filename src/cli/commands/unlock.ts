import type { App } from "../../app/app.ts";
import { unlock } from "../../app/keychain/unlock.ts";
import type { Answer } from "../answer.ts";
import type { UnlockFlags } from "../routes/unlock.ts";

export async function run(app: App, flags: UnlockFlags): Promise<Answer> {
  const length = flags.for ?? "15m";
  const view = await unlock(app, length);
  return {
    view,
    text: `the file keychain is open for ${length}, to whatever runs as you\n`,
    next: ["to end it before: cred lock"],
  };
}
