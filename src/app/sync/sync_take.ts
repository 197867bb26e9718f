// The law of taking: values first, then records, each after all that it has seen; then what this machine remembers;
// last go the values that are dead. So whatever is cut off leaves a vault that verifies. A vault that isn't there yet
// is built whole beside its place. The log that this machine continues grows by what it remembers having signed, or
// is never continued again.
//
// System calls of taking a vault that isn't there:
//   .cred-new-<hex> mkdir
//   work fsync
//   .cred-new-<hex>/.gitignore openat write fsync
//   .cred-new-<hex> fsync
//   .cred-new-<hex>/log mkdir
//   .cred-new-<hex> fsync
//   .cred-new-<hex>/values mkdir
//   .cred-new-<hex> fsync
//   .cred-new-<hex>/values/<sha256>.age openat write fsync
//   .cred-new-<hex>/values fsync
//   .cred-new-<hex>/values/<sha256>.age openat write fsync
//   .cred-new-<hex>/values fsync
//   .cred-new-<hex>/log/<log>.jsonl openat write fsync
//   .cred-new-<hex>/log fsync
//   .cred-new-<hex>/vault.json openat write fsync
//   .cred-new-<hex> fsync rename→.cred
//   work fsync
//   vaults/<vault>/heads.json.<hex>.tmp openat write fsync rename→heads.json
//   vaults/<vault> fsync
// System calls of taking a record:
//   .cred/values/<sha256>.age.<hex>.tmp openat write fsync rename→<id>.age
//   .cred/values fsync
//   .cred/log/<log>.jsonl openat write fsync
//   vaults/<vault>/heads.json.<hex>.tmp openat write fsync rename→heads.json
//   vaults/<vault> fsync
//   .cred/values/<sha256>.age unlink
//   .cred/values fsync

import { toHex } from "../../domain/encoding.ts";
import { sealedFiles } from "../../domain/queries.ts";
import { type Heads, headsOf, writeHeads } from "../../log/heads.ts";
import { logPath } from "../../log/log_writer.ts";
import { missingPieces } from "../../log/union.ts";
import { folderPaths } from "../../vault/layout.ts";
import type { App } from "../app.ts";
import type { Here } from "./sync_here.ts";
import type { Union } from "./sync_plan.ts";

/** Makes the vault here what the union is, under its lock; returns how many dead values went. */
export async function takeUnion(app: App, here: Here, union: Union, pointer: Uint8Array): Promise<number> {
  const { files } = app.system;
  const { paths } = here.vault;
  const heads = nextHeads(here, union);
  // Never again continued: that has to be on the disk before the log is longer.
  if (heads.own !== here.heads.own) {
    app.report.warn(
      `log ${here.heads.own} was continued somewhere else, with a copy of this machine's memory; the next change ` +
        "here opens a further log",
    );
    await writeHeads(files, paths.headsFile, { ...here.heads, own: undefined, pending: undefined });
  }
  if (here.exists) await addMissing(app, here, union);
  else await buildVault(app, here, union, pointer);
  if (JSON.stringify(heads) !== JSON.stringify(here.heads)) await writeHeads(files, paths.headsFile, heads);
  return await removeDead(app, here, union);
}

async function addMissing(app: App, here: Here, { logs, values, newValues }: Union): Promise<void> {
  const { files } = app.system;
  const { paths } = here.vault;
  if (newValues.length > 0) await files.makeFolder(paths.valuesFolder);
  for (const value of newValues) {
    // In one step: half a value under the whole one's name would be in its way.
    await files.replace(`${paths.valuesFolder}/${value}.age`, values.get(value)!);
  }
  const pieces = missingPieces(logs, here.ends);
  if (pieces.length > 0) await files.makeFolder(paths.logFolder);
  for (const log of new Set(pieces.map((piece) => piece.log))) await cutTorn(app, here, log);
  for (const { log, bytes } of pieces) await files.append(logPath(paths, log), bytes);
}

/** What a write left that was cut off is kept beside, and makes room. */
async function cutTorn(app: App, { vault: { paths }, torn, ends }: Here, log: string): Promise<void> {
  if (!torn.has(log)) return;
  const { files, clock } = app.system;
  const path = logPath(paths, log);
  const end = ends.get(log) ?? 0;
  const bytes = await files.read(path);
  if (bytes === undefined) return;
  await files.makeFolder(paths.tornFolder);
  await files.create(`${paths.tornFolder}/${log}-${end}-${clock.nowMs()}`, bytes.subarray(end));
  await files.truncate(path, end);
}

async function buildVault(app: App, here: Here, union: Union, pointer: Uint8Array): Promise<void> {
  const { files, random } = app.system;
  const { folder } = here.vault.paths;
  const building = `${folder}-new-${toHex(random.bytes(4))}`;
  const inside = folderPaths(building);
  await files.makeFolder(building);
  try {
    await files.create(`${building}/.gitignore`, new TextEncoder().encode("*\n"));
    await files.makeFolder(inside.logFolder);
    await files.makeFolder(inside.valuesFolder);
    for (const [value, bytes] of union.values) {
      await files.create(`${inside.valuesFolder}/${value}.age`, bytes);
    }
    for (const [log, bytes] of union.logs) await files.create(`${inside.logFolder}/${log}.jsonl`, bytes);
    await files.create(inside.pointerFile, pointer);
    await files.move(building, folder);
  } catch (error) {
    await files.removeFolder(building).catch(() => {});
    throw error;
  }
}

function nextHeads({ heads, vault: { paths } }: Here, { history }: Union): Heads {
  const found = headsOf(history);
  const logs = { ...heads.logs };
  for (const [log, head] of Object.entries(found)) if ((logs[log]?.size ?? 0) < head.size) logs[log] = head;
  const isOurs = heads.own === undefined || (found[heads.own]?.size ?? 0) <= heads.logs[heads.own]!.size;
  const own = isOurs ? { own: heads.own, pending: heads.pending } : { own: undefined, pending: undefined };
  return { logs, ...own, left: heads.left, folder: paths.folder };
}

async function removeDead(app: App, { read, vault }: Here, { state, uncounted }: Union): Promise<number> {
  const { files } = app.system;
  const after = sealedFiles(state);
  let removed = 0;
  for (const value of read === undefined ? [] : sealedFiles(read.state)) {
    if (after.has(value) || uncounted.has(value)) continue;
    const path = `${vault.paths.valuesFolder}/${value}.age`;
    await files.remove(path).then(
      (was) => removed += was ? 1 : 0,
      (error) => app.report.warn(`a dead sealed value was not removed: ${error.message}`),
    );
  }
  return removed;
}
