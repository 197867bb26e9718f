import type { App } from "../../app/app.ts";
import { changeFilePassphrase } from "../../app/keychain/keychain_passphrase.ts";
import { safe } from "../../render/safe.ts";
import type { Answer } from "../answer.ts";

export async function run(app: App): Promise<Answer> {
  const view = await changeFilePassphrase(app);
  const did = view.changed ? "changed" : "would change";
  return {
    view,
    text: `${did} the passphrase of ${safe(view.identity)}\n`,
    next: view.changed ? ["next: cred keychain status"] : [],
  };
}
