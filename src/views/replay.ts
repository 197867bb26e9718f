// The law of the replay document: one pure function of state and heads, specified field by field in README.md here. It
// never changes: a new meaning is document 2 beside it. Only recorded values; what is empty or absent is left out.

import type { Binding, WholeState } from "../domain/state.ts";

/** JSON values but null: what has no value is left out. */
export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

/** Heads of a history: log → size and base64 root. */
export type ReplayHeads = Readonly<Record<string, readonly [size: number, root: string]>>;

/** Replay document 1. Its digest is the SHA-256 of its JCS form. Fields are named one by one: a new one is a decision. */
export function replayDocument(state: WholeState, heads: ReplayHeads): { readonly [name: string]: Json } {
  return present({
    replay: 1,
    vault: state.vault?.id,
    createdAt: state.vault?.createdAt,
    heads,
    signers: mapped(
      state.signers,
      (one) => pick(one, "publicKey", "label", "role", "addedAt", "addedBy", "retiredAt"),
    ),
    recipients: mapped(state.recipients, (one) => ({
      ...pick(one, "key", "label", "signer", "addedAt"),
      // One that may open no environment is another than one that may open all.
      ...(one.environments === undefined ? {} : { environments: one.environments }),
    })),
    fingerprintKey: state.fingerprintKey,
    fingerprintKeys: mapped(state.fingerprintKeys, (one) => pick(one, "sealed", "to")),
    sources: mapped(
      state.sources,
      (one) => pick(one, "driver", "address", "status", "items", "token", "addedAt", "revokedAt"),
    ),
    keys: mapped(state.keys, (one) => pick(one, ...KEY)),
    versions: mapped(
      state.versions,
      (one) => pick(one, "environment", "name", "sealed", "to", "fingerprint", "createdAt", "expiresAt"),
    ),
    secrets: mapped(state.secrets, (one) => ({
      ...pick(one, "versions", "description", "createdAt", "updatedAt"),
      // Limited to no target is another thing than not limited.
      ...(one.targets === undefined ? {} : { targets: one.targets }),
    })),
    policies: mapped(state.policies, (one) => pick(one, "policy", "source", "ms", "setAt")),
    intents: mapped(state.intents, (one) => pick(one, "kind", "key", "source", "log", "at", "deadline")),
    targets: mapped(state.targets, (one) => ({
      ...pick(one, "driver", "items", "token", "addedAt"),
      binding: bindingForm(one.binding),
      ...present({ environments: mapped(one.environments, bindingForm) }),
    })),
    deliveries: [...state.deliveries].sort(([a], [b]) => a < b ? -1 : 1)
      .map(([, one]) =>
        pick(one, ...PLACE, "environment", "name", "target", "version", "fingerprint", "mark", "pushedAt")
      ),
    errands: mapped(state.errands, (one) => pick(one, ...PLACE, "kind", "target", "version", "log", "at")),
  });
}

const KEY = [
  "source",
  "environment",
  "name",
  "status",
  "permission",
  "domain",
  "description",
  "remoteName",
  "remoteId",
  "token",
  "requestedAt",
  "generatedAt",
  "adoptedAt",
  "endedAt",
  "replaces",
  "testedAt",
  "testFailedAt",
  "switchedAt",
  "graceMs",
] as const;

const PLACE = ["driver", "address", "identifier", "store", "scope", "remoteName"] as const;

function bindingForm(binding: Binding): Json {
  return pick(binding, "address", "identifier", "store");
}

function mapped<T>(map: ReadonlyMap<string, T>, form: (value: T) => Json): Json {
  return Object.fromEntries([...map].map(([id, value]) => [id, form(value)]));
}

/** These fields, as far as they are there. In one go: there may be a million of what is picked from. */
function pick<N extends string>(
  value: { readonly [name in N]?: Json | undefined },
  ...names: readonly N[]
): { readonly [name: string]: Json } {
  const picked: Record<string, Json> = {};
  for (const name of names) {
    const field = value[name];
    if (field !== undefined && !isEmpty(field)) picked[name] = field;
  }
  return picked;
}

function present(fields: Readonly<Record<string, Json | undefined>>): { readonly [name: string]: Json } {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, Json] =>
      field[1] !== undefined && !isEmpty(field[1])
    ),
  );
}

function isEmpty(value: Json): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
