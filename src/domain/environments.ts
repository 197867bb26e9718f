// Questions about an environment: it is there as long as it has a secret or a key that lives.

import { currentKey } from "./queries.ts";
import type { Key, SecretEntry, State } from "./state.ts";

/** Its secrets, by name. */
export function secretsIn(state: State, environment: string): SecretEntry[] {
  return [...state.secrets.values()].filter((entry) => entry.environment === environment)
    .sort((a, b) => a.name < b.name ? -1 : 1);
}

/** Its secrets that no source made. */
export function manualIn(state: State, environment: string): SecretEntry[] {
  return secretsIn(state, environment).filter((entry) => currentKey(state, entry) === undefined);
}

/** Its keys that may work at their platforms, also those that no secret points at. */
export function keysIn(state: State, environment: string): Key[] {
  return [...state.keys.values()].filter((key) =>
    key.environment === environment && (key.status === "live" || key.status === "vanished")
  );
}

/** Its keys that were asked for, without a known answer. */
export function requestedIn(state: State, environment: string): Key[] {
  return [...state.keys.values()].filter((key) =>
    key.environment === environment && key.status === "requested"
  );
}

/** The names of all environments, the usual one first. */
export function environmentNames(state: State): string[] {
  const names = new Set([...state.secrets.values()].map(({ environment }) => environment));
  for (const { environment, status } of state.keys.values()) {
    if (status === "live" || status === "vanished" || status === "requested") names.add(environment);
  }
  const order = (name: string) => name === "default" ? "" : name;
  return [...names].sort((a, b) => order(a) < order(b) ? -1 : 1);
}
