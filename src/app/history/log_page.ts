// The law of the first page: the newest rows of a long history, read from a mark a little before its end on, and as
// well verified as all of it: the last signature covers them. Where anything about them is not clear, there is no first
// page, and everything is read.

import { sameBytes } from "../../domain/encoding.ts";
import type { HistoryEvent } from "../../domain/events.ts";
import { evolve } from "../../domain/evolve.ts";
import { mayBeLeftOut } from "../../domain/left_out.ts";
import type { StateDraft } from "../../domain/state.ts";
import { compareHeads, readHeads } from "../../log/heads.ts";
import { type HistoryLog, readHistory } from "../../log/history.ts";
import { lightSha256 } from "../../log/hash.ts";
import { type Frontier, Tree } from "../../log/tree.ts";
import { readSnapshot } from "../../vault/snapshot.ts";
import { type LogView, logView } from "../../views/log.ts";
import type { App } from "../app.ts";
import { loadVault, lookAtLogs, unproven } from "../load_vault.ts";
import { findVault } from "../vault.ts";
import { clearRows } from "./clear_rows.ts";

/** Reads on from the snapshot, for the next glance; false where there is none, or what came since is wrong. */
export async function catchUp(app: App): Promise<boolean> {
  const vault = await findVault(app);
  if (vault === undefined) return false;
  if (await readSnapshot(app.system.files, vault.paths.snapshotFile) === undefined) return false;
  return await loadVault(app, vault, { isLooking: true }).then(() => true, () => false);
}

/** The newest rows; undefined where everything must be read. All rows that are missing are of smaller numbers. */
export async function firstPage(app: App): Promise<LogView | undefined> {
  const vault = await findVault(app);
  if (vault === undefined) return undefined;
  const { files } = app.system;
  const snapshot = await readSnapshot(files, vault.paths.snapshotFile);
  const [log, ...others] = snapshot?.mark.logs.values() ?? [];
  if (snapshot?.page === undefined || log === undefined || others.length > 0) return undefined;
  const { mark, page, state } = snapshot;
  const [name] = mark.logs.keys();
  const events: HistoryEvent[] = [];
  try {
    const heads = await readHeads(files, vault.paths.headsFile);
    const history = await readHistory(await lookAtLogs(app, vault), (event) => {
      events.push(event);
      if (event.event.seq < log.records) return;
      if (mayBeLeftOut(state, event.event)) throw new RangeError("the snapshot lacks the key");
      evolve(state as StateDraft, event);
    }, { from: { ...mark, logs: new Map([[name!, page]]) } });
    checkSame(history.logs.get(name!)!, log.frontier);
    if (compareHeads(unproven(heads, snapshot), history).length > 0) return undefined;
  } catch {
    // Whatever is wrong is found, and told, by reading everything.
    return undefined;
  }
  return clearRows(logView(vault.place.folder, events, state, {}));
}

/** What the state was made of must be the beginning of this log. */
function checkSame({ reader }: HistoryLog, frontier: Frontier): void {
  const then = new Tree(lightSha256, frontier);
  if (!sameBytes(reader.tree.root(then.size), then.root())) throw new RangeError("it is another log");
}
