// The law of reading: an event of an unknown type or a higher version was written by a newer cred and is refused as
// such; one of a known type must have its fields, and fields that are not known are ignored. Old shapes become new ones here.

import { CredError } from "../domain/errors.ts";
import { EVENT_VERSIONS } from "../domain/event_versions.ts";
import {
  type Event,
  type EventData,
  type EventType,
  MAX_GRACE_MS,
  type SeenHeads,
} from "../domain/events.ts";
import { quote } from "../domain/names.ts";
import {
  dataWith,
  type FieldList,
  type Fields,
  hash,
  id,
  type Kind,
  listOf,
  numbers,
  oneOf,
  optional,
  text,
  texts,
} from "./fields.ts";
import { instant } from "./instant.ts";
import { isLogName } from "./origin.ts";

/** A length of time, of which no sum with an instant is no instant. */
const milliseconds: Kind<number> = (value): value is number =>
  Number.isSafeInteger(value) && value as number >= 0 && value as number <= MAX_GRACE_MS;
const result = oneOf("deleted", "already_absent");

const ref = { environment: text, name: text };
const sealed = { sealed: hash, to: texts };
const recipient = { recipient: text, key: text, label: text, signer: optional(text) };
const wish = {
  ...ref,
  source: text,
  permission: text,
  domain: optional(text),
  description: optional(text),
  remoteName: text,
  token: text,
  expiresAt: optional(instant),
};
const replacing = { ...wish, replaces: optional(id) };
const made = { ...sealed, key: id, remoteId: text, fingerprint: text };
const token = { source: text, item: text, token: text };
const place = {
  driver: text,
  address: text,
  identifier: text,
  store: text,
  scope: optional(text),
  remoteName: text,
};

/** What each type's data must have. */
const DATA: { readonly [T in EventType]: Fields<EventData[T]> } = {
  "vault.created": { vault: text, signer: text, publicKey: text, label: text },
  "log.opened": { signer: text },
  "signer.added": {
    signer: text,
    publicKey: text,
    label: text,
    role: oneOf("owner", "writer", "recovery"),
  },
  "signer.retired": { signer: text, upTo: optional(numbers) },
  "recipient.removed": { recipient: text },
  "recipient.added": { ...recipient, environments: optional(texts) },
  "fingerprint_key.added": { fingerprintKey: text, ...sealed },
  "fingerprint_key.sealed": { fingerprintKey: text, ...sealed },
  "source.added": { ...token, driver: text, address: text },
  "source.token_added": { ...token, witness: optional(text) },
  "source.token_replaced": { ...token, address: text, witness: optional(text) },
  "source.revocation_requested": { source: text },
  "source.revoked": { source: text },
  "key.requested": { ...replacing, deadline: instant },
  "key.generated": { ...replacing, ...made },
  "key.adopted": { ...wish, ...made, madeAt: optional(instant), version: optional(id) },
  "key.request_failed": {
    key: id,
    source: text,
    reason: oneOf("refused", "not_there"),
    message: optional(text),
  },
  "key.stray_deleted": { key: id, source: text, remoteId: text, result },
  "key.vanished": { key: id, source: text },
  "key.tested": { key: id, source: text },
  "key.test_failed": { key: id, source: text, message: text },
  "key.switched": { ...ref, key: id, source: text, replaces: id, graceMs: milliseconds },
  "key.deletion_requested": {
    key: id,
    source: text,
    remoteId: text,
    because: oneOf("delete", "revoke", "rotate", "prune"),
  },
  "key.deleted": { key: id, source: text, remoteId: text, request: id, result },
  "key.deletion_failed": { key: id, source: text, request: id, message: text },
  "secret.set": {
    ...ref,
    ...sealed,
    fingerprint: text,
    description: optional(text),
    expiresAt: optional(instant),
  },
  "secret.sealed": { ...ref, ...sealed, version: id },
  "secret.described": { ...ref, description: text },
  "secret.removed": ref,
  "secret.rolled_back": { ...ref, version: id },
  "secret.limited": { ...ref, targets: optional(texts) },
  "policy.set": { policy: oneOf("max-age"), source: optional(text), ms: optional(milliseconds) },
  "target.bound": {
    target: text,
    driver: text,
    address: text,
    identifier: text,
    store: text,
    environment: optional(text),
    item: optional(text),
    token: optional(text),
  },
  "target.unbound": { target: text },
  "secret.push_requested": { ...ref, ...place, target: text, version: id },
  "secret.pushed": {
    ...ref,
    ...place,
    target: text,
    version: id,
    fingerprint: text,
    request: id,
    mark: optional(text),
  },
  "secret.push_failed": { target: text, request: id, message: text },
  "secret.prune_requested": { ...place, target: text },
  "secret.pruned": { ...place, target: text, request: id, result },
  "secret.prune_failed": { target: text, request: id, message: text },
};

