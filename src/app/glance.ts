// The law of a glance: who only looks needs no log where nothing came since this machine verified all of it; its snapshot
// says what was found. The pointer, the length and the last line of each log, and the remembered heads must be those of
// then; for its events, all lines that they are in. Where anything is another, is more, or can't be read, there is no
// glance: the logs are read, and what is wrong is told.

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
  /** Its newest events in order; undefined where they weren't asked for, or must be read and verified. */
  readonly events: readonly HistoryEvent[] | undefined;
  /** Whether these are all. */
  readonly isWhole: boolean;
}

/** A log of at most so many bytes is read at once: all of it is at hand then, to be looked at again. */
export const AT_HAND = 1 << 18;

/** What is no UTF-8 was never verified. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Looks at the vault of a place; undefined where it must be read. */
export async function glance(
  app: App,
  place: VaultPlace,
  { withEvents = false } = {},
): Promise<Glance | undefined> {
  const { files, environment } = app.system;
  try {
    const pointer = utf8.decode(await files.read(folderPaths(place.folder).pointerFile));
    const { id } = JSON.parse(pointer) as { id: unknown };
    if (typeof id !== "string" || !/^[0-9a-f]{32}$/.test(id)) return undefined;
    const paths = vaultPaths(place.folder, id, environment);
    // The snapshot first, then the heads: what is remembered is then no older.
    const snapshot = await readSnapshot(files, paths.snapshotFile);
    if (snapshot?.pointer !== pointer || !await isAsRemembered(files, paths, snapshot)) return undefined;
    if (!await areLogsAsThen(files, paths, snapshot, withEvents)) return undefined;
    const vault = { id, place, paths, publicKey: snapshot.publicKey };
    const events = withEvents ? eventsIn(snapshot) : undefined;
    return { vault, snapshot, events, isWhole: events !== undefined && snapshot.plainFrom === 0 };
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
  { mark, lastLines, plainLog, plainFrom }: Snapshot,
  withEvents: boolean,
): Promise<boolean> {
  const found = (await files.list(logFolder) ?? []).filter((name) => name.endsWith(".jsonl"));
  if (found.length !== mark.logs.size) return false;
  for (const [log, { start, end }] of mark.logs) {
    const path = `${logFolder}/${log}.jsonl`;
    if ((await files.info(path))?.size !== end) return false;
    // Only a vault's only log can be a plain one.
    const [from, text] = withEvents && plainLog !== undefined
      ? [plainFrom, plainLog]
      : [start, lastLines[log]];
    const bytes = await files.readAt(path, from, end - from);
    if (bytes === undefined || utf8.decode(bytes) !== text) return false;
  }
  return true;
}

function eventsIn({ plainLog, mark }: Snapshot): HistoryEvent[] | undefined {
  const [log] = mark.logs.keys();
  if (plainLog === undefined || log === undefined) return undefined;
  const signer = log.slice(0, 16);
  return plainEvents(plainLog).map((event) => ({ log, signer, event }));
}

/** The events of whole lines that were verified before: what is between `{"e":` and the signature, and nothing else. */
export function plainEvents(lines: string): Event[] {
  return lines.split("\n").slice(0, -1).map((line) => (JSON.parse(line) as { e: Event }).e);
}
