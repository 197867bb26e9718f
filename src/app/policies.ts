import { CredError } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";
import { type PolicyChangedView, type PolicyListView, policyListView } from "../views/policies.ts";
import type { App } from "./app.ts";
import { look } from "./look.ts";
import { changeVault, requireVault } from "./vault.ts";
import { parseLength } from "./when.ts";

/** The policies of the vault. Needs neither keychain nor network. */
export async function listPolicies(app: App): Promise<PolicyListView> {
  const { vault, state } = await look(app);
  return policyListView(vault?.place.folder, state);
}

/** Sets a policy, or takes it back. `value`: as typed; undefined takes it back. */
export async function setPolicy(
  app: App,
  name: string,
  value: string | undefined,
  source: string | undefined,
): Promise<PolicyChangedView> {
  if (name !== "max-age") {
    throw new CredError("usage.policy", `there is no policy ${quote(name)}`, ["there is one: max-age"]);
  }
  const ms = value === undefined ? undefined : parseLength(value);
  if (value !== undefined && ms === undefined) {
    throw new CredError("usage.policy", `${quote(value)} is no length of time`, ["use 90d, 12h or 2w"]);
  }
  const vault = await requireVault(app);
  await changeVault(app, vault, () => ({ type: "set policy", policy: name, source, ms }));
  return {
    vault: vault.place.folder,
    policy: name,
    ...(source === undefined ? {} : { source }),
    ...(ms === undefined ? {} : { ms }),
    dryRun: app.options.dryRun,
  };
}