const LISTS: ReadonlyMap<string, FieldList> = new Map(
  Object.entries(DATA).map(([type, fields]) => [type, listOf(fields)]),
);

/** The same for version 1: fields that came with a later one are none that it has. */
const FIRST_LISTS: ReadonlyMap<string, FieldList> = new Map([
  ...LISTS,
  ["recipient.added", listOf(recipient)],
]);

/** The fields of a type's data in a version; undefined where this program doesn't know the type. */
export function fieldsOf(type: string, version: number): FieldList | undefined {
  return (version === 1 ? FIRST_LISTS : LISTS).get(type);
}

/** An event that this program can't understand, because a newer one wrote it. */
export class NewerEvent {
  readonly seq: number;
  readonly error: CredError;

  constructor(seq: number, type: string, version: number) {
    this.seq = seq;
    this.error = new CredError(
      "failed.newer",
      `this vault holds events of a newer cred (${quote(type)}, v${version})`,
      ["install the newest cred"],
    );
  }
}

/** Reads an event from a parsed line; undefined when it isn't one. */
export function readEvent(value: unknown): Event | NewerEvent | undefined {
  if (!isEnvelope(value)) return undefined;
  const { v: version, seq, id, time, type, seen } = value;
  const list = fieldsOf(type, version);
  if (list === undefined || version > EVENT_VERSIONS[type as EventType]) {
    return new NewerEvent(seq, type, version);
  }
  const data = dataWith(list, value.data);
  if (data === undefined) return undefined;
  const known = seen === undefined ? 6 : 7;
  if (data === value.data && Object.keys(value).length === known) return value as unknown as Event;
  const event = { v: version, seq, id, time, type, data };
  return (seen === undefined ? event : { ...event, seen }) as unknown as Event;
}

/** What every event has, of whatever type. */
interface Envelope {
  readonly v: number;
  readonly seq: number;
  readonly id: string;
  readonly time: string;
  readonly type: string;
  readonly data: object;
  readonly seen?: SeenHeads;
}

/** By hand: a schema takes as long for this as all else that is done with an event. */
function isEnvelope(value: unknown): value is Envelope {
  if (typeof value !== "object" || value === null) return false;
  const { v, seq, id: ownId, time, type, data, seen } = value as { readonly [name: string]: unknown };
  return isCount(v) && v > 0 && isCount(seq) && id(ownId) &&
    instant(time) && typeof type === "string" &&
    typeof data === "object" && data !== null && (seen === undefined || isSeen(seen));
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && value as number >= 0;
}

/** By hand, because a schema for records passes over names such as `__proto__`. */
function isSeen(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const heads = Object.entries(value);
  return heads.length > 0 &&
    heads.every(([log, head]) =>
      isLogName(log) && Array.isArray(head) && head.length === 2 && Number.isSafeInteger(head[0]) &&
      head[0] > 0 &&
      typeof head[1] === "string" && /^[A-Za-z0-9+/]{43}=$/.test(head[1])
    );
}
