// The law of a glance: who only looks needs no log where nothing came since this machine verified all of it; its snapshot
// says what was found. The pointer, the length and the last line of each log, and the remembered heads must be those of
// then. Where anything is another, is more, or can't be read, there is no glance: the logs are read, and what is wrong is told.

import type { Event, HistoryEvent } from "../domain/events.ts";
import type { Head } from "../log/history.ts";
import type { Files } from "../system/files.ts";
import { folderPaths, type VaultPaths, vaultPaths } from "../vault/layout.ts";
import type { VaultPlace } from "../vault/locate.ts";
import { readSnapshot, type Snapshot } from "../vault/snapshot.ts";
import type { App } from "./app.ts";
import type { Vault } from "./vault.ts";

/** What was seen of a vault. */
export interface Glance {
  readonly vault: Vault;
  readonly snapshot: Snapshot;
}

/** A log of at most so many bytes is read at once: all of it is at hand then, to be looked at again. */
export const AT_HAND = 1 << 18;

/** What is no UTF-8 was never verified. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Looks at the vault of a place; undefined where it must be read. */
export async function glance(app: App, place: VaultPlace): Promise<Glance | undefined> {
  const { files, environment } = app.system;
  try {
    const pointer = utf8.decode(await files.read(folderPaths(place.folder).pointerFile));
    const { id } = JSON.parse(pointer) as { id: unknown };
    if (typeof id !== "string" || !/^[0-9a-f]{32}$/.test(id)) return undefined;
    const paths = vaultPaths(place.folder, id, environment);
    // The snapshot first, then the heads: what is remembered is then no older.
    const snapshot = await readSnapshot(files, paths.snapshotFile);
    if (snapshot?.pointer !== pointer || !await isAsRemembered(files, paths, snapshot)) return undefined;
    if (!await areLogsAsThen(files, paths, snapshot)) return undefined;
    return { vault: { id, place, paths, publicKey: snapshot.publicKey }, snapshot };
  } catch {
    return undefined;
  }
}

/** Whether all heads that are remembered are those that were compared before the snapshot was made. */
async function isAsRemembered(
  files: Files,
  { headsFile }: VaultPaths,
  { heads }: Snapshot,
): Promise<boolean> {
  const bytes = await files.read(headsFile);
  if (bytes === undefined) return true;
  const { format, logs } = JSON.parse(utf8.decode(bytes)) as { format: unknown; logs: Record<string, Head> };
  return format === 1 && Object.entries(logs).every(([log, { size, root }]) => {
    return heads[log]?.size === size && heads[log].root === root;
  });
}

async function areLogsAsThen(
  files: Files,
  { logFolder }: VaultPaths,
  { mark, lastLines }: Snapshot,
): Promise<boolean> {
  const found = (await files.list(logFolder) ?? []).filter((name) => name.endsWith(".jsonl"));
  if (found.length !== mark.logs.size) return false;
  for (const [log, { start, end }] of mark.logs) {
    const path = `${logFolder}/${log}.jsonl`;
    if ((await files.info(path))?.size !== end) return false;
    const line = await files.readAt(path, start, end - start);
    if (line === undefined || utf8.decode(line) !== lastLines[log]) return false;
  }
  return true;
}

/** All events of a vault that was looked at; undefined where they must be read and verified. */
export async function eventsOf(app: App, seen: Glance): Promise<HistoryEvent[] | undefined> {
  return seen.snapshot.plainFrom === 0 ? await newestOf(app, seen) : undefined;
}

/** Its newest events; undefined where they must be read and verified. */
export async function newestOf(app: App, { vault, snapshot }: Glance): Promise<HistoryEvent[] | undefined> {
  const { plainLog, plainFrom, mark } = snapshot;
  const [log, ...others] = mark.logs.keys();
  if (plainLog === undefined || log === undefined || others.length > 0) return undefined;
  const path = `${vault.paths.logFolder}/${log}.jsonl`;
  const bytes = await app.system.files.readAt(path, plainFrom, plainLog.length);
  if (bytes === undefined || !isSameText(bytes, plainLog)) return undefined;
  const signer = log.slice(0, 16);
  return plainEvents(bytes).map((event) => ({ log, signer, event }));
}

/** Whether bytes are the same; of what is no UTF-8 it is not said. Sooner than a look at each of many. */
export function isSameText(a: Uint8Array, b: Uint8Array): boolean {
  try {
    return utf8.decode(a) === utf8.decode(b);
  } catch {
    return false;
  }
}

/** The events of whole lines that were verified before: what is between `{"e":` and the signature, and nothing else. */
export function plainEvents(lines: Uint8Array): Event[] {
  const records = JSON.parse(`[${utf8.decode(lines).slice(0, -1).replaceAll("\n", ",")}]`) as { e: Event }[];
  return records.map(({ e }) => e);
}
