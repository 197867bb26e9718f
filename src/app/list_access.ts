import { type AccessListView, accessListView } from "../views/access.ts";
import type { App } from "./app.ts";
import { findVault, viewState } from "./vault.ts";

/** Which machines may open and change the vault. Needs neither keychain nor network. */
export async function listAccess(app: App): Promise<AccessListView> {
  const vault = await findVault(app);
  return accessListView(await viewState(app, vault), vault?.place.folder);
}
