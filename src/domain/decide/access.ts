import { accessOf } from "../access.ts";
import type { NewEvent, Role, Sealed } from "../events.ts";
import { quote, refuseEnvironmentName, refuseLabelName } from "../names.ts";
import type { Recipient, State } from "../state.ts";
import { accept, type Decision, firstRefusal, refuse } from "./decision.ts";

/** What was sealed again: a version, or a key of fingerprints. */
export interface SealedAgain {
  readonly versions: readonly (Sealed & { readonly version: string })[];
  readonly fingerprintKeys: readonly (Sealed & { readonly fingerprintKey: string })[];
}

/** Who is to have access. */
export interface Newcomer {
  readonly name: string;
  /** The recipient's id, and `age1…`. */
  readonly recipient: string;
  readonly key: string;
  /** Undefined for who only reads. */
  readonly signer: { readonly id: string; readonly publicKey: string; readonly role: Role } | undefined;
  /** The only environments whose values it may open; undefined: all. */
  readonly environments: readonly string[] | undefined;
}

/** Lets somebody open, and sign where it has a signer; everything that it may open is sealed to it already. */
export interface GrantAccess extends Newcomer, SealedAgain {
  readonly type: "grant access";
}

/** One that is there already gets only what is not sealed to it. */
export function decideGrantAccess(state: State, command: GrantAccess): Decision {
  const refused = refuseToGrant(state, command);
  if (refused !== undefined) return refused;
  const { signer, recipient, key, name: label, environments } = command;
  const events: NewEvent[] = [];
  if (signer !== undefined && !state.signers.has(signer.id)) {
    const { id, publicKey, role } = signer;
    events.push({ type: "signer.added", data: { signer: id, publicKey, label, role } });
  }
  if (!state.recipients.has(recipient)) {
    events.push({
      type: "recipient.added",
      data: {
        recipient,
        key,
        label,
        ...(signer === undefined ? {} : { signer: signer.id }),
        ...(environments === undefined ? {} : { environments }),
      },
    });
  }
  return accept(...events, ...sealedEvents(state, command));
}

/** Whether access can be granted, before anything is sealed. */
export function refuseToGrant(state: State, newcomer: Newcomer): Decision | undefined {
  const { name, signer, environments } = newcomer;
  const bad = firstRefusal(refuseLabelName(name), ...(environments ?? []).map(refuseEnvironmentName));
  if (bad !== undefined) return bad;
  if (signer?.role === "owner" && environments !== undefined) {
    return refuse(
      "usage.role",
      "an owner decides who has access, so what it can open has no limit",
      "let it in as a writer: --role writer",
    );
  }
  const known = state.signers.get(signer?.id ?? "");
  if (known?.retiredAt !== undefined) {
    return refuse(
      "conflict.retired",
      `the access of ${quote(known.label)} was revoked, and its key never counts again`,
      "make a new request on that machine: cred access request",
    );
  }
  if (known !== undefined && known.role !== signer?.role) {
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
  const held = state.recipients.get(newcomer.recipient);
  if (held !== undefined && !opensSame(held, newcomer)) {
    return refuse(
      "conflict.environments",
      `access to ${held.environments?.join(", ") ?? "every environment"} was given to ${
        quote(held.label)
      } already`,
      "revoke it first, and ask again with new keys",
    );
  }
  return refuseName(state, newcomer) ?? refuseRecovery(state, newcomer);
}

function opensSame({ environments }: Recipient, newcomer: Newcomer): boolean {
  return JSON.stringify(environments) === JSON.stringify(newcomer.environments);
}

/** A name is enough to revoke somebody, so nobody has that of another. */
function refuseName(state: State, { name, signer, recipient }: Newcomer): Decision | undefined {
  const taken = accessOf(state).find(({ id, label, retiredAt }) =>
    label === name && retiredAt === undefined && id !== (signer?.id ?? recipient)
  );
  if (taken === undefined) return undefined;
  return refuse(
    "conflict.name",
    taken.signer === undefined
      ? `another reader is called ${quote(name)} already`
      : `another machine is called ${quote(name)} already: signer ${taken.id}`,
    "give it another name, or end the access of that one: cred access revoke",
  );
}

/** The first that the first log names is the one for good: see ../authority.ts. */
function refuseRecovery(state: State, { signer }: Newcomer): Decision | undefined {
  if (signer?.role !== "recovery") return undefined;
  const known = [...state.signers.values()].find(({ role }) => role === "recovery");
  if (known === undefined || known.id === signer.id) return undefined;
  return refuse(
    "conflict.recovery",
    known.retiredAt === undefined
      ? `this vault has a recovery key already, since ${known.addedAt}`
      : `this vault had a recovery key, which is retired since ${known.retiredAt}, and gets no other`,
    "to be safe without one, let another machine in as an owner: cred access request",
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

/** Only seals again: what others can open than who may. */
export interface SealAgain extends SealedAgain {
  readonly type: "seal again";
}

/** Nothing where everything is sealed as it should be. */
export function decideSealAgain(state: State, command: SealAgain): Decision {
  return accept(...sealedEvents(state, command));
}
