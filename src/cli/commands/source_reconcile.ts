import type { App } from "../../app/app.ts";
import { reconcileSource } from "../../app/sources/reconcile_source.ts";
import { requireVault } from "../../app/vault.ts";
import { reconciledText } from "../../render/keys.ts";
import type { Answer } from "../answer.ts";
import type { ReconcileFlags } from "../routes/source.ts";

export async function run(app: App, flags: ReconcileFlags, source: string): Promise<Answer> {
  const view = await reconcileSource(app, await requireVault(app), source, {
    acceptMissing: flags.acceptMissing,
  });
  return {
    view,
    text: reconciledText(view),
    status: view.unsettled.length > 0 ? 3 : 0,
    next: view.dryRun ? [] : ["next: cred status"],
  };
}
