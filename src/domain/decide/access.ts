import { activeSigners, recipientsOf, rowOf } from "../access.ts";
import type { NewEvent, Role, Sealed } from "../events.ts";
import { quote, refuseLabelName } from "../names.ts";
import type { State } from "../state.ts";
import { accept, type Decision, firstRefusal, refuse } from "./decision.ts";

/** What was sealed again: a version, or a key of fingerprints. */
export interface SealedAgain {
  readonly versions: readonly (Sealed & { readonly version: string })[];
  readonly fingerprintKeys: readonly (Sealed & { readonly fingerprintKey: string })[];
}

/** Lets a machine sign and open; everything that it may open is sealed to it already. */
export interface GrantAccess extends SealedAgain {
  readonly type: "grant access";
  readonly signer: string;
  readonly publicKey: string;
  readonly recipient: string;
  /** `age1…` */
  readonly key: string;
  readonly name: string;
  readonly role: Role;
}

/** One that is there already gets only what is not sealed to it. */
export function decideGrantAccess(state: State, command: GrantAccess): Decision {
  const refused = refuseToGrant(state, command);
  if (refused !== undefined) return refused;
  const { signer, publicKey, recipient, key, name: label, role } = command;
  const events: NewEvent[] = [];
  if (!state.signers.has(signer)) {
    events.push({ type: "signer.added", data: { signer, publicKey, label, role } });
  }
  if (!state.recipients.has(recipient)) {
    events.push({ type: "recipient.added", data: { recipient, key, label, signer } });
  }
  return accept(...events, ...sealedEvents(state, command));
}

/** Whether access can be granted, before anything is sealed. */
export function refuseToGrant(
  state: State,
  { signer, name, role }: Pick<GrantAccess, "signer" | "name" | "role">,
): Decision | undefined {
  const bad = firstRefusal(refuseLabelName(name));
  if (bad !== undefined) return bad;
  const known = state.signers.get(signer);
  if (known?.retiredAt !== undefined) {
    return refuse(
      "conflict.retired",
      `the access of ${quote(known.label)} was revoked, and its key never counts again`,
      "make a new request on that machine: cred access request",
    );
  }
  if (known !== undefined && known.role !== role) {
    return refuse(
      "conflict.role",
      `${quote(known.label)} has access already, as ${
        known.role === "owner" ? "an owner" : `a ${known.role}`
      }`,
      "revoke it first, and ask again with new keys",
    );
  }
  if (known !== undefined && known.label !== name) {
    return refuse(
      "conflict.access",
      `this machine has access already, as ${quote(known.label)}`,
      "cred signer list",
    );
  }
  const taken = activeSigners(state).find((other) => other.label === name && other.id !== signer);
  if (taken === undefined) return undefined;
  return refuse(
    "conflict.name",
    `another machine is called ${quote(name)} already: signer ${taken.id}`,
    "give it another name: --name NAME",
  );
}

/** Ends a signer's right, and what its machine can open; everything is sealed again to the others already. */
export interface RevokeAccess extends SealedAgain {
  readonly type: "revoke access";
  readonly signer: string;
  readonly by: string;
  /** The new key that fingerprints are made with. */
  readonly fingerprintKey: Sealed & { readonly fingerprintKey: string };
}

/** Retired first: what that record has seen is what counts of the signer. */
export function decideRevokeAccess(state: State, command: RevokeAccess): Decision {
  const { signer, by, fingerprintKey } = command;
  const refused = refuseToRevoke(state, signer, by);
  if (refused !== undefined) return refused;
  return accept(
    { type: "signer.retired", data: { signer } },
    ...recipientsOf(state, state.signers.get(signer)!).map((recipient): NewEvent => (
      { type: "recipient.removed", data: { recipient: recipient.id } }
    )),
    { type: "fingerprint_key.added", data: fingerprintKey },
    ...sealedEvents(state, command),
  );
}

/** Whether a signer may be retired by another, before anything is sealed. */
export function refuseToRevoke(state: State, id: string, by: string): Decision | undefined {
  const signer = state.signers.get(id);
  if (signer === undefined) {
    return refuse("failed.no_signer", `there is no signer ${quote(id)}`, "cred signer list");
  }
  if (signer.retiredAt !== undefined) {
    return refuse(
      "conflict.retired",
      `the access of ${quote(signer.label)} was revoked already, at ${signer.retiredAt}`,
      "cred signer list",
    );
  }
  if (id === by) {
    return refuse(
      "conflict.own_access",
      "this machine can't revoke its own access",
      "revoke it on another machine that has access",
    );
  }
  if (rowOf(state, id) > rowOf(state, by)) return undefined;
  return refuse(
    "access.row",
    `this machine can't revoke the access of ${quote(signer.label)}: it was not let in below this one`,
    "do it on the machine that let it in, or on one above: cred signer list",
  );
}

/** The records of what was sealed again. */
export function sealedEvents(state: State, { versions, fingerprintKeys }: SealedAgain): NewEvent[] {
  return [
    ...fingerprintKeys.map((data): NewEvent => ({ type: "fingerprint_key.sealed", data })),
    ...versions.flatMap((data): NewEvent[] => {
      const version = state.versions.get(data.version);
      if (version === undefined) return [];
      const { environment, name } = version;
      return [{ type: "secret.sealed", data: { environment, name, ...data } }];
    }),
  ];
}
