// System calls of writing tiles, of a log of 3 records; the checkpoint comes last:
//   tiles mkdir
//   work fsync
//   tiles/tile mkdir
//   tiles fsync
//   tiles/tile/0 mkdir
//   tiles/tile fsync
//   tiles/tile/0/000.p mkdir
//   tiles/tile/0 fsync
//   tiles/tile/0/000.p/3 openat write fsync
//   tiles/tile/0/000.p fsync
//   tiles/tile/entries mkdir
//   tiles/tile fsync
//   tiles/tile/entries/000.p mkdir
//   tiles/tile/entries fsync
//   tiles/tile/entries/000.p/3 openat write fsync
//   tiles/tile/entries/000.p fsync
//   tiles/checkpoint.<hex>.tmp openat write fsync rename→checkpoint
//   tiles fsync

import { sameBytes } from "../../domain/encoding.ts";
import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { formatCheckpoint, parseCheckpoint } from "../../log/checkpoint.ts";
import type { HistoryLog } from "../../log/history.ts";
import { leavesOf } from "../../log/leaves.ts";
import { wholeLog } from "../../log/log_bytes.ts";
import { signerIdOf } from "../../log/origin.ts";
import { entryBundles, type TileFile, treeTiles } from "../../log/tiles.ts";
import { absolutePath } from "../../vault/layout.ts";
import { exportRows, type ExportView, type WrittenView } from "../../views/log_rows.ts";
import type { App } from "../app.ts";
import { begunLogs, readWhole, type WholeVault } from "./vault_copy.ts";

/** All events of a history, oldest first. */
export async function exportLog(app: App): Promise<ExportView> {
  const whole = await readWhole(app);
  const { title, id, events, state } = whole;
  const leaves = new Map<string, Uint8Array[]>();
  for (const log of begunLogs(whole)) leaves.set(log.name, await logLeaves(whole, log));
  const utf8 = new TextDecoder();
  const rows = exportRows(events, state, (log, seq) => JSON.parse(utf8.decode(leaves.get(log)![seq])));
  return { vault: title, id, events: rows };
}

/**
 * Writes each log as C2SP tlog-tiles: the vault's first log into the folder itself, each other one into a folder of its
 * name in it. Files that are there are kept, the checkpoint comes last: readers find every tile that it speaks of.
 */
export async function exportTiles(app: App, folder: string): Promise<WrittenView> {
  if (folder === "" || folder.includes("\0")) {
    throw new CredError("usage.folder", `${quote(folder)} is no path of a folder`);
  }
  const whole = await readWhole(app);
  const root = absolutePath(folder, app.system.environment);
  const first = signerIdOf(whole.history.publicKey);
  const written = [];
  for (const log of begunLogs(whole)) {
    const below = log.name === first ? "" : `/${log.name}`;
    await checkOlder(app, whole, log, `${root}${below}`);
    for (const file of filesOf(log, await logLeaves(whole, log))) {
      await writeTile(app, `${root}${below}`, file);
    }
    const checkpoint = new TextEncoder().encode(formatCheckpoint(whole.id, log));
    await app.system.files.replace(`${root}${below}/checkpoint`, checkpoint);
    written.push({ path: `${folder}${below}`, log: log.name, records: log.reader.tree.size });
  }
  return { vault: whole.title, id: whole.id, written };
}

function* filesOf(log: HistoryLog, leaves: readonly Uint8Array[]): Generator<TileFile> {
  yield* treeTiles(log.reader.tree);
  yield* entryBundles(leaves);
}

async function logLeaves({ files }: WholeVault, { name, reader }: HistoryLog): Promise<Uint8Array[]> {
  return leavesOf(await wholeLog(files.logs.get(name)!), reader.tree.size);
}

/** A folder that holds tiles already holds those of this log, and no more of them than there are now. */
async function checkOlder(
  app: App,
  { id }: WholeVault,
  { name, reader }: HistoryLog,
  folder: string,
): Promise<void> {
  const bytes = await app.system.files.read(`${folder}/checkpoint`);
  if (bytes === undefined) return;
  const older = parseCheckpoint(new TextDecoder().decode(bytes));
  if (typeof older === "string" || older.vaultId !== id || older.log !== name) {
    throw new CredError("conflict.tiles", `${quote(folder)} holds the tiles of something else`, [
      "name a folder of its own for each vault",
    ]);
  }
  if (older.size <= reader.tree.size && sameBytes(reader.tree.root(older.size), older.root)) return;
  throw new CredError(
    "integrity.not_extended",
    `log ${name} does not extend the ${older.size} records whose tiles are in ${quote(folder)}`,
    ["somebody replaced the history, or this copy of it is behind; compare both before you go on"],
  );
}

async function writeTile(app: App, folder: string, { path, bytes }: TileFile): Promise<void> {
  const { files } = app.system;
  const file = `${folder}/${path}`;
  const found = await files.read(file);
  if (found !== undefined && sameBytes(found, bytes)) return;
  if (found !== undefined) {
    throw new CredError(
      "conflict.tiles",
      `${quote(file)} is there with other bytes, and a tile never changes`,
      [
        "export into an empty folder and compare",
      ],
    );
  }
  await files.makeFolder(file.slice(0, file.lastIndexOf("/")));
  await files.create(file, bytes);
}
