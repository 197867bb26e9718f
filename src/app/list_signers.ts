import { type SignerListView, signerListView } from "../views/signers.ts";
import type { App } from "./app.ts";
import { findVault, viewState } from "./vault.ts";

/** Who may append to the vault's history. Needs neither keychain nor network. */
export async function listSigners(app: App): Promise<SignerListView> {
  const vault = await findVault(app);
  return signerListView(await viewState(app, vault), vault?.place.folder);
}
