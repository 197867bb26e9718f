// The loop around a vault: load and verify its history, judge a command, record its events. Whoever changes holds
// the lock, loads under it, and finishes first what a crash left.

import { CredError, refusalError } from "../domain/errors.ts";
import { type Command, decide } from "../domain/decide/mod.ts";
import type { HistoryEvent } from "../domain/events.ts";
import { evolve } from "../domain/evolve.ts";
import { sealedFiles } from "../domain/queries.ts";
import { emptyState, type State, type StateDraft, type WholeState } from "../domain/state.ts";
import { type Heads, unfinishedRecords } from "../log/heads.ts";
import { continuedLog, LogWriter, refuseBehind, repairOwnLog } from "../log/log_writer.ts";
import { signerOfLog, vaultIdOf } from "../log/origin.ts";
import { type VaultPaths, vaultPaths } from "../vault/layout.ts";
import type { Lock } from "../system/files.ts";
import { locateVault, type VaultPlace } from "../vault/locate.ts";
import { readPointer } from "../vault/pointer.ts";
import { ValueStore } from "../vault/values.ts";
import type { VaultKeys } from "../vault/vault_keys.ts";
import { openKeys, refuseForRole, requireSigner } from "./access/access.ts";
import type { App } from "./app.ts";
import { noVaultError } from "./look.ts";
import { type Loaded, type LoadOptions, loadVault, loadWhole } from "./load_vault.ts";

export { type Loaded, loadVault, lookAtLogs, readLogFiles, tellOfLong } from "./load_vault.ts";

const LOCK_WAIT_MS = 10_000;
/** Who only looks waits no longer for a record that is being written. */
const LOOK_WAIT_MS = 1_000;

/** A vault that is there. */
export interface Vault {
  readonly id: string;
  readonly place: VaultPlace;
  readonly paths: VaultPaths;
  readonly publicKey: Uint8Array;
}

/** What a change did. */
export interface Changed {
  readonly events: readonly HistoryEvent[];
  readonly state: State;
}

/** Reads a vault, from its snapshot on or all of it. */
type Load = (app: App, vault: Vault) => Promise<Loaded>;

/** The vault that the command is about; undefined where there is none yet. */
export async function findVault(app: App): Promise<Vault | undefined> {
  const { files, environment } = app.system;
  const place = await locateVault(files, environment, app.options.vault);
  return place.exists ? await vaultAt(app, place) : undefined;
}

/** A vault at a place where one is. */
export async function vaultAt(app: App, place: VaultPlace): Promise<Vault> {
  const publicKey = await readPointer(app.system.files, place.folder);
  const id = vaultIdOf(publicKey);
  return { id, place, publicKey, paths: vaultPaths(place.folder, id, app.system.environment) };
}

/** The vault that the command is about; access.no_vault where there is none. */
export async function requireVault(app: App): Promise<Vault> {
  const vault = await findVault(app);
  if (vault !== undefined) return vault;
  throw noVaultError();
}

/** Reads a vault to show it: what is missing of it is warned of. */
export async function viewVault(app: App, vault: Vault, options: LoadOptions = {}): Promise<Loaded> {
  return told(app, await loadVault(app, vault, options));
}

/** The same from its first record on, handing on each event. */
export async function viewWhole(
  app: App,
  vault: Vault,
  options: LoadOptions & { readonly onEvent?: (event: HistoryEvent) => void } = {},
): Promise<Loaded<WholeState>> {
  return told(app, await loadWhole(app, vault, options));
}

function told<L extends Loaded>(app: App, loaded: L): L {
  for (const { log, found, remembered } of loaded.behind) {
    app.report.warn(
      `this copy of the vault is behind: log ${log} has ${found} records, this machine has seen ${remembered}`,
    );
  }
  return loaded;
}

/**
 * Warns of what this machine signed and the vault lacks: somebody put back what was before, or a command died. While the
 * lock is held, it is being written.
 */
export async function warnOfLost(app: App, vault: Vault, { heads, history }: Loaded): Promise<void> {
  if (unfinishedRecords(heads, history) === 0) return;
  try {
    (await lockVault(app, vault, LOOK_WAIT_MS)).release();
  } catch (error) {
    if (app.system.interrupted.aborted) throw error;
    if (error instanceof CredError && error.code === "conflict.locked") return;
  }
  const now = await loadVault(app, vault);
  const lost = unfinishedRecords(now.heads, now.history);
  if (lost > 0) app.report.warn(lostText(lost));
}

/** What is to be said of so many records that this machine signed and the vault lacks. */
export function lostText(records: number): string {
  const what = records === 1
    ? "1 record that this machine signed is"
    : `${records} records that this machine signed are`;
  return `${what} not in the log: the next change puts back what was lost`;
}

/** The state of a vault that may not be there yet. */
export async function viewState(app: App, vault: Vault | undefined): Promise<State> {
  return vault === undefined ? emptyState() : (await viewVault(app, vault)).state;
}

/**
 * Judges a command on the newest state and records what comes of it, under the lock. `make` may take a while only
 * where it must see the newest state. With --dry-run nothing is recorded. `load`: all of it, where keys that ended matter.
 */
