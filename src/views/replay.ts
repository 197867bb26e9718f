// The law of the replay document: one pure function of state and heads, specified field by field in README.md here. It
// never changes: a new meaning is document 2 beside it. Only recorded values; what is empty or absent is left out.

import type { State } from "../domain/state.ts";

/** JSON values. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Heads of a history: log → size and base64 root. */
export type ReplayHeads = Readonly<Record<string, readonly [size: number, root: string]>>;

/** Replay document 1. Its digest is the SHA-256 of its JCS form. */
export function replayDocument(state: State, heads: ReplayHeads): { readonly [name: string]: Json } {
  return present({
    replay: 1,
    vault: state.vault?.id,
    createdAt: state.vault?.createdAt,
    heads,
    signers: mapped(
      state.signers,
      ({ publicKey, label, role, addedAt }) => ({ publicKey, label, role, addedAt }),
    ),
    recipients: mapped(state.recipients, ({ key, label, addedAt }) => ({ key, label, addedAt })),
    fingerprintKey: state.fingerprintKey,
    fingerprintKeys: mapped(state.fingerprintKeys, ({ sealed, to }) => ({ sealed, to })),
    sources: mapped(
      state.sources,
      ({ driver, address, status, items, token, addedAt, revokedAt }) =>
        present({ driver, address, status, items, token, addedAt, revokedAt }),
    ),
    keys: mapped(state.keys, (key) => {
      const { id: _, account: __, ...recorded } = key;
      return present(recorded);
    }),
    versions: mapped(state.versions, ({ id: _, ...recorded }) => present(recorded)),
    secrets: mapped(
      state.secrets,
      ({ versions, description, createdAt, updatedAt }) =>
        present({ versions, description, createdAt, updatedAt }),
    ),
    intents: mapped(state.intents, ({ id: _, ...recorded }) => present(recorded)),
    targets: mapped(
      state.targets,
      ({ name: _, binding, environments, ...recorded }) =>
        present({
          ...recorded,
          binding: { ...binding },
          environments: mapped(environments, (one) => ({ ...one })),
        }),
    ),
    deliveries: [...state.deliveries].sort(([a], [b]) => a < b ? -1 : 1).map(([, delivery]) =>
      present({ ...delivery })
    ),
    errands: mapped(state.errands, ({ id: _, ...recorded }) => present(recorded)),
  });
}

function mapped<T>(map: ReadonlyMap<string, T>, form: (value: T) => Json): Json | undefined {
  return Object.fromEntries([...map].map(([id, value]) => [id, form(value)]));
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
