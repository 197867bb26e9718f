import { addSourceCommand } from "../../domain/decide/sources.ts";
import { classify, vanishedKeys } from "../../domain/classify.ts";
import { CredError } from "../../domain/errors.ts";
import { liveKeys } from "../../domain/queries.ts";
import type { Key } from "../../domain/state.ts";
import { keyRefView, type ReconciledView } from "../../views/deletions.ts";
import type { App } from "../app.ts";
import {
  abandoned,
  deleteStrays,
  isOfOneKey,
  remainingStrays,
  type Settled,
  settleIntents,
  vanishedEvents,
} from "./settle.ts";
import { type SourceAct, withSource } from "./source_act.ts";
import type { Vault } from "../vault.ts";

/** Keys that a look would record as gone, all at once: rather the wrong account than that many accidents. */
const SUSPICIOUS = 2;

/** Settles what a crash left at a source, deletes strays, and records which keys are gone at the platform. */
export async function reconcileSource(
  app: App,
  vault: Vault,
  source: string,
  options: { readonly acceptMissing: boolean },
): Promise<ReconciledView> {
  return await withSource(app, vault, source, async (act) => {
    const nowMs = app.system.clock.nowMs();
    const listed = await act.client.list();
    const { state, ownLogs } = await act.wholeState();
    const settled: Settled[] = [];
    for (const open of abandoned(act, state, ownLogs)) {
      await settling(act, open.key, settled, () => settleIntents(act, [open], listed, nowMs));
    }
    for (
      const { key, remote } of remainingStrays((await act.wholeState()).state, source, listed, nowMs, ownLogs)
    ) {
      if (settled.some((one) => one.key.id === key.id)) continue;
      await settling(act, key, settled, async () => [await deleteStrays(act, key, [remote])]);
    }
    const now = (await act.state()).state;
    const missing = vanishedKeys(now, source, listed);
    const vanished = checkedVanished(act, missing, liveKeys(now, source).length, options.acceptMissing);
    if (vanished.length > 0) await act.record(...vanishedEvents(vanished));
    const unmerged = classify(state, source, listed, nowMs, { logs: ownLogs, locked: true }).filter((one) =>
      one.class === "unmerged"
    );
    return {
      source,
      platform: act.driver.name,
      vault: vault.place.folder,
      dryRun: app.options.dryRun,
      strays: of(settled, "stray_deleted"),
      notMade: of(settled, "not_made"),
      deleted: of(settled, "deleted"),
      vanished: vanished.map(keyRefView),
      unsettled: settled.filter(({ what }) => what === "open").map(({ key, why }) => ({
        ...keyRefView(key),
        message: why ?? "",
      })),
      unmerged: unmerged.map(({ remote }) => remote.remoteName),
    };
  });
}

/** One at a time, so that one that fails doesn't stop the rest; what fails for all of them ends it. */
async function settling(
  act: SourceAct,
  key: Key,
  settled: Settled[],
  work: () => Promise<readonly Settled[]>,
): Promise<void> {
  try {
    settled.push(...await work());
  } catch (error) {
    if (!isOfOneKey(act, error)) throw error;
    settled.push({ key, what: "open", why: error.message });
  }
}

function of(settled: readonly Settled[], what: Settled["what"]) {
  return settled.filter((one) => one.what === what).map(({ key }) => keyRefView(key));
}

/** Those of the missing keys whose absence can be believed: looked for in their own account, and not all at once. */
function checkedVanished(
  act: SourceAct,
  missing: readonly Key[],
  live: number,
  acceptMissing: boolean,
): Key[] {
  const believed = missing.filter((key) => key.account === act.account);
  const doubted = missing.length - believed.length;
  if (doubted > 0) {
    act.app.report.warn(
      `${doubted} live key${
        doubted === 1 ? " is" : "s are"
      } not in the account of this master token, but made with a token ` +
        "of another account",
    );
  }
  if (believed.length >= SUSPICIOUS && believed.length === live && !acceptMissing) {
    throw new CredError(
      "conflict.all_missing",
      `${act.driver.title} lists none of the ${live} live keys of this source; none was recorded as gone`,
      [
        `if you deleted them there yourself: cred source reconcile ${act.source.name} --accept-missing`,
        `if the token is for another account: ${addSourceCommand(act.source)} --replace`,
      ],
    );
  }
  return believed;
}
