// Questions about who may open and sign: signers, and the recipients that their machines are.

import { currentVersion } from "./queries.ts";
import type { Recipient, SecretEntry, Signer, State } from "./state.ts";

/** Signers that may still append. */
export function activeSigners(state: State): Signer[] {
  return [...state.signers.values()].filter(({ retiredAt }) => retiredAt === undefined);
}

/** The recipients whose identities a signer's machine holds. */
export function recipientsOf(state: State, signer: Signer): Recipient[] {
  return [...state.recipients.values()].filter((recipient) =>
    recipient.signer === undefined ? recipient.label === signer.label : recipient.signer === signer.id
  );
}

/** Signers that a name means: one may be called by its label or its id. */
export function signersNamed(state: State, name: string): Signer[] {
  const all = [...state.signers.values()].filter(({ id, label }) => id === name || label === name);
  const active = all.filter(({ retiredAt }) => retiredAt === undefined);
  return active.length > 0 ? active : all;
}

/** Secrets whose value now was sealed to one of these: whoever held them could read it, and may have kept it. */
export function readableBy(state: State, recipients: readonly string[]): SecretEntry[] {
  return [...state.secrets.values()].filter((entry) =>
    currentVersion(state, entry)?.to.some((one) => recipients.includes(one)) === true
  );
}

/** Whether something is sealed to exactly these. */
export function isSealedTo(to: readonly string[], recipients: Iterable<string>): boolean {
  const wanted = new Set(recipients);
  return to.length === wanted.size && to.every((one) => wanted.has(one));
}

/** How far a signer stands below the first one: whom it added stands one row below. The recovery key is above all. */
export function rowOf(state: State, id: string): number {
  let row = 0;
  const passed = new Set<string>();
  for (let signer = state.signers.get(id); signer !== undefined; row++) {
    if (signer.role === "recovery") return -1;
    if (signer.addedBy === undefined || passed.has(signer.id)) break;
    passed.add(signer.id);
    const by = state.signers.get(signer.addedBy);
    // Whom the recovery key added stands beside the first signer.
    if (by?.role === "recovery") break;
    signer = by;
  }
  return row;
}
