import type { App } from "../../app/app.ts";
import { deleteSourceKey, keysToDelete } from "../../app/sources/delete_key.ts";
import { pruneHints, refusePushed, stillAt } from "../../app/targets/still_at.ts";
import { requireVault } from "../../app/vault.ts";
import { DEFAULT_ENVIRONMENT, quote } from "../../domain/names.ts";
import { deletedText } from "../../render/keys.ts";
import { placesText } from "../../render/targets.ts";
import type { Answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import type { EndFlags } from "../routes/source.ts";

export async function run(
  app: App,
  flags: EndFlags & { readonly env?: string },
  source: string,
  name: string,
): Promise<Answer> {
  const vault = await requireVault(app);
  const ref = { environment: flags.env ?? DEFAULT_ENVIRONMENT, name };
  const [key, ...beside] = await keysToDelete(app, vault, source, ref);
  const places = await stillAt(app, vault, [key!, ...beside]);
  if (flags.unlessPushed) refusePushed(places);
  const held = places.length === 0 ? "" : ` It is still at ${placesText(places)}.`;
  const ids = [key!, ...beside].map(({ remoteId }) => remoteId).join(", ");
  const keys = beside.length === 0 ? `key ${ids}` : `it is being rotated: keys ${ids}`;
  await confirm(app, `Delete ${quote(name)} (${keys}) at ${source} and here?${held}`);
  const view = await deleteSourceKey(app, vault, source, ref);
  if (places.length > 0) app.report.warn(`its value is still at ${placesText(places)}`);
  return {
    view: { ...view, stillAt: places },
    text: deletedText(view),
    next: view.dryRun
      ? []
      : places.length > 0
      ? pruneHints(places).map((hint) => `next: ${hint}`)
      : [`next: cred log ${name}`],
  };
}
