import { type SecretListView, secretListView } from "../../views/secrets.ts";
import type { App } from "../app.ts";
import { look } from "../look.ts";

/** Secrets of the vault, without values. Needs neither keychain nor network. */
export async function listSecrets(
  app: App,
  filter: { readonly environment: string | undefined; readonly source: string | undefined },
): Promise<SecretListView> {
  const { vault, state } = await look(app);
  return secretListView(state, vault?.place.folder, filter, app.system.clock.nowMs());
}
