import { type AccessListView, accessListView } from "../../views/access.ts";
import type { App } from "../app.ts";
import { look } from "../look.ts";

/** Which machines may open and change the vault. Needs neither keychain nor network. */
export async function listAccess(app: App): Promise<AccessListView> {
  const { vault, state } = await look(app);
  return accessListView(state, vault?.place.folder);
}
