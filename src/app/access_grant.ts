import { type GrantAccess, refuseToGrant } from "../domain/decide/access.ts";
import { fromBase64 } from "../domain/encoding.ts";
import { CredError, refusalError } from "../domain/errors.ts";
import type { Role } from "../domain/events.ts";
import type { Recipient, State } from "../domain/state.ts";
import { signerIdOf } from "../log/origin.ts";
import { parseAccessRequest } from "../vault/access_request.ts";
import { recipientIdOf } from "../vault/vault_keys.ts";
import type { AccessGrantedView } from "../views/access.ts";
import { openSigningKeys, requireOwner } from "./access.ts";
import type { App } from "./app.ts";
import { type Resealed, sealAgain } from "./seal_again.ts";
import { changeVault, requireVault, viewVault } from "./vault.ts";

/** What `access grant` was asked. */
export interface GrantWish {
  /** What `access request` printed. */
  readonly line: string;
  /** Else the name that the request has. */
  readonly name: string | undefined;
  readonly role: Role;
}

/** Lets a machine sign, and seals everything again so that it can open it. */
export async function grantAccess(app: App, { line, role, ...wish }: GrantWish): Promise<AccessGrantedView> {
  const request = parseAccessRequest(line);
  const vault = await requireVault(app);
  if (request.vault !== vault.id) {
    throw new CredError(
      "usage.access_request",
      `this request is for vault ${request.vault.slice(0, 8)}, and this is vault ${vault.id.slice(0, 8)}`,
      ["name the vault: --vault PATH"],
    );
  }
  const name = wish.name ?? request.label;
  const signer = signerIdOf(fromBase64(request.publicKey)!);
  const recipient = recipientIdOf(request.recipient);
  const { state: early } = await viewVault(app, vault);
  refuseNow(early, { signer, name, role });
  const base = {
    vault: vault.place.folder,
    name,
    signer,
    recipient,
    role,
    already: early.signers.has(signer),
  };
  if (app.options.dryRun) {
    return { ...base, sealed: early.versions.size, left: [], dryRun: true };
  }
  const keys = await openSigningKeys(app, vault, early);
  let resealed: Resealed | undefined;
  await changeVault(app, vault, async (state): Promise<GrantAccess> => {
    requireOwner(state, keys);
    refuseNow(state, { signer, name, role });
    const added: Recipient = { id: recipient, key: request.recipient, label: name, signer, addedAt: "" };
    const recipients = [...new Map([[recipient, added], ...state.recipients]).values()];
    resealed = await sealAgain(app, vault, state, keys, recipients);
    const { versions, fingerprintKeys } = resealed;
    const { publicKey, recipient: key } = request;
    return { type: "grant access", signer, publicKey, recipient, key, name, role, versions, fingerprintKeys };
  }, keys);
  return {
    ...base,
    sealed: resealed?.versions.length ?? 0,
    left: resealed?.left.map(({ version, why }) => ({ version, why })) ?? [],
    dryRun: false,
  };
}

function refuseNow(state: State, command: Parameters<typeof refuseToGrant>[1]): void {
  const decision = refuseToGrant(state, command);
  if (decision !== undefined && "refusal" in decision) throw refusalError(decision.refusal);
}
