import type { App } from "../../app/app.ts";
import { keysToRevoke, revokeSource } from "../../app/sources/revoke_source.ts";
import { driverNamed } from "../../app/sources/drivers.ts";
import { pruneHints, refusePushed, stillAt } from "../../app/targets/still_at.ts";
import { keysMintedBy, revokeMinted } from "../../app/sources/source_token.ts";
import { requireVault, type Vault } from "../../app/vault.ts";
import { quote } from "../../domain/names.ts";
import { revokedText } from "../../render/keys.ts";
import { safe } from "../../render/safe.ts";
import { placesText } from "../../render/targets.ts";
import { mintedRevokedText } from "../../render/tokens.ts";
import { count } from "../../render/words.ts";
import type { RevokedView } from "../../views/deletions.ts";
import type { Answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import type { RevokeFlags } from "../routes/source.ts";

export async function run(app: App, flags: RevokeFlags, source: string): Promise<Answer> {
  const vault = await requireVault(app);
  if (flags.mintedBy !== undefined) return await revokeMintedBy(app, vault, flags, source, flags.mintedBy);
  const keys = await keysToRevoke(app, vault, source);
  const places = await stillAt(app, vault, keys);
  if (flags.unlessPushed) refusePushed(places);
  const held = places.length === 0 ? "" : ` They are still at ${placesText(places)}.`;
  const what = `${count(keys.length, "live key")} of ${quote(source)}`;
  await confirm(app, `Delete ${what} at the platform and here, and remove its master token?${held}`);
  const view = await revokeSource(app, vault, source, { unmerged: flags.unmerged });
  if (places.length > 0) app.report.warn(`values of these keys are still at ${placesText(places)}`);
  return {
    view: { ...view, stillAt: places },
    text: revokedText(view),
    status: view.dryRun || view.revoked ? 0 : 3,
    next: view.dryRun ? [] : [...await nextSteps(view), ...pruneHints(places).map((hint) => `next: ${hint}`)],
  };
}

/** Only the keys of one master token: the source and its token stay. */
async function revokeMintedBy(
  app: App,
  vault: Vault,
  flags: RevokeFlags,
  source: string,
  word: string,
): Promise<Answer> {
  const found = await keysMintedBy(app, vault, source, word);
  const places = await stillAt(app, vault, found.keys);
  if (flags.unlessPushed) refusePushed(places);
  const held = places.length === 0 ? "" : ` They are still at ${placesText(places)}.`;
  if (found.keys.length > 0) {
    await confirm(
      app,
      `Delete ${count(found.keys.length, "live key")} of ${quote(source)} at the platform and here?${held}`,
    );
  }
  const view = await revokeMinted(app, vault, source, found);
  if (places.length > 0) app.report.warn(`values of these keys are still at ${placesText(places)}`);
  return {
    view: { ...view, stillAt: places },
    text: mintedRevokedText(view),
    status: view.failed.length > 0 ? 3 : 0,
    next: view.dryRun
      ? []
      : places.length > 0
      ? pruneHints(places).map((hint) => `next: ${hint}`)
      : [`next: cred source keys ${source}`],
  };
}

async function nextSteps(view: RevokedView): Promise<string[]> {
  const steps = view.revoked ? [] : [`to go on: cred source revoke ${view.source}`];
  if (view.unmerged.length > 0) {
    steps.push(`to delete the keys that were left: cred source revoke ${view.source} --unmerged`);
  }
  const { title, tokenPage } = await driverNamed(view.platform);
  if (view.revoked) steps.push(`the master key itself still lives at ${title}: end it at ${tokenPage}`);
  for (const folder of view.otherVaults) {
    steps.push(`another vault has a source at ${title}: --vault ${safe(folder)}`);
  }
  return steps;
}
