// Questions about who has access: signers with the recipients that their machines are, and readers, which are a
// recipient alone. Who may open what is told by readers.ts.

import { currentVersion } from "./queries.ts";
import type { Recipient, SecretEntry, Signer, State } from "./state.ts";

/** Somebody who has access, or had it. */
export interface Access {
  /** The signer's id; a reader's is that of its recipient. */
  readonly id: string;
  readonly label: string;
  /** Undefined for a reader. */
  readonly signer: Signer | undefined;
  /** What is sealed to it; nothing where it is retired. */
  readonly recipients: readonly Recipient[];
  readonly retiredAt: string | undefined;
}

/** Everybody who has access or had it: signers, then readers. Readers that were removed are not told of. */
export function accessOf(state: State): Access[] {
  const signers = [...state.signers.values()].map((signer): Access => {
    const { id, label, retiredAt } = signer;
    return { id, label, signer, retiredAt, recipients: recipientsOf(state, signer) };
  });
  const held = new Set(signers.flatMap(({ recipients }) => recipients.map(({ id }) => id)));
  const readers = [...state.recipients.values()].filter(({ id, signer }) =>
    signer === undefined && !held.has(id)
  );
  return [
    ...signers,
    ...readers.map((recipient): Access => {
      const { id, label } = recipient;
      return { id, label, signer: undefined, retiredAt: undefined, recipients: [recipient] };
    }),
  ];
}

/** Those who have access still and whom a name means: one may be called by its label or its id. Else those who had it. */
export function accessNamed(state: State, name: string): Access[] {
  const all = accessOf(state).filter(({ id, label }) => id === name || label === name);
  const active = all.filter(({ retiredAt }) => retiredAt === undefined);
  return active.length > 0 ? active : all;
}

/** A name that nobody has who has access: this one, or with a number behind it. */
export function freeName(state: State, name: string): string {
  const taken = new Set(
    accessOf(state).filter(({ retiredAt }) => retiredAt === undefined).map(({ label }) => label),
  );
  if (!taken.has(name)) return name;
  for (let n = 2;; n++) if (!taken.has(`${name}-${n}`)) return `${name}-${n}`;
}

/** The recovery key of a vault, which stands above every other signer; undefined where it has none. */
export function recoveryKey(state: State): Signer | undefined {
  return [...state.signers.values()].find(({ role, retiredAt }) =>
    role === "recovery" && retiredAt === undefined
  );
}

/** The recipients whose identities a signer's machine holds. Old vaults do not say it of the first one. */
function recipientsOf(state: State, { id, label, addedBy }: Signer): Recipient[] {
  return [...state.recipients.values()].filter(({ signer, ...recipient }) =>
    signer === undefined ? addedBy === undefined && recipient.label === label : signer === id
  );
}

/** Secrets whose value now was sealed to one of these: whoever held them could read it, and may have kept it. */
export function readableBy(state: State, recipients: readonly string[]): SecretEntry[] {
  return [...state.secrets.values()].filter((entry) => {
    const version = currentVersion(state, entry);
    return version !== undefined &&
      [...version.to, ...version.formerReaders].some((one) => recipients.includes(one));
  });
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
