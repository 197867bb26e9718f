import { type Access, accessNamed, accessOf, readableBy } from "../../domain/access.ts";
import { refuseToRevoke, type RevokeAccess } from "../../domain/decide/revoke_access.ts";
import { toHex } from "../../domain/encoding.ts";
import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { currentKey } from "../../domain/queries.ts";
import { fingerprintReadersOf, type Readers, unevenVersions } from "../../domain/readers.ts";
import { Secret } from "../../domain/secret.ts";
import type { State } from "../../domain/state.ts";
import type { VaultKeys } from "../../vault/vault_keys.ts";
import type { AccessRevokedView } from "../../views/access.ts";
import { openSigningKeys, requireOwner, valuesOf } from "./access.ts";
import type { App } from "../app.ts";
import { refuseNow } from "../refuse_now.ts";
import { NOTHING_SEALED, type Resealed, sealAgain } from "./seal_again.ts";
import { changeVault, requireVault, type Vault, viewVault } from "../vault.ts";

/** Whose access is to end, and with which keys. */
export interface Revocation {
  readonly vault: Vault;
  readonly access: Access;
  readonly keys: VaultKeys;
}

/** Whose access a name means, and whether it can be revoked here, before anybody is asked. */
export async function accessToRevoke(
  app: App,
  name: string,
  openKeys: (vault: Vault, state: State) => Promise<VaultKeys> = (vault, state) =>
    openSigningKeys(app, vault, state),
): Promise<Revocation> {
  const vault = await requireVault(app);
  const { state } = await viewVault(app, vault);
  const [access, ...more] = accessNamed(state, name);
  if (access === undefined) {
    throw new CredError("failed.no_signer", `nobody who has access is called ${quote(name)}`, [
      "cred access list",
    ]);
  }
  if (more.length > 0) {
    throw new CredError("usage.signer", `${more.length + 1} machines are called ${quote(name)}`, [
      `name the signer: ${[access, ...more].map(({ id }) => id).join(", ")}`,
    ]);
  }
  const keys = await openKeys(vault, state);
  refuseNow(refuseToRevoke(state, access.id, keys.signer));
  return { vault, access, keys };
}

/** Ends somebody's access: what it signs counts no more, and nothing is sealed to it. */
export async function revokeAccess(
  app: App,
  { vault, access: { id, label: name, signer }, keys }: Revocation,
): Promise<AccessRevokedView> {
  const { state: early } = await viewVault(app, vault);
  requireOwner(early, keys);
  let [recipients, due] = [goneWith(early, id), dueWith(early, id)];
  let resealed: Resealed = NOTHING_SEALED;
  if (!app.options.dryRun) {
    await changeVault(app, vault, async (state): Promise<RevokeAccess> => {
      requireOwner(state, keys);
      refuseNow(refuseToRevoke(state, id, keys.signer));
      [recipients, due] = [goneWith(state, id), dueWith(state, id)];
      const others = without(state, recipients);
      if (![...state.recipients.values()].some(({ key }) => key === keys.recipient)) {
        throw new CredError("access.not_a_recipient", "this machine can't open what it would seal again", [
          "do it on another machine: cred access list",
        ]);
      }
      const { random } = app.system;
      const fresh = await valuesOf(app, vault).seal(
        Secret.ofBytes(random.bytes(32)),
        fingerprintReadersOf(others),
      );
      const fingerprintKey = { fingerprintKey: toHex(random.bytes(4)), ...fresh };
      resealed = await sealAgain(app, vault, state, keys, others);
      const { versions, fingerprintKeys } = resealed;
      return { type: "revoke access", id, by: keys.signer, fingerprintKey, versions, fingerprintKeys };
    }, keys);
  }
  return {
    vault: vault.place.folder,
    name,
    ...(signer === undefined ? {} : { signer: id }),
    recipients,
    sealed: app.options.dryRun
      ? unevenVersions(early, without(early, recipients)).length
      : resealed.versions.length,
    left: resealed.left,
    due,
    dryRun: app.options.dryRun,
  };
}

function without({ signers, recipients }: State, gone: readonly string[]): Readers {
  return { signers, recipients: new Map([...recipients].filter(([id]) => !gone.includes(id))) };
}

function goneWith(state: State, id: string): string[] {
  return accessOf(state).find((one) => one.id === id)!.recipients.map((recipient) => recipient.id);
}

function dueWith(state: State, id: string): AccessRevokedView["due"] {
  return readableBy(state, goneWith(state, id)).map((entry) => {
    const { name: secret, environment } = entry;
    return { secret, environment, source: currentKey(state, entry)?.source ?? "manual" };
  });
}
