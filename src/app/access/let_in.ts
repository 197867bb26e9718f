// The law of letting in: everything that the newcomer may open is sealed to it first, then one append says who it is
// and what was sealed. Whatever is cut off before that has let nobody in.

import { type GrantAccess, type Newcomer, refuseToGrant } from "../../domain/decide/access.ts";
import { toBase64 } from "../../domain/encoding.ts";
import type { Role } from "../../domain/events.ts";
import { quote } from "../../domain/names.ts";
import { type Readers, unevenVersions } from "../../domain/readers.ts";
import type { Recipient, State } from "../../domain/state.ts";
import { recipientIdOf, type VaultKeys } from "../../vault/vault_keys.ts";
import { requireOwner } from "./access.ts";
import type { App } from "../app.ts";
import { refuseNow } from "../refuse_now.ts";
import { NOTHING_SEALED, type Resealed, sealAgain } from "./seal_again.ts";
import { changeVault, type Vault } from "../vault.ts";

/** Who a machine is, or a recovery key, that is to have access to everything. */
export function newcomerOf(
  name: string,
  { signer, publicKey, recipient }: Pick<VaultKeys, "signer" | "publicKey" | "recipient">,
  role: Role,
): Newcomer {
  return {
    name,
    recipient: recipientIdOf(recipient),
    key: recipient,
    signer: { id: signer, publicKey: toBase64(publicKey), role },
    environments: undefined,
  };
}

/** One whose keys are not made yet: for what can be refused before that. */
export function unmade(name: string, role: Role): Newcomer {
  return newcomerOf(name, { signer: "", publicKey: new Uint8Array(), recipient: "" }, role);
}

/** What letting in did. */
export interface LetIn {
  /** Values that were sealed again, or would be. */
  readonly sealed: number;
  readonly left: Resealed["left"];
}

/** Lets somebody in, as what these keys sign. With --dry-run nothing is made. */
export async function letIn(
  app: App,
  vault: Vault,
  early: State,
  keys: VaultKeys,
  newcomer: Newcomer,
): Promise<LetIn> {
  refuseNow(refuseToGrant(early, newcomer));
  warnOfNames(app, early, newcomer);
  if (app.options.dryRun) {
    return { sealed: unevenVersions(early, withNewcomer(early, newcomer)).length, left: [] };
  }
  let resealed: Resealed = NOTHING_SEALED;
  await changeVault(app, vault, async (state): Promise<GrantAccess> => {
    requireOwner(state, keys);
    refuseNow(refuseToGrant(state, newcomer));
    resealed = await sealAgain(app, vault, state, keys, withNewcomer(state, newcomer));
    const { versions, fingerprintKeys } = resealed;
    return { type: "grant access", ...newcomer, versions, fingerprintKeys };
  }, keys);
  return { sealed: resealed.versions.length, left: resealed.left };
}

function withNewcomer(state: State, { recipient, key, name, signer, environments }: Newcomer): Readers {
  const added: Recipient = {
    id: recipient,
    key,
    label: name,
    signer: signer?.id,
    environments,
    addedAt: "",
  };
  return { signers: state.signers, recipients: new Map([[recipient, added], ...state.recipients]) };
}

/** A name that was mistyped would let somebody in who opens nothing. */
function warnOfNames(app: App, state: State, { environments = [] }: Newcomer): void {
  const known = new Set([...state.versions.values()].map(({ environment }) => environment));
  for (const one of environments) {
    if (!known.has(one)) app.report.warn(`there is no environment ${quote(one)} yet`);
  }
}
