import type { App } from "../../app/app.ts";
import { useKeychain } from "../../app/keychain/use_keychain.ts";
import { keychainUseText } from "../../render/keychain.ts";
import type { Answer } from "../answer.ts";
import type { UseFlags } from "../routes/keychain.ts";

export async function run(app: App, { move }: UseFlags, keychain: string): Promise<Answer> {
  const view = await useKeychain(app, keychain, move);
  const isWorthMoving = !move && (view.stay?.length ?? 0) > 0;
  return {
    view,
    text: keychainUseText(view),
    status: view.left.length > 0 ? 3 : 0,
    next: isWorthMoving
      ? [`to move them: cred keychain use ${view.keychain} --move`]
      : view.dryRun
      ? []
      : ["next: cred keychain status"],
  };
}
