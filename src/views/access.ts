import type { Role } from "../domain/events.ts";
import { recipientsOf } from "../domain/access.ts";
import type { State } from "../domain/state.ts";
import { type SecretView } from "./secrets.ts";

/** Answer of `access request`. */
export interface AccessRequestView {
  readonly vault: string;
  readonly signer: string;
  readonly recipient: string;
  /** What a machine that has access is given: `cred access grant LINE`. */
  readonly line: string;
}

/** Answer of `access grant`. */
export interface AccessGrantedView {
  readonly vault: string;
  readonly name: string;
  readonly signer: string;
  readonly recipient: string;
  readonly role: Role;
  /** Whether it had access before, and only what it could not open was sealed again. */
  readonly already: boolean;
  /** Values that were sealed again. */
  readonly sealed: number;
  /** Versions that this machine can't open, and so could not seal to the other. */
  readonly left: readonly { readonly version: string; readonly why: string }[];
  readonly dryRun: boolean;
}

/** Answer of `access revoke`. */
export interface AccessRevokedView {
  readonly vault: string;
  readonly name: string;
  readonly signer: string;
  /** Recipients that were removed. */
  readonly recipients: readonly string[];
  /** Values that were sealed again. */
  readonly sealed: number;
  /** Versions that this machine can't open, and so could not seal again: they stay as they are. */
  readonly left: readonly { readonly version: string; readonly why: string }[];
  /** Secrets whose value it could read, and may have kept: to be replaced. */
  readonly due: readonly Pick<SecretView, "secret" | "environment" | "source">[];
  readonly dryRun: boolean;
}

/** Answer of `access list`. */
export interface AccessListView {
  readonly vault: string | undefined;
  /** How many values there are: all versions that are kept. */
  readonly values: number;
  readonly access: readonly {
    readonly name: string;
    readonly signer: string;
    readonly role: Role;
    readonly addedAt: string;
    /** Absent for the first. */
    readonly addedBy?: string;
    readonly retiredAt?: string;
    readonly recipients: readonly string[];
    /** How many of the values are sealed to it. */
    readonly opens: number;
  }[];
}

/** Who may sign, and what each can open. */
export function accessListView(state: State, vault: string | undefined): AccessListView {
  const versions = [...state.versions.values()];
  return {
    vault,
    values: versions.length,
    access: [...state.signers.values()].map((signer) => {
      const { id, label, role, addedAt, addedBy, retiredAt } = signer;
      const recipients = retiredAt === undefined ? recipientsOf(state, signer).map((one) => one.id) : [];
      return {
        name: label,
        signer: id,
        role,
        addedAt,
        ...(addedBy === undefined ? {} : { addedBy }),
        ...(retiredAt === undefined ? {} : { retiredAt }),
        recipients,
        opens: versions.filter(({ to }) => to.some((one) => recipients.includes(one))).length,
      };
    }),
  };
}
