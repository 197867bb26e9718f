import { accessOf, rowOf } from "../access.ts";
import type { NewEvent, Sealed } from "../events.ts";
import { quote } from "../names.ts";
import type { State } from "../state.ts";
import { type SealedAgain, sealedEvents } from "./access.ts";
import { accept, type Decision, refuse } from "./decision.ts";

/** Ends what somebody may sign and open; everything is sealed again to the others already. */
export interface RevokeAccess extends SealedAgain {
  readonly type: "revoke access";
  /** Whose: a signer, or a reader's recipient. */
  readonly id: string;
  /** The signer that ends it. */
  readonly by: string;
  /** The new key that fingerprints are made with. */
  readonly fingerprintKey: Sealed & { readonly fingerprintKey: string };
}

/** Retired first: what that record has seen is what counts of the signer. One that retires itself does so last. */
export function decideRevokeAccess(state: State, command: RevokeAccess): Decision {
  const { id, by, fingerprintKey } = command;
  const refused = refuseToRevoke(state, id, by);
  if (refused !== undefined) return refused;
  const access = accessOf(state).find((one) => one.id === id)!;
  const retired: NewEvent[] = access.signer === undefined
    ? []
    : [{ type: "signer.retired", data: { signer: id } }];
  const before = id === by ? [] : retired, after = id === by ? retired : [];
  return accept(
    ...before,
    ...access.recipients.map((recipient): NewEvent => (
      { type: "recipient.removed", data: { recipient: recipient.id } }
    )),
    { type: "fingerprint_key.added", data: fingerprintKey },
    ...sealedEvents(state, command),
    ...after,
  );
}

/** Whether somebody's access may be ended by a signer, before anything is sealed. */
export function refuseToRevoke(state: State, id: string, by: string): Decision | undefined {
  const access = accessOf(state).find((one) => one.id === id);
  if (access === undefined) {
    return refuse("failed.no_signer", `there is no signer ${quote(id)}`, "cred access list");
  }
  const { label, retiredAt, signer } = access;
  if (retiredAt !== undefined) {
    return refuse(
      "conflict.retired",
      `the access of ${quote(label)} was revoked already, at ${retiredAt}`,
      "cred signer list",
    );
  }
  if (signer === undefined) return undefined;
  if (id === by) {
    // Nobody else could, and whoever has a copy of its file may have read it.
    if (signer.role === "recovery") return undefined;
    return refuse(
      "conflict.own_access",
      "this machine can't revoke its own access",
      "revoke it on another machine that has access",
    );
  }
  if (rowOf(state, id) > rowOf(state, by)) return undefined;
  if (signer.role === "recovery") {
    return refuse(
      "access.row",
      "nobody stands above the recovery key: it can only revoke itself, and a vault gets no other",
      "if its file is in wrong hands: --recovery FILE",
    );
  }
  return refuse(
    "access.row",
    `this machine can't revoke the access of ${quote(label)}: it was not let in below this one`,
    "do it on the machine that let it in, or on one above: cred signer list",
    "or with the recovery key, which stands above all: --recovery FILE",
  );
}
