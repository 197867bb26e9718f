import { refuseMissing } from "../domain/decide/secrets.ts";
import { CredError, refusalError } from "../domain/errors.ts";
import type { SecretRef } from "../domain/events.ts";
import { quote } from "../domain/names.ts";
import { currentVersion, findSecret } from "../domain/queries.ts";
import type { Secret } from "../domain/secret.ts";
import { type SecretListView, secretListView, type SecretView, secretView } from "../views/secrets.ts";
import { openKeys, valuesOf } from "./access.ts";
import type { App } from "./app.ts";
import { findVault, requireVault, viewState, viewVault } from "./vault.ts";

/** Opens a secret's value. */
export async function getSecret(app: App, ref: SecretRef): Promise<{ view: SecretView; value: Secret }> {
  const vault = await requireVault(app);
  const { state } = await viewVault(app, vault);
  const missing = refuseMissing(state, ref);
  if (missing !== undefined && "refusal" in missing) throw refusalError(missing.refusal);
  const entry = findSecret(state, ref)!;
  const version = currentVersion(state, entry);
  if (version === undefined) {
    throw new CredError("failed.no_value", `the value of ${quote(ref.name)} is gone: its key was deleted`, [
      "see what happened to it: cred log",
    ]);
  }
  const keys = await openKeys(app, vault);
  return {
    view: secretView(state, entry),
    value: await valuesOf(app, vault).open(version.sealed, keys.identity),
  };
}

/** Secrets of the vault, without values. Needs neither keychain nor network. */
export async function listSecrets(
  app: App,
  filter: { readonly environment: string | undefined; readonly source: string | undefined },
): Promise<SecretListView> {
  const vault = await findVault(app);
  return secretListView(await viewState(app, vault), vault?.place.folder, filter);
}
