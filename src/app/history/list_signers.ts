import { type SignerListView, signerListView } from "../../views/signers.ts";
import type { App } from "../app.ts";
import { look } from "../look.ts";

/** Who may append to the vault's history. Needs neither keychain nor network. */
export async function listSigners(app: App): Promise<SignerListView> {
  const { vault, state } = await look(app);
  return signerListView(state, vault?.place.folder);
}
