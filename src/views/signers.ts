import type { Role } from "../domain/events.ts";
import type { State } from "../domain/state.ts";

/** Answer of `signer list`. */
export interface SignerListView {
  readonly vault: string | undefined;
  readonly signers: readonly {
    readonly signer: string;
    readonly label: string;
    readonly role: Role;
    readonly addedAt: string;
    /** Absent for the first. */
    readonly addedBy?: string;
    readonly retiredAt?: string;
    /** Whether the vault began with it. */
    readonly first: boolean;
  }[];
}

/** Who may sign, or might. */
export function signerListView(state: State, vault: string | undefined): SignerListView {
  const first = state.vault?.id.slice(0, 16);
  return {
    vault,
    signers: [...state.signers.values()].map(({ id, label, role, addedAt, addedBy, retiredAt }) => ({
      signer: id,
      label,
      role,
      addedAt,
      ...(addedBy === undefined ? {} : { addedBy }),
      ...(retiredAt === undefined ? {} : { retiredAt }),
      first: id === first,
    })),
  };
}
