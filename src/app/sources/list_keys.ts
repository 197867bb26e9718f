import { classify, vanishedKeys } from "../../domain/classify.ts";
import { type KeysView, keysView } from "../../views/keys.ts";
import type { App } from "../app.ts";
import { lookAtSource } from "./source_act.ts";
import type { Vault } from "../vault.ts";

/** What the platform has, joined with what the vault's history knows. Changes nothing. */
export async function listKeys(app: App, vault: Vault, source: string): Promise<KeysView> {
  return await lookAtSource(app, vault, source, async ({ client, driver, wholeState }) => {
    const listed = await client.list();
    const now = await wholeState();
    const own = { logs: now.ownLogs, locked: true };
    const classified = classify(now.state, source, listed, app.system.clock.nowMs(), own);
    const gone = vanishedKeys(now.state, source, listed);
    return keysView(source, driver, classified, gone, now.state, app.system.clock.nowMs());
  });
}
