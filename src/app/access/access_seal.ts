import type { AccessSealedView } from "../../views/access.ts";
import type { SealAgain } from "../../domain/decide/access.ts";
import { unevenVersions } from "../../domain/readers.ts";
import { openSigningKeys, requireOwner } from "./access.ts";
import type { App } from "../app.ts";
import { NOTHING_SEALED, type Resealed, sealAgain } from "./seal_again.ts";
import { changeVault, requireVault, viewVault } from "../vault.ts";

/** Seals again what others can open than who may: what was sealed where a change of access was not known yet. */
export async function sealToAll(app: App): Promise<AccessSealedView> {
  const vault = await requireVault(app);
  const { state: early } = await viewVault(app, vault);
  const keys = await openSigningKeys(app, vault, early);
  requireOwner(early, keys);
  const base = { vault: vault.place.folder, dryRun: app.options.dryRun };
  if (app.options.dryRun) return { ...base, sealed: unevenVersions(early).length, left: [] };
  let resealed: Resealed = NOTHING_SEALED;
  await changeVault(app, vault, async (state): Promise<SealAgain> => {
    requireOwner(state, keys);
    resealed = await sealAgain(app, vault, state, keys, state);
    const { versions, fingerprintKeys } = resealed;
    return { type: "seal again", versions, fingerprintKeys };
  }, keys);
  return { ...base, sealed: resealed.versions.length, left: resealed.left };
}
