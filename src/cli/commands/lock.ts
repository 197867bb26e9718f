import type { App } from "../../app/app.ts";
import { lock } from "../../app/keychain/unlock.ts";
import type { Answer } from "../answer.ts";

export async function run(app: App): Promise<Answer> {
  const view = await lock(app);
  return {
    view,
    text: view.wasUnlocked ? "locked the file keychain\n" : "the file keychain was not unlocked\n",
  };
}
