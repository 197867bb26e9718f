// The law of access keys: made here, for a machine that has no keychain; shown once, by the answer, when the history
// has it; kept nowhere. One that was not seen is revoked, and another made.

import { refuseToGrant } from "../../domain/decide/access.ts";
import type { Secret } from "../../domain/secret.ts";
import { encodeAccessKey } from "../../keychain/access_key.ts";
import { makeVaultKeys } from "../../vault/vault_keys.ts";
import type { AccessCreatedView } from "../../views/access.ts";
import { openSigningKeys } from "./access.ts";
import type { App } from "../app.ts";
import { refuseNow } from "../refuse_now.ts";
import { letIn, newcomerOf } from "./let_in.ts";
import { requireVault, viewVault } from "../vault.ts";

/** What `access create` was asked. */
export interface CreateWish {
  readonly name: string;
  /** `read` opens values · `push` signs as a writer, too. */
  readonly use: "read" | "push";
  /** The only environments whose values it may open; undefined: all. */
  readonly environments: readonly string[] | undefined;
}

/** Makes keys for a machine without a keychain and lets them in. The key is undefined in a dry run. */
export async function createAccess(
  app: App,
  { name, use, environments }: CreateWish,
): Promise<{ readonly view: AccessCreatedView; readonly key: Secret | undefined }> {
  const vault = await requireVault(app);
  const { state } = await viewVault(app, vault);
  const { keys: made, seed } = await makeVaultKeys(app.system.random);
  const { signer, ...recipient } = newcomerOf(name, made, "writer");
  const newcomer = { ...recipient, signer: use === "read" ? undefined : signer, environments };
  refuseNow(refuseToGrant(state, newcomer));
  const { dryRun } = app.options;
  const keys = await openSigningKeys(app, vault, state);
  const done = await letIn(app, vault, state, keys, newcomer);
  const view: AccessCreatedView = {
    vault: vault.place.folder,
    name,
    use,
    ...(use === "read" ? {} : { signer: made.signer }),
    recipient: newcomer.recipient,
    ...(environments === undefined ? {} : { environments }),
    ...done,
    dryRun,
  };
  if (dryRun) return { view, key: undefined };
  const { identity } = made;
  return {
    view,
    key: await encodeAccessKey({ vaultId: vault.id, identity, ...(use === "read" ? {} : { seed }) }),
  };
}
