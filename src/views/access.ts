import type { Role } from "../domain/events.ts";
import { accessOf } from "../domain/access.ts";
import { unevenVersions } from "../domain/readers.ts";
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
  /** The only environments whose values it can open; absent: all. */
  readonly environments?: readonly string[];
  /** Whether it had access before, and only what it could not open was sealed again. */
  readonly already: boolean;
  /** Values that were sealed again. */
  readonly sealed: number;
  /** Versions that this machine can't open, and so could not seal to the other. */
  readonly left: readonly { readonly version: string; readonly why: string }[];
  readonly dryRun: boolean;
}

/** What `access create` did, without the key. */
export interface AccessCreatedView {
  readonly vault: string;
  readonly name: string;
  readonly use: "read" | "push";
  /** Absent where it only reads. */
  readonly signer?: string;
  readonly recipient: string;
  /** The only environments whose values it can open; absent: all. */
  readonly environments?: readonly string[];
  /** Values that were sealed again. */
  readonly sealed: number;
  /** Versions that this machine can't open, and so could not seal to it. */
  readonly left: readonly { readonly version: string; readonly why: string }[];
  readonly dryRun: boolean;
}

/** Answer of `access create`. */
export interface ShownAccessKeyView extends AccessCreatedView {
  /** One line for CRED_ACCESS_KEY, shown this once; absent in a dry run. */
  readonly accessKey?: string;
}

/** Answer of `access seal`. */
export interface AccessSealedView {
  readonly vault: string;
  /** Values that were sealed again. */
  readonly sealed: number;
  /** Versions that this machine can't open, and so could not seal again. */
  readonly left: readonly { readonly version: string; readonly why: string }[];
  readonly dryRun: boolean;
}

/** Answer of `access revoke`. */
export interface AccessRevokedView {
  readonly vault: string;
  readonly name: string;
  /** Absent for one that could only read. */
  readonly signer?: string;
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
  /** How many of them others can open than who may: sealed where a change of access was not known. */
  readonly uneven: number;
  readonly access: readonly {
    readonly name: string;
    /** Absent for one that can only read. */
    readonly signer?: string;
    readonly role: Role | "reader";
    readonly addedAt: string;
    /** Absent for the first, and for one that can only read. */
    readonly addedBy?: string;
    readonly retiredAt?: string;
    readonly recipients: readonly string[];
    /** The only environments whose values it may open; absent: all. */
    readonly environments?: readonly string[];
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
    uneven: unevenVersions(state).length,
    access: accessOf(state).map(({ label, signer, retiredAt, ...access }) => {
      const recipients = retiredAt === undefined ? access.recipients : [];
      const ids = recipients.map(({ id }) => id);
      const environments = recipients[0]?.environments;
      return {
        name: label,
        ...(signer === undefined ? {} : { signer: signer.id }),
        role: signer?.role ?? "reader",
        addedAt: signer?.addedAt ?? recipients[0]!.addedAt,
        ...(signer?.addedBy === undefined ? {} : { addedBy: signer.addedBy }),
        ...(retiredAt === undefined ? {} : { retiredAt }),
        recipients: ids,
        ...(environments === undefined ? {} : { environments }),
        opens: versions.filter(({ to }) => to.some((one) => ids.includes(one))).length,
      };
    }),
  };
}