export async function changeVault(
  app: App,
  vault: Vault,
  make: (state: State) => Command | Promise<Command>,
  keys?: VaultKeys,
  load: Load = loadVault,
): Promise<Changed> {
  if (app.options.dryRun) return await rehearse(app, vault, make, load);
  const { files } = app.system;
  const opened = keys ?? await openKeysOf(app, vault);
  await files.makeFolder(vault.paths.memoryFolder);
  const lock = await lockVault(app, vault);
  try {
    const loaded = await loadRepaired(app, vault, load);
    const state = loaded.state as StateDraft;
    const signer = requireSigner(state, opened);
    const filesBefore = sealedFiles(state);
    const events = judged(state, await make(state));
    if (events.length === 0) return { events: [], state };
    refuseForRole(signer, events);
    const heads = loaded.behind.length > 0 ? withoutBehind(loaded) : loaded.heads;
    if (continuedLog(loaded.history, heads, opened.signer) === undefined) {
      app.report.note("this machine opens a further log in the vault");
    }
    const writer = new LogWriter(app.system, vault.paths, loaded.history, heads, opened);
    const recorded = await writer.append(events);
    app.report.recorded(recorded.length);
    const { own } = heads;
    if (own !== undefined && signerOfLog(own) !== opened.signer) await writer.leaveLog(own);
    for (const event of recorded) evolve(state, event);
    await removeDeadFiles(app, vault, filesBefore, state);
    return { events: recorded, state };
  } finally {
    lock.release();
  }
}

/** A damaged vault is told before a missing key: whose vault it is, is then not even sure. */
async function openKeysOf(app: App, vault: Vault): Promise<VaultKeys> {
  try {
    return await openKeys(app, vault);
  } catch (error) {
    await loadVault(app, vault);
    throw error;
  }
}

/** What is remembered, but for what is given up by going on from an old copy: that goes on in a further log. */
function withoutBehind({ heads, behind }: Loaded): Heads {
  const given = new Set(behind.map(({ log }) => log));
  const logs = Object.fromEntries(Object.entries(heads.logs).filter(([log]) => !given.has(log)));
  return { ...heads, own: undefined, pending: undefined, logs };
}

/**
 * Brings a vault into order before something is done for it that can't be taken back: what a crash left is finished,
 * and a copy that is behind is refused. Changes nothing with --dry-run.
 */
export async function prepareVault(app: App, vault: Vault): Promise<Loaded> {
  if (app.options.dryRun) return await viewToChange(app, vault);
  return await holdVault(app, vault, (loaded) => Promise.resolve(loaded));
}

/** Waits until nobody on this machine changes the vault, and keeps it so until the lock is released. */
export async function lockVault(
  { system, report }: App,
  { paths }: Pick<Vault, "paths">,
  waitMs: number = LOCK_WAIT_MS,
): Promise<Lock> {
  const holder = `process ${system.environment.pid}`;
  return await report.during(
    "waiting for another process that changes the vault",
    () => system.files.lock(paths.lockFile, holder, waitMs),
  );
}

/** Does something with a vault that is in order while nobody else changes it. */
export async function holdVault<T>(
  app: App,
  vault: Vault,
  act: (loaded: Loaded) => Promise<T>,
): Promise<T> {
  await app.system.files.makeFolder(vault.paths.memoryFolder);
  const lock = await lockVault(app, vault);
  try {
    return await act(await loadRepaired(app, vault));
  } finally {
    lock.release();
  }
}

async function viewToChange(app: App, vault: Vault, load: Load = loadVault): Promise<Loaded> {
  const loaded = told(app, await load(app, vault));
  if (!app.options.acceptBehind) refuseBehind(loaded.behind);
  return loaded;
}

async function rehearse(
  app: App,
  vault: Vault,
  make: (state: State) => Command | Promise<Command>,
  load: Load,
): Promise<Changed> {
  const { state, heads } = await viewToChange(app, vault, load);
  const time = new Date(app.system.clock.nowMs()).toISOString();
  const log = heads.own ?? "";
  const events = judged(state, await make(state)).map((fact, seq): HistoryEvent => {
    const event = { v: 1, seq, id: fact.id ?? `dry-run-${seq}`, time, ...fact };
    return { log, signer: log.slice(0, 16), event };
  });
  for (const event of events) evolve(state as StateDraft, event);
  return { events, state };
}

function judged(state: State, command: Command) {
  const decision = decide(state, command);
  if ("refusal" in decision) throw refusalError(decision.refusal);
  return decision.events;
}

async function loadRepaired(app: App, vault: Vault, load: Load = loadVault): Promise<Loaded> {
  const found = await load(app, vault);
  const told = await repairOwnLog(app.system, vault.paths, found.history, found.heads);
  for (const text of told) app.report.note(text);
  const loaded = told.length === 0 ? found : await load(app, vault);
  if (!app.options.acceptBehind) refuseBehind(loaded.behind);
  return loaded;
}

/** Values that the records just written say are dead. */
async function removeDeadFiles(
  app: App,
  vault: Vault,
  before: ReadonlySet<string>,
  state: State,
): Promise<void> {
  const after = sealedFiles(state);
  const store = new ValueStore(app.system.files, vault.paths.valuesFolder);
  for (const file of before) {
    if (after.has(file)) continue;
    await store.remove(file).catch((error) =>
      app.report.warn(`a dead sealed value was not removed: ${error.message}`)
    );
  }
}
