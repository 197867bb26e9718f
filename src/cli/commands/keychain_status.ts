import type { App } from "../../app/app.ts";
import { keychainStatus } from "../../app/keychain/keychain_status.ts";
import { keychainStatusText } from "../../render/keychain.ts";
import type { Answer } from "../answer.ts";

export async function run(app: App): Promise<Answer> {
  const view = await keychainStatus(app);
  return { view, text: keychainStatusText(view) };
}
