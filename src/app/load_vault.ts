// The law of loading: what is done every day goes on from the snapshot and verifies what follows it; whatever doesn't
// fit there is read and told as if there were none. Who shows or checks the history itself reads the whole of it.

import type { HistoryEvent } from "../domain/events.ts";
import { evolve } from "../domain/evolve.ts";
import { keyIdsIn, leaveOutEnded, mayBeLeftOut } from "../domain/left_out.ts";
import { emptyState, type State, type StateDraft, type WholeState } from "../domain/state.ts";
import { type Behind, compareHeads, type Heads, readHeads } from "../log/heads.ts";
import { type History, type HistoryFiles, readHistory } from "../log/history.ts";
import type { LogParts } from "../log/log_bytes.ts";
import { type LogMark, markBefore, markOf } from "../log/mark.ts";
import { isLogName } from "../log/origin.ts";
import { readSnapshot, type Snapshot, writeSnapshot } from "../vault/snapshot.ts";
import type { App } from "./app.ts";
import type { Vault } from "./vault.ts";

/** A snapshot is made when this many records were read without one. */
const SNAPSHOT_EVERY = 2_000;

/** Keys that so many of the last records are about stay in a snapshot: they are what is asked about next. */
const RECENT = 80;

/** A vault's history as it was when it was read. */
export interface Loaded<S extends State = State> {
  readonly history: History;
  readonly state: S;
  readonly heads: Heads;
  /** What this copy of the vault lacks of what this machine has seen. */
  readonly behind: readonly Behind[];
}

/** What a reading makes of events. */
interface Fold<S extends State> {
  readonly state: S;
  /** The last events, in no order. */
  readonly recent: HistoryEvent[];
  count: number;
}

/** Reads and verifies a vault, from its snapshot on where there is one. Needs no key and no network. */
export async function loadVault(app: App, vault: Vault): Promise<Loaded> {
  // The snapshot first, then the heads: what is remembered is then no older, and more than is remembered is no harm.
  const snapshot = await readSnapshot(app.system.files, vault.paths.snapshotFile);
  const loaded = snapshot === undefined ? undefined : await goOn(app, vault, snapshot);
  return loaded ?? await loadWhole(app, vault);
}

/** Reads and verifies a vault from its first record on, handing on each event. */
export async function loadWhole(
  app: App,
  vault: Vault,
  options: { readonly onEvent?: (event: HistoryEvent) => void } = {},
): Promise<Loaded<WholeState>> {
  // Heads first: a writer may go on while the logs are read, and more than is remembered is no harm.
  const heads = await readHeads(app.system.files, vault.paths.headsFile);
  const fold = { state: emptyState(), recent: [], count: 0 };
  const history = await readHistory(await lookAtLogs(app, vault), (event) => {
    take(fold, event);
    options.onEvent?.(event);
  });
  const loaded = { history, state: fold.state, heads, behind: compareHeads(heads, history) };
  await takeSnapshot(app, vault, loaded, fold);
  return loaded;
}

/** Reads on from a snapshot; undefined where it is none of this history, or what follows is more than it can bear. */
async function goOn(app: App, vault: Vault, snapshot: Snapshot): Promise<Loaded | undefined> {
  try {
    const { mark, state } = snapshot;
    const heads = await readHeads(app.system.files, vault.paths.headsFile);
    const fold = { state: state as StateDraft, recent: [], count: 0 };
    const history = await readHistory(await lookAtLogs(app, vault), (event) => {
      if (mayBeLeftOut(state, event.event)) throw new RangeError("the snapshot lacks the key");
      take(fold, event);
    }, { from: mark });
    const loaded = { history, state, heads, behind: compareHeads(unproven(heads, snapshot), history) };
    await takeSnapshot(app, vault, loaded, fold);
    return loaded;
  } catch {
    // Whatever is wrong is found, and told, by reading everything.
    return undefined;
  }
}

/** Without the heads that were compared before the snapshot was made. */
export function unproven(heads: Heads, snapshot: Snapshot): Heads {
  const logs = Object.entries(heads.logs).filter(([log, { size, root }]) => {
    const known = snapshot.heads[log];
    return known?.size !== size || known.root !== root;
  });
  return { ...heads, logs: Object.fromEntries(logs) };
}

function take(fold: Fold<StateDraft>, event: HistoryEvent): void {
  evolve(fold.state, event);
  fold.recent[fold.count++ % RECENT] = event;
}

/** For the next reader, where that saves it something. What can't be written is not worth a word. */
async function takeSnapshot(
  app: App,
  vault: Vault,
  { history, state, heads, behind }: Loaded,
  { recent, count }: Fold<State>,
): Promise<void> {
  if (count < SNAPSHOT_EVERY || behind.length > 0 || app.options.dryRun) return;
  const mark = markOf(history);
  if (mark === undefined) return;
  const kept = leaveOutEnded(state, new Set(recent.flatMap(({ event }) => keyIdsIn(event))));
  try {
    const { files } = app.system, { memoryFolder, snapshotFile } = vault.paths;
    const page = await pageMark(app, vault, history);
    await files.makeFolder(memoryFolder);
    await writeSnapshot(files, snapshotFile, { mark, page, heads: heads.logs, state: kept });
  } catch {
    // The next reader reads a little more.
  }
}

async function pageMark(app: App, vault: Vault, { logs, unbegun }: History): Promise<LogMark | undefined> {
  const [log, ...others] = [...logs.values(), ...unbegun.values()];
  if (log === undefined || others.length > 0) return undefined;
  return await markBefore(log, (await lookAtLogs(app, vault)).logs.get(log.name)!, RECENT);
}

/** The bytes of all logs of a vault. */
export async function readLogFiles(app: App, vault: Vault) {
  const logs = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [name, path] of await logPaths(app, vault)) {
    const bytes = await app.system.files.read(path);
    if (bytes !== undefined) logs.set(name, bytes);
  }
  return { publicKey: vault.publicKey, logs };
}

/** All logs of a vault as long as they are now, to be read in parts. */
export async function lookAtLogs(app: App, vault: Vault): Promise<HistoryFiles> {
  const { files } = app.system;
  const logs = new Map<string, LogParts>();
  for (const [name, path] of await logPaths(app, vault)) {
    const found = await files.info(path);
    if (found === undefined) continue;
    const read = async (offset: number, length: number) =>
      await files.readAt(path, offset, length) ?? new Uint8Array();
    logs.set(name, { size: found.size, read });
  }
  return { publicKey: vault.publicKey, logs };
}

async function logPaths(app: App, { paths }: Vault): Promise<[name: string, path: string][]> {
  const files = await app.system.files.list(paths.logFolder) ?? [];
  return files.flatMap((file) => {
    const name = file.replace(/\.jsonl$/, "");
    return name === file || !isLogName(name) ? [] : [[name, `${paths.logFolder}/${file}`]];
  });
}
