import { refuseToSet } from "../../domain/decide/secrets.ts";
import type { SecretRef } from "../../domain/events.ts";
import { findSecret } from "../../domain/queries.ts";
import { Secret } from "../../domain/secret.ts";
import type { State } from "../../domain/state.ts";
import type { GeneratedSecretView } from "../../views/generated_secret.ts";
import type { App } from "../app.ts";
import { refuseNow } from "../refuse_now.ts";
import { type ComparedSecret, keepSecrets, refuseOverwriting } from "./keep_secrets.ts";
import { isPair, lengthOf, type MadeValue, makeValue } from "./made_values.ts";
import type { ValueType } from "./value_types.ts";
import { findOrMakeVault } from "../make_vault.ts";
import { findVault, viewState } from "../vault.ts";

/** What `secret generate` was asked. */
export interface GenerateSecretWish extends SecretRef {
  readonly type: ValueType;
  readonly length: number | undefined;
  readonly description: string | undefined;
  readonly overwrite: boolean;
}

/** Makes a value and keeps it: of a key pair both keys, as two secrets or none. */
export async function generateSecret(app: App, wish: GenerateSecretWish): Promise<GeneratedSecretView> {
  const { environment, name, type } = wish;
  const length = lengthOf(type, wish.length);
  const found = await findVault(app);
  const planned = plannedSecrets(await viewState(app, found), wish);
  refuseOverwriting(planned, wish.overwrite);
  const publicSecret = planned[1]?.name;
  const view = {
    environment,
    type,
    ...(length === 0 ? {} : { length }),
    secret: name,
    ...(publicSecret === undefined ? {} : { publicSecret }),
  };
  if (app.options.dryRun) return { ...view, vault: found?.place.folder, dryRun: true };
  const made = await makeValue(type, length, app.system.random);
  const vault = found ?? await findOrMakeVault(app);
  await keepSecrets(app, vault, valued(planned, made));
  const { publicKey } = made;
  return {
    ...view,
    vault: vault.place.folder,
    ...(publicKey === undefined ? {} : { publicKey }),
    dryRun: false,
  };
}

/** The secrets that will be made, still without values; refused where their names can't be set. */
function plannedSecrets(
  state: State,
  { environment, name, type, description }: GenerateSecretWish,
): ComparedSecret[] {
  const refs = [{ environment, name, description }];
  if (isPair(type)) refs.push({ environment, name: `${name}_PUBLIC`, description: `public key of ${name}` });
  return refs.map((ref) => {
    refuseNow(refuseToSet(state, ref, ref.description));
    const before = findSecret(state, ref)?.versions.at(-1);
    return { ...ref, value: Secret.ofText(""), step: before === undefined ? "new" : "differs", before };
  });
}

function valued(
  [secret, open]: readonly ComparedSecret[],
  { value, publicKey }: MadeValue,
): ComparedSecret[] {
  const kept = [{ ...secret!, value }];
  if (open !== undefined && publicKey !== undefined) {
    kept.push({ ...open, value: Secret.ofText(publicKey.pem) });
  }
  return kept;
}
