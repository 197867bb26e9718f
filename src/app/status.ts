import { type StatusView, statusView } from "../views/status.ts";
import type { App } from "./app.ts";
import { look } from "./look.ts";

/** The state of the vault on one page. Needs neither keychain nor network. */
export async function status(app: App): Promise<StatusView> {
  const { vault, state, records, behind } = await look(app);
  if (vault === undefined) return statusView(undefined);
  return statusView({
    folder: vault.place.folder,
    kind: vault.place.kind,
    id: vault.id,
    records,
    behind,
    state,
    nowMs: app.system.clock.nowMs(),
  });
}
