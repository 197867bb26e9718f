// The law of coming back: the recovery key lets this machine in with keys of its own, and is forgotten again. It stays
// where it was, above everybody, for the next time.

import { accessOf, freeName } from "../../domain/access.ts";
import { refuseToGrant } from "../../domain/decide/access.ts";
import type { State } from "../../domain/state.ts";
import { recipientIdOf, type VaultKeys } from "../../vault/vault_keys.ts";
import type { RecoveryUsedView } from "../../views/recovery.ts";
import { keysToAskWith } from "./access_request.ts";
import type { App } from "../app.ts";
import { refuseNow } from "../refuse_now.ts";
import { letIn, newcomerOf, unmade } from "./let_in.ts";
import { openRecovery } from "./recovery_file.ts";
import { holdVault, requireVault, type Vault, viewVault } from "../vault.ts";

/** Lets this machine in, as an owner, with the recovery key in a file. `label`: what to call it. */
export async function useRecovery(
  app: App,
  file: string,
  label: string | undefined,
): Promise<RecoveryUsedView> {
  const vault = await requireVault(app);
  const { state } = await viewVault(app, vault);
  const { keys } = await openRecovery(app, vault, state, file);
  const name = label ?? freeName(state, app.system.environment.os);
  // Told before keys are made: a name that can't be one, or that is taken.
  refuseNow(refuseToGrant(state, unmade(name, "owner")));
  const base = { vault: vault.place.folder, name, others: othersOf(state, keys) };
  if (app.options.dryRun) {
    return { ...base, sealed: state.versions.size, left: [], dryRun: true };
  }
  const own = await ownKeys(app, vault);
  const done = await letIn(app, vault, state, keys, newcomerOf(name, own, "owner"));
  return {
    ...base,
    signer: own.signer,
    recipient: recipientIdOf(own.recipient),
    ...done,
    dryRun: false,
  };
}

async function ownKeys(app: App, vault: Vault): Promise<VaultKeys> {
  return await holdVault(app, vault, (loaded) => keysToAskWith(app, vault, loaded));
}

/** Who else has access: one of them may be the machine that was lost. */
function othersOf(state: State, recovery: VaultKeys): RecoveryUsedView["others"] {
  return accessOf(state)
    .filter(({ id, retiredAt }) => retiredAt === undefined && id !== recovery.signer)
    .map(({ id, label, signer }) => ({ name: label, ...(signer === undefined ? {} : { signer: id }) }));
}
