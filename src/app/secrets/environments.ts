import { manualIn, secretsIn } from "../../domain/environments.ts";
import { CredError, refusalError } from "../../domain/errors.ts";
import { quote, refuseEnvironmentName } from "../../domain/names.ts";
import { currentKey, currentVersion, findSecret } from "../../domain/queries.ts";
import type { State } from "../../domain/state.ts";
import {
  type EnvironmentCopiedView,
  type EnvironmentListView,
  environmentListView,
  mintCommand,
} from "../../views/environments.ts";
import { keptView } from "../../views/exchange.ts";
import type { App } from "../app.ts";
import { compareSecrets, keepSecrets, refuseOverwriting } from "./keep_secrets.ts";
import { look } from "../look.ts";
import { noEnvironment, openSecrets } from "./open_secrets.ts";
import { requireVault, viewVault } from "../vault.ts";

/** The environments of the vault. Needs neither keychain nor network. */
export async function listEnvironments(app: App): Promise<EnvironmentListView> {
  const { vault, state } = await look(app);
  return environmentListView(state, vault?.place.folder);
}

/** What `env copy` was asked. */
export interface CopyWish {
  readonly from: string;
  readonly to: string;
  readonly overwrite: boolean;
}

/**
 * Copies the values that an environment has now, sealed and fingerprinted anew for the other one, all or none. A key
 * belongs to one place: keys are named with the command that makes another.
 */
export async function copyEnvironment(
  app: App,
  { from, to, overwrite }: CopyWish,
): Promise<EnvironmentCopiedView> {
  const refusal = refuseEnvironmentName(to);
  if (refusal !== undefined) throw refusalError(refusal);
  if (from === to) {
    throw new CredError("usage.environment", `${quote(from)} can't be copied onto itself`, [
      "name another one",
    ]);
  }
  const vault = await requireVault(app);
  const { state } = await viewVault(app, vault);
  if (secretsIn(state, from).length === 0) throw noEnvironment(state, from);
  const only = manualIn(state, from).map(({ name }) => name);
  const opened = await openSecrets(app, vault, state, { environment: from, only });
  const wished = opened.map(({ entry, value }) => {
    const { name, description, targets } = entry;
    return {
      environment: to,
      name,
      value,
      description,
      targets,
      expiresAt: currentVersion(state, entry)?.expiresAt,
    };
  });
  const compared = await compareSecrets(app, vault, state, wished);
  if (!app.options.dryRun) {
    refuseOverwriting(compared, overwrite);
    await keepSecrets(app, vault, compared);
  }
  return {
    vault: vault.place.folder,
    from,
    to,
    secrets: compared.map(keptView),
    keys: keysToMint(state, from, to),
    dryRun: app.options.dryRun,
  };
}

/** Keys whose name the other environment doesn't have yet. */
function keysToMint(state: State, from: string, to: string): EnvironmentCopiedView["keys"] {
  return secretsIn(state, from).flatMap((entry) => {
    const key = currentKey(state, entry);
    if (key === undefined || findSecret(state, { environment: to, name: entry.name }) !== undefined) {
      return [];
    }
    return [{ secret: entry.name, source: key.source, command: mintCommand(key, to) }];
  });
}
