import { type StatusView, statusView } from "../views/status.ts";
import type { App } from "./app.ts";
import { replacedAt } from "./history/replaced_vault.ts";
import { look } from "./look.ts";

/** The state of the vault on one page. Needs neither keychain nor network. */
export async function status(app: App): Promise<StatusView> {
  const { vault, state, records, behind } = await look(app);
  if (vault === undefined) return statusView(undefined);
  const { folder } = vault.place;
  const remembered = await replacedAt(app, folder, vault.id);
  return statusView({
    folder,
    kind: vault.place.kind,
    id: vault.id,
    records,
    behind,
    ...(remembered === undefined ? {} : { remembered }),
    state,
    nowMs: app.system.clock.nowMs(),
  });
}
