import type { State } from "./state.ts";

/** Somebody who could read a value and was removed. */
export interface RemovedReader {
  /** The recipient's id. */
  readonly id: string;
  /** As it was called; undefined where nobody knows. */
  readonly label: string | undefined;
  readonly removedAt: string;
  /** Whether nobody else who has access is called so, and nobody else who was removed was. */
  readonly isAlone: boolean;
}

/** Those of some recipients that were removed: names are free again after that, so one alone may not tell who it was. */
export function removedReaders(state: State, recipients: readonly string[]): RemovedReader[] {
  return [...new Set(recipients)].flatMap((id): RemovedReader[] => {
    const removed = state.removedRecipients.get(id);
    if (removed === undefined) return [];
    const { label } = removed;
    return [{ id, ...removed, isAlone: label === undefined || !isSharedName(state, id, label) }];
  });
}

function isSharedName(state: State, id: string, name: string): boolean {
  const isOther = ([other, { label }]: readonly [string, { readonly label: string | undefined }]) =>
    other !== id && label === name;
  return [...state.recipients].some(isOther) || [...state.removedRecipients].some(isOther) ||
    [...state.signers.values()].some(({ label, retiredAt }) => label === name && retiredAt === undefined);
}
