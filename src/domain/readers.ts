// The law of who may open what, for whoever seals anything: a value is for every recipient that may open its
// environment; a key of fingerprints is for all but those who only read some environments, for with it they could guess
// at the others. Whose signer is retired opens nothing, however histories were merged.

import type { Recipient, State, Version } from "./state.ts";

/** What says who may open what. */
export type Readers = Pick<State, "recipients" | "signers">;

/** To whom the values of an environment are sealed. */
export function readersOf(all: Readers, environment: string): Recipient[] {
  return able(all).filter(({ environments }) => environments?.includes(environment) ?? true);
}

/** To whom the keys of fingerprints are sealed: whoever may set a value needs one. */
export function fingerprintReadersOf(all: Readers): Recipient[] {
  return able(all).filter(({ environments, signer }) => environments === undefined || signer !== undefined);
}

/** Whether something is sealed to exactly these. */
export function isSealedTo(to: readonly string[], readers: readonly Recipient[]): boolean {
  const wanted = new Set(readers.map(({ id }) => id));
  return to.length === wanted.size && to.every((one) => wanted.has(one));
}

/** Versions that others can open than who may: they were sealed where a change of who may was not known. */
export function unevenVersions(state: State, all: Readers = state): Version[] {
  return [...state.versions.values()].filter(({ to, environment }) =>
    !isSealedTo(to, readersOf(all, environment))
  );
}

function able({ recipients, signers }: Readers): Recipient[] {
  return [...recipients.values()].filter(({ signer }) => signers.get(signer ?? "")?.retiredAt === undefined);
}
