import type { App } from "../../app/app.ts";
import { keysToPrune, pruneKeys } from "../../app/sources/prune_keys.ts";
import { pruneHints, refusePushed, stillAt } from "../../app/targets/still_at.ts";
import { requireVault } from "../../app/vault.ts";
import { CredError } from "../../domain/errors.ts";
import { prunedKeysText, prunePlan } from "../../render/prune_keys.ts";
import { placesText } from "../../render/targets.ts";
import { count } from "../../render/words.ts";
import type { Answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import type { PruneKeysFlags } from "../routes/source_prune.ts";

export async function run(app: App, flags: PruneKeysFlags): Promise<Answer> {
  if (!flags.expired) {
    throw new CredError("usage.prune", "which keys to delete is not said", ["give --expired"]);
  }
  const vault = await requireVault(app);
  const keys = await keysToPrune(app, vault, flags.source);
  const places = await stillAt(app, vault, keys.map(({ key }) => ({ id: key })));
  if (flags.unlessPushed) refusePushed(places);
  if (keys.length > 0) {
    for (const line of prunePlan(keys, app.system.clock.offsetMinutes)) app.report.note(line);
    const held = places.length === 0 ? "" : ` They are still at ${placesText(places)}.`;
    await confirm(app, `Delete ${count(keys.length, "expired key")}, there and here?${held}`);
  }
  const view = await pruneKeys(app, vault, keys);
  if (places.length > 0) app.report.warn(`values of these keys are still at ${placesText(places)}`);
  return {
    view: { ...view, stillAt: places },
    text: prunedKeysText(view),
    status: view.failed.length === 0 ? 0 : 3,
    next: view.dryRun ? [] : [
      ...view.failed.length === 0 ? [] : ["to go on: cred source prune --expired"],
      ...pruneHints(places).map((hint) => `next: ${hint}`),
      ...view.failed.length > 0 || places.length > 0 ? [] : ["next: cred due"],
    ],
  };
}
