import { secretsIn } from "../environments.ts";
import type { Sealed, SecretRef } from "../events.ts";
import { quote, refuseDescription, refuseEnvironmentName, refuseSecretName, secretWords } from "../names.ts";
import { didYouMean, nearest } from "../nearest.ts";
import { currentKey, findSecret } from "../queries.ts";
import { secretId, type State } from "../state.ts";
import { accept, type Decision, firstRefusal, refuse } from "./decision.ts";

/** Sets a secret by hand; its value is sealed already. */
export interface SetSecret extends SecretRef, Sealed {
  readonly type: "set secret";
  readonly fingerprint: string;
  readonly description?: string;
  readonly expiresAt?: string;
}

/** Says what a secret is for; an empty text clears it. */
export interface DescribeSecret extends SecretRef {
  readonly type: "describe secret";
  readonly description: string;
}

/** Takes a secret out of the vault. */
export interface RemoveSecret extends SecretRef {
  readonly type: "remove secret";
}

/** A new secret, or a new version of one that was set by hand. */
export function decideSetSecret(state: State, { type: _, ...data }: SetSecret): Decision {
  return refuseToSet(state, data, data.description) ?? accept({ type: "secret.set", data });
}

/** Whether a secret may be set, before its value is asked for and sealed. */
export function refuseToSet(
  state: State,
  ref: SecretRef,
  description: string | undefined,
): Decision | undefined {
  const bad = firstRefusal(
    refuseSecretName(ref.name),
    refuseEnvironmentName(ref.environment),
    description === undefined ? undefined : refuseDescription(description),
  );
  if (bad !== undefined) return bad;
  const key = generatedKey(state, ref);
  if (key === undefined) return undefined;
  return refuse(
    "conflict.generated",
    `secret ${quote(ref.name)} is a key that source ${
      quote(key.source)
    } made; setting it by hand would lose that key`,
    `end it first: cred source delete ${key.source} ${secretWords(ref)}`,
  );
}

/** A changed description. */
export function decideDescribeSecret(state: State, { type: _, ...data }: DescribeSecret): Decision {
  return firstRefusal(refuseDescription(data.description)) ?? refuseMissing(state, data) ??
    accept({ type: "secret.described", data });
}

/** Only what was set by hand: a key is ended at its platform. */
export function decideRemoveSecret(state: State, { environment, name }: RemoveSecret): Decision {
  // What another machine set while it was removed here can be removed, too.
  const isLeft = state.rivals.has(secretId({ environment, name }));
  const missing = isLeft ? undefined : refuseMissing(state, { environment, name });
  if (missing !== undefined) return missing;
  const key = generatedKey(state, { environment, name });
  if (key === undefined) return accept({ type: "secret.removed", data: { environment, name } });
  return refuse(
    "conflict.generated",
    `secret ${quote(name)} is a key that still lives at source ${
      quote(key.source)
    }; removing it here would orphan it there`,
    `delete the key, there and here: cred source delete ${key.source} ${secretWords({ environment, name })}`,
  );
}

/** There is no such secret; the ones with a name like it. */
export function noSecret(state: State, { environment, name }: SecretRef, hint: string): Decision {
  return refuse(
    "failed.no_secret",
    `there is no secret ${quote(name)} in environment ${quote(environment)}${
      didYouMean(name, secretsIn(state, environment).map((entry) => entry.name))
    }`,
    hint,
  );
}

/** Refuses a name that no secret has. */
export function refuseMissing(state: State, ref: SecretRef): Decision | undefined {
  if (findSecret(state, ref) !== undefined) return undefined;
  const elsewhere = [...state.secrets.values()].filter(({ name }) => name === ref.name).map((
    { environment },
  ) => environment);
  if (elsewhere.length === 0) return noSecret(state, ref, "cred secret list");
  return noSecret(
    state,
    ref,
    `it is in ${elsewhere.map(quote).join(", ")}: give -e ${
      nearest(ref.environment, elsewhere)[0] ?? elsewhere[0]
    }`,
  );
}

function generatedKey(state: State, ref: SecretRef) {
  const entry = findSecret(state, ref);
  return entry === undefined ? undefined : currentKey(state, entry);
}
