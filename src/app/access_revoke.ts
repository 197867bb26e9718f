import { readableBy, recipientsOf, signersNamed } from "../domain/access.ts";
import { refuseToRevoke, type RevokeAccess } from "../domain/decide/access.ts";
import { toHex } from "../domain/encoding.ts";
import { CredError, refusalError } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";
import { currentKey } from "../domain/queries.ts";
import { Secret } from "../domain/secret.ts";
import type { Signer, State } from "../domain/state.ts";
import type { AccessRevokedView } from "../views/access.ts";
import { openSigningKeys, requireOwner, valuesOf } from "./access.ts";
import type { App } from "./app.ts";
import { type Resealed, sealAgain } from "./seal_again.ts";
import { changeVault, requireVault, viewVault } from "./vault.ts";

/** Whose access a name means, and whether it can be revoked here, before anybody is asked. */
export async function accessToRevoke(app: App, name: string): Promise<Signer> {
  const vault = await requireVault(app);
  const { state } = await viewVault(app, vault);
  const [signer, ...more] = signersNamed(state, name);
  if (signer === undefined) {
    throw new CredError("failed.no_signer", `nobody who has access is called ${quote(name)}`, [
      "cred access list",
    ]);
  }
  if (more.length > 0) {
    throw new CredError("usage.signer", `${more.length + 1} machines are called ${quote(name)}`, [
      `name the signer: ${[signer, ...more].map(({ id }) => id).join(", ")}`,
    ]);
  }
  const { signer: own } = await openSigningKeys(app, vault, state);
  refuseNow(state, signer.id, own);
  return signer;
}

/** Ends a machine's access: what it signs counts no more, and nothing is sealed to it. */
export async function revokeAccess(app: App, { id, label: name }: Signer): Promise<AccessRevokedView> {
  const vault = await requireVault(app);
  const { state: early } = await viewVault(app, vault);
  const keys = await openSigningKeys(app, vault, early);
  requireOwner(early, keys);
  let [recipients, due] = [goneWith(early, id), dueWith(early, id)];
  let resealed: Resealed | undefined;
  if (!app.options.dryRun) {
    await changeVault(app, vault, async (state): Promise<RevokeAccess> => {
      requireOwner(state, keys);
      refuseNow(state, id, keys.signer);
      [recipients, due] = [goneWith(state, id), dueWith(state, id)];
      const others = [...state.recipients.values()].filter((one) => !recipients.includes(one.id));
      if (!others.some(({ key }) => key === keys.recipient)) {
        throw new CredError("access.not_a_recipient", "this machine can't open what it would seal again", [
          "do it on another machine: cred access list",
        ]);
      }
      const { random } = app.system;
      const fresh = await valuesOf(app, vault).seal(Secret.ofBytes(random.bytes(32)), others);
      resealed = await sealAgain(app, vault, state, keys, others);
      const fingerprintKey = { fingerprintKey: toHex(random.bytes(4)), ...fresh };
      const { versions, fingerprintKeys } = resealed;
      return {
        type: "revoke access",
        signer: id,
        by: keys.signer,
        fingerprintKey,
        versions,
        fingerprintKeys,
      };
    }, keys);
  }
  return {
    vault: vault.place.folder,
    name,
    signer: id,
    recipients,
    sealed: resealed?.versions.length ?? early.versions.size,
    left: resealed?.left ?? [],
    due,
    dryRun: app.options.dryRun,
  };
}

function goneWith(state: State, signer: string): string[] {
  return recipientsOf(state, state.signers.get(signer)!).map(({ id }) => id);
}

function dueWith(state: State, signer: string): AccessRevokedView["due"] {
  return readableBy(state, goneWith(state, signer)).map((entry) => {
    const { name: secret, environment } = entry;
    return { secret, environment, source: currentKey(state, entry)?.source ?? "manual" };
  });
}

function refuseNow(state: State, signer: string, by: string): void {
  const decision = refuseToRevoke(state, signer, by);
  if (decision !== undefined && "refusal" in decision) throw refusalError(decision.refusal);
}
