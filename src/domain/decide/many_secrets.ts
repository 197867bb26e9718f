// The law of many: what names several secrets is judged as a whole. Either all of it is recorded, or nothing.

import type { Sealed, SecretRef } from "../events.ts";
import { quote } from "../names.ts";
import { currentKey, findSecret } from "../queries.ts";
import { secretId, type State } from "../state.ts";
import { accept, type Decision, refuse } from "./decision.ts";
import { refuseToSet } from "./secrets.ts";

/** One of several secrets to be set by hand. */
export interface PlannedSecret extends SecretRef, Sealed {
  readonly fingerprint: string;
  readonly description?: string;
  readonly expiresAt?: string;
  /** The only targets that may have it, where nothing is said of that name yet. */
  readonly targets?: readonly string[];
  /** The version that the name had when this was planned; undefined: none. */
  readonly before: string | undefined;
}

/** Sets several secrets by hand; their values are sealed already. */
export interface SetSecrets {
  readonly type: "set secrets";
  readonly secrets: readonly PlannedSecret[];
}

/** Takes all secrets of an environment out of the vault. */
export interface RemoveEnvironment {
  readonly type: "remove environment";
  readonly environment: string;
}

/** All of them, as long as every name still is what it was when it was planned. */
export function decideSetSecrets(state: State, { secrets }: SetSecrets): Decision {
  for (const one of secrets) {
    const refused = refuseToSet(state, one, one.description);
    if (refused !== undefined) return refused;
    if (findSecret(state, one)?.versions.at(-1) === one.before) continue;
    return refuse(
      "conflict.changed",
      `secret ${quote(one.name)} in environment ${quote(one.environment)} changed meanwhile`,
      "run it again",
    );
  }
  return accept(...secrets.flatMap(({ before: _, targets, ...data }) => {
    const { environment, name } = data;
    const set = { type: "secret.set" as const, data };
    if (targets === undefined || state.limits.has(secretId(data))) return [set];
    return [set, { type: "secret.limited" as const, data: { environment, name, targets } }];
  }));
}

/** Only what was set by hand: keys are ended at their platforms first. */
export function decideRemoveEnvironment(state: State, { environment }: RemoveEnvironment): Decision {
  const entries = [...state.secrets.values()].filter((entry) => entry.environment === environment);
  const keys = entries.filter((entry) => currentKey(state, entry) !== undefined);
  if (keys.length > 0) {
    return refuse(
      "conflict.live_keys",
      `environment ${quote(environment)} has keys that live at their platforms: ${
        keys.map(({ name }) => name).join(", ")
      }`,
      `to delete them too, there and here: cred env delete ${environment} --delete-keys`,
    );
  }
  return accept(
    ...entries.map(({ name }) => ({ type: "secret.removed" as const, data: { environment, name } })),
  );
}
