// The law of loading: what is done every day goes on from the snapshot and verifies what follows it; whatever doesn't
// fit there is read and told as if there were none. Who checks the history itself reads the whole of it.

import type { HistoryEvent } from "../domain/events.ts";
import { evolve } from "../domain/evolve.ts";
import { mayBeLeftOut } from "../domain/left_out.ts";
import { emptyState, type State, type StateDraft, type WholeState } from "../domain/state.ts";
import { type Behind, compareHeads, type Heads, readHeads, unfinishedRecords } from "../log/heads.ts";
import { type History, type HistoryFiles, readHistory } from "../log/history.ts";
import { type LogBytes, sizeOf } from "../log/log_bytes.ts";
import { isLogName } from "../log/origin.ts";
import { SharedTexts } from "../log/shared_texts.ts";
import { readSnapshot, type Snapshot } from "../vault/snapshot.ts";
import type { App } from "./app.ts";
import { AT_HAND } from "./glance.ts";
import { LastEvents, type Reading, takeSnapshot } from "./take_snapshot.ts";
import type { Vault } from "./vault.ts";

/** A vault's history as it was when it was read. */
export interface Loaded<S extends State = State> {
  readonly history: History;
  readonly state: S;
  readonly heads: Heads;
  /** What this copy of the vault lacks of what this machine has seen. */
  readonly behind: readonly Behind[];
}

/** How a vault is read. */
export interface LoadOptions {
  /** Whether this is all that the command does with it: then the next one finds a snapshot. */
  readonly isLooking?: boolean;
}

/** Reads and verifies a vault, from its snapshot on where there is one. Needs no key and no network. */
export async function loadVault(app: App, vault: Vault, options: LoadOptions = {}): Promise<Loaded> {
  // The snapshot first, then the heads: what is remembered is then no older, and more than is remembered is no harm.
  const snapshot = await readSnapshot(app.system.files, vault.paths.snapshotFile);
  const loaded = snapshot === undefined ? undefined : await goOn(app, vault, snapshot, options);
  return loaded ?? await loadWhole(app, vault, options);
}

/** Reads and verifies a vault from its first record on, handing on each event. */
export async function loadWhole(
  app: App,
  vault: Vault,
  options: LoadOptions & { readonly onEvent?: (event: HistoryEvent) => void } = {},
): Promise<Loaded<WholeState>> {
  // Heads first: a writer may go on while the logs are read, and more than is remembered is no harm.
  const heads = await readHeads(app.system.files, vault.paths.headsFile);
  const files = await lookAtLogs(app, vault);
  tellOfLong(app, files, "reading the history");
  const state = emptyState(), texts = new SharedTexts(), events = new LastEvents(files);
  const history = await readHistory(files, (event) => {
    texts.share(event.event);
    evolve(state, event);
    events.add(event);
    options.onEvent?.(event);
  });
  const loaded = { history, state, heads, behind: compareHeads(heads, history) };
  await remember(app, vault, loaded, { files, events, before: undefined }, options);
  return loaded;
}

/** Reads on from a snapshot; undefined where it is none of this history, or what follows is more than it can bear. */
async function goOn(
  app: App,
  vault: Vault,
  before: Snapshot,
  options: LoadOptions,
): Promise<Loaded | undefined> {
  try {
    const { mark } = before, state = before.state as StateDraft;
    const heads = await readHeads(app.system.files, vault.paths.headsFile);
    const files = await lookAtLogs(app, vault);
    const events = new LastEvents(files);
    const history = await readHistory(files, (event) => {
      if (mayBeLeftOut(state, event.event)) throw new RangeError("the snapshot lacks the key");
      evolve(state, event);
      events.add(event);
    }, { from: mark });
    const loaded = { history, state, heads, behind: compareHeads(unproven(heads, before), history) };
    await remember(app, vault, loaded, { files, events, before }, options);
    return loaded;
  } catch {
    // Whatever is wrong is found, and told, by reading everything.
    return undefined;
  }
}

/** Bytes of logs that take about half a second to read and verify. */
const LONG = 16 << 20;

/** Says what takes long where it does. `weight`: by how much longer than reading. */
export function tellOfLong(app: App, { logs }: HistoryFiles, text: string, weight = 1): void {
  const size = [...logs.values()].reduce((sum, log) => sum + sizeOf(log), 0);
  if (size * weight > LONG) app.report.now(text);
}

async function remember(
  app: App,
  vault: Vault,
  loaded: Loaded,
  read: Pick<Reading, "files" | "events" | "before">,
  { isLooking = false }: LoadOptions,
): Promise<void> {
  // A snapshot says that nothing is missing.
  if (loaded.behind.length > 0 || unfinishedRecords(loaded.heads, loaded.history) > 0) return;
  if (app.options.dryRun) return;
  await takeSnapshot(app, vault, { ...loaded, ...read }, isLooking);
}

/** Without the heads that were compared before the snapshot was made. */
function unproven(heads: Heads, snapshot: Snapshot): Heads {
  const logs = Object.entries(heads.logs).filter(([log, { size, root }]) => {
    const known = snapshot.heads[log];
    return known?.size !== size || known.root !== root;
  });
  return { ...heads, logs: Object.fromEntries(logs) };
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

/** All logs of a vault as long as they are now: the long ones to be read in parts. */
export async function lookAtLogs(app: App, vault: Vault): Promise<HistoryFiles> {
  const { files } = app.system;
  const logs = new Map<string, LogBytes>();
  for (const [name, path] of await logPaths(app, vault)) {
    const found = await files.info(path);
    if (found === undefined) continue;
    if (found.size <= AT_HAND) {
      const bytes = await files.read(path);
      if (bytes !== undefined) logs.set(name, bytes);
      continue;
    }
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
