import { type StatusView, statusView } from "../views/status.ts";
import type { App } from "./app.ts";
import { findVault, viewVault } from "./vault.ts";

/** The state of the vault on one page. Needs neither keychain nor network. */
export async function status(app: App): Promise<StatusView> {
  const vault = await findVault(app);
  if (vault === undefined) return statusView(undefined);
  const loaded = await viewVault(app, vault);
  return statusView({
    folder: vault.place.folder,
    kind: vault.place.kind,
    id: vault.id,
    records: [...loaded.history.logs.values()].reduce((sum, { reader }) => sum + reader.tree.size, 0),
    behind: loaded.behind.map(({ log }) => log),
    state: loaded.state,
    nowMs: app.system.clock.nowMs(),
  });
}
