import { dueOf } from "../domain/due.ts";
import { CredError } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";
import { dueRow, type DueView } from "../views/due.ts";
import type { App } from "./app.ts";
import { look } from "./look.ts";
import { parseLength } from "./when.ts";

/** How far ahead `due` looks where nothing was said. */
const WITHIN = "14d";

/** What `due` was asked; `within` as typed. */
export interface DueWish {
  readonly within: string | undefined;
  readonly environment: string | undefined;
}

/** What to do about the vault's secrets, and why. Needs neither keychain nor network. */
export async function showDue(app: App, { within = WITHIN, environment }: DueWish): Promise<DueView> {
  const withinMs = parseLength(within);
  if (withinMs === undefined) {
    throw new CredError("usage.within", `--within ${quote(within)} is no length of time`, [
      "use 14d, 12h or 2w; 0d for what is due now",
    ]);
  }
  const { vault, state } = await look(app);
  const rows = dueOf(state, app.system.clock.nowMs(), withinMs)
    .filter((due) => environment === undefined || due.environment === environment);
  return { vault: vault?.place.folder, withinMs, due: rows.map((due) => dueRow(state, due)) };
}
