import type { SyncView } from "../../views/sync.ts";
import type { Round, SyncTotals } from "./sync.ts";
import type { SyncPlace, SyncWords } from "./sync_place.ts";
import { recordsIn } from "./sync_plan.ts";
import { signerOfLog } from "../../log/origin.ts";

/** The answer: what came and went between the first round's beginning and the last one's end. */
export function syncView({ place, words, first, last, totals, dryRun }: {
  readonly place: SyncPlace;
  readonly words: SyncWords;
  readonly first: Round;
  readonly last: Round;
  readonly totals: SyncTotals;
  readonly dryRun: boolean;
}): SyncView {
  const { folder, branch, at } = place;
  const { here, union } = last;
  const there = at === undefined ? last.branches.local : last.branches.remote;
  const logs = [...union.history.logs.values()].map(({ name, reader }) => ({
    log: name,
    label: union.state.signers.get(signerOfLog(name))?.label ?? "",
    here: recordsIn(first.here, name),
    there: recordsIn(there, name),
    now: reader.tree.size,
  }));
  const sent = [...union.values.keys()].filter((value) => !there?.values.has(value)).length;
  const sum = (of: (log: typeof logs[number]) => number) => logs.reduce((all, log) => all + of(log), 0);
  return {
    vault: folder,
    id: here.vault.id,
    branch,
    ...(at === undefined ? {} : { remote: at.title }),
    made: !first.here.exists,
    logs,
    came: { records: sum(({ here, now }) => now - here), values: totals.values },
    went: words.pull
      ? { records: 0, values: 0 }
      : { records: sum(({ there, now }) => now - there), values: sent },
    removedValues: totals.removedValues,
    ...(last.tip === undefined ? {} : { commit: last.tip }),
    pushed: totals.pushed,
    dryRun,
  };
}
