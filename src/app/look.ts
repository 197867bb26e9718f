// How commands that show the state look at it: by a glance where that will do, else by reading what came since. What reads
// is loaded only then.

import { CredError } from "../domain/errors.ts";
import type { HistoryEvent } from "../domain/events.ts";
import { emptyState, type State, type WholeState } from "../domain/state.ts";
import { locateVault } from "../vault/locate.ts";
import type { App } from "./app.ts";
import { eventsOf, glance } from "./glance.ts";
import type { Vault } from "./vault.ts";

/** A vault that is there, and its state. */
export interface Seen {
  readonly vault: Vault;
  readonly state: State;
  /** How many records all its logs have. */
  readonly records: number;
  /** Logs of which this copy of the vault lacks records that this machine has seen. */
  readonly behind: readonly string[];
}

/** The vault that the command is about; an empty state where there is none yet. */
export async function look(app: App): Promise<Seen | Omit<Seen, "vault"> & { readonly vault: undefined }> {
  const { files, environment } = app.system;
  const place = await locateVault(files, environment, app.options.vault);
  if (!place.exists) return { vault: undefined, state: emptyState(), records: 0, behind: [] };
  const seen = await glance(app, place);
  if (seen !== undefined) {
    const { vault, snapshot: { state, mark } } = seen;
    return {
      vault,
      state,
      records: [...mark.logs.values()].reduce((sum, log) => sum + log.records, 0),
      behind: [],
    };
  }
  const { vaultAt, viewVault } = await import("./vault.ts");
  const vault = await vaultAt(app, place);
  const { state, history, behind } = await viewVault(app, vault, { isLooking: true });
  const records = [...history.logs.values()].reduce((sum, { reader }) => sum + reader.tree.size, 0);
  return { vault, state, records, behind: behind.map(({ log }) => log) };
}

/** The same where there must be a vault; access.no_vault where there is none. */
export async function lookInside(app: App): Promise<Seen> {
  const seen = await look(app);
  if (seen.vault === undefined) throw noVaultError();
  return seen;
}

/** The same with all that ever was, such as keys that ended. */
export async function lookAtAll(app: App): Promise<Pick<Seen, "vault"> & { readonly state: WholeState }> {
  const { requireVault, viewWhole } = await import("./vault.ts");
  const vault = await requireVault(app);
  return { vault, state: (await viewWhole(app, vault)).state };
}

/** All events of the vault that the command is about, and its state. */
export async function lookAtEvents(
  app: App,
): Promise<
  { readonly vault: Vault | undefined; readonly state: State; readonly events: readonly HistoryEvent[] }
> {
  const { files, environment } = app.system;
  const place = await locateVault(files, environment, app.options.vault);
  if (!place.exists) return { vault: undefined, state: emptyState(), events: [] };
  const seen = await glance(app, place);
  const verified = seen === undefined ? undefined : await eventsOf(app, seen);
  if (seen !== undefined && verified !== undefined) {
    return { vault: seen.vault, state: seen.snapshot.state, events: verified };
  }
  const { vaultAt, viewWhole } = await import("./vault.ts");
  const vault = await vaultAt(app, place);
  const events: HistoryEvent[] = [];
  const onEvent = (event: HistoryEvent) => void events.push(event);
  const { state } = await viewWhole(app, vault, { isLooking: seen === undefined, onEvent });
  return { vault, state, events };
}

/** What is to be done where there is no vault. */
export function noVaultError(): CredError {
  return new CredError("access.no_vault", "there is no vault yet", [
    "to make your personal vault: cred source add resend",
    "to make one for the project in this folder: cred init",
  ]);
}
