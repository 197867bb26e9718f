// How commands that show the state look at it: by a glance where that will do, else by reading what came since. What reads
// is loaded only then.

import { CredError } from "../domain/errors.ts";
import type { HistoryEvent } from "../domain/events.ts";
import { emptyState, type State, type WholeState } from "../domain/state.ts";
import { locateVault, type VaultPlace } from "../vault/locate.ts";
import { readSnapshot } from "../vault/snapshot.ts";
import type { App } from "./app.ts";
import { type Glance, glance } from "./glance.ts";
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
  const { vaultAt, viewVault, warnOfLost } = await import("./vault.ts");
  const vault = await vaultAt(app, place);
  const loaded = await viewVault(app, vault, { isLooking: true }), { state, history, behind } = loaded;
  await warnOfLost(app, vault, loaded);
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
  const { requireVault, viewWhole, warnOfLost } = await import("./vault.ts");
  const vault = await requireVault(app);
  const loaded = await viewWhole(app, vault);
  await warnOfLost(app, vault, loaded);
  return { vault, state: loaded.state };
}

/** Events of a vault in their order, and its state. */
export interface SeenEvents {
  readonly vault: Vault | undefined;
  readonly state: State;
  readonly events: readonly HistoryEvent[];
}

/** All events of the vault that the command is about. */
export async function lookAtEvents(app: App): Promise<SeenEvents> {
  const { files, environment } = app.system;
  const place = await locateVault(files, environment, app.options.vault);
  if (!place.exists) return { vault: undefined, state: emptyState(), events: [] };
  const seen = await glance(app, place, { withEvents: true });
  if (seen?.events !== undefined && seen.isWhole) {
    return { vault: seen.vault, state: seen.snapshot.state, events: seen.events };
  }
  const { vaultAt, viewWhole, warnOfLost } = await import("./vault.ts");
  const vault = await vaultAt(app, place);
  const events: HistoryEvent[] = [];
  const onEvent = (event: HistoryEvent) => void events.push(event);
  const loaded = await viewWhole(app, vault, { isLooking: seen === undefined, onEvent });
  await warnOfLost(app, vault, loaded);
  return { vault, state: loaded.state, events };
}

/** Its newest events, without waiting for all the others: all of a short history. Undefined where all must be read. */
export async function lookAtNewest(
  app: App,
): Promise<SeenEvents & { readonly isWhole: boolean } | undefined> {
  const { files, environment } = app.system;
  const place = await locateVault(files, environment, app.options.vault);
  if (!place.exists) return { vault: undefined, state: emptyState(), events: [], isWhole: true };
  const seen = await glance(app, place, { withEvents: true }) ?? await catchUp(app, place);
  if (seen?.events === undefined) return undefined;
  return { vault: seen.vault, state: seen.snapshot.state, events: seen.events, isWhole: seen.isWhole };
}

/** Reads what came since the last look, and looks again; undefined where that does not do, or something is wrong. */
async function catchUp(app: App, place: VaultPlace): Promise<Glance | undefined> {
  const { loadVault, vaultAt } = await import("./vault.ts");
  const vault = await vaultAt(app, place);
  const before = await readSnapshot(app.system.files, vault.paths.snapshotFile);
  if (before?.plainLog === undefined) return undefined;
  return await loadVault(app, vault, { isLooking: true })
    .then(() => glance(app, place, { withEvents: true }), () => undefined);
}

/** What is to be done where there is no vault. */
export function noVaultError(): CredError {
  return new CredError("access.no_vault", "there is no vault yet", [
    "to make your personal vault: cred source add resend",
    "to make one for the project in this folder: cred init",
  ]);
}
