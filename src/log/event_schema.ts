// The law of reading: an event of an unknown type or a higher version was written by a newer cred and is refused as
// such; one of a known type must have its fields, and fields that are not known are ignored. Old shapes become new ones here.

import * as v from "valibot";
import { CredError } from "../domain/errors.ts";
import {
  type Event,
  EVENT_VERSIONS,
  type EventData,
  type EventType,
  type SeenHeads,
} from "../domain/events.ts";
import { quote } from "../domain/names.ts";
import { isLogName } from "./origin.ts";

const text = v.string();
const optionalText = v.optional(text);
const time = v.pipe(text, v.check(isInstant));
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const id = v.pipe(text, v.regex(ID));
const hash = v.pipe(text, v.regex(/^[0-9a-f]{64}$/));

const ref = { environment: text, name: text };
const sealed = { sealed: hash, to: v.array(text) };
const wish = {
  ...ref,
  source: text,
  permission: text,
  domain: optionalText,
  description: optionalText,
  remoteName: text,
  token: text,
};
const token = { source: text, item: text, token: text };
const place = {
  driver: text,
  address: text,
  identifier: text,
  store: text,
  scope: optionalText,
  remoteName: text,
};
const result = v.picklist(["deleted", "already_absent"]);

/** What each type's data must have. */
const DATA: { readonly [T in EventType]: v.GenericSchema<unknown, LooseOptional<EventData[T]>> } = {
  "vault.created": v.object({ vault: text, signer: text, publicKey: text, label: text }),
  "log.opened": v.object({ signer: text }),
  "signer.added": v.object({
    signer: text,
    publicKey: text,
    label: text,
    role: v.picklist(["owner", "writer", "recovery"]),
  }),
  "signer.retired": v.object({ signer: text, upTo: v.optional(v.record(text, v.number())) }),
  "recipient.removed": v.object({ recipient: text }),
  "recipient.added": v.object({ recipient: text, key: text, label: text }),
  "fingerprint_key.added": v.object({ fingerprintKey: text, ...sealed }),
  "source.added": v.object({ ...token, driver: text, address: text }),
  "source.token_added": v.object({ ...token, witness: optionalText }),
  "source.token_replaced": v.object({ ...token, address: text, witness: optionalText }),
  "source.revocation_requested": v.object({ source: text }),
  "source.revoked": v.object({ source: text }),
  "key.requested": v.object({ ...wish, deadline: time }),
  "key.generated": v.object({ ...wish, ...sealed, key: id, remoteId: text, fingerprint: text }),
  "key.request_failed": v.object({
    key: id,
    source: text,
    reason: v.picklist(["refused", "not_there"]),
    message: optionalText,
  }),
  "key.stray_deleted": v.object({ key: id, source: text, remoteId: text, result }),
  "key.vanished": v.object({ key: id, source: text }),
  "key.deletion_requested": v.object({
    key: id,
    source: text,
    remoteId: text,
    because: v.picklist(["delete", "revoke"]),
  }),
  "key.deleted": v.object({ key: id, source: text, remoteId: text, request: id, result }),
  "key.deletion_failed": v.object({ key: id, source: text, request: id, message: text }),
  "secret.set": v.object({ ...ref, ...sealed, fingerprint: text, description: optionalText }),
  "secret.described": v.object({ ...ref, description: text }),
  "secret.removed": v.object(ref),
  "secret.limited": v.object({ ...ref, targets: v.optional(v.array(text)) }),
  "target.bound": v.object({
    target: text,
    driver: text,
    address: text,
    identifier: text,
    store: text,
    environment: optionalText,
    item: optionalText,
    token: optionalText,
  }),
  "target.unbound": v.object({ target: text }),
  "secret.push_requested": v.object({ ...ref, ...place, target: text, version: id }),
  "secret.pushed": v.object({
    ...ref,
    ...place,
    target: text,
    version: id,
    fingerprint: text,
    request: id,
    mark: optionalText,
  }),
  "secret.push_failed": v.object({ target: text, request: id, message: text }),
  "secret.prune_requested": v.object({ ...place, target: text }),
  "secret.pruned": v.object({ ...place, target: text, request: id, result }),
  "secret.prune_failed": v.object({ target: text, request: id, message: text }),
};

/** Absent and undefined are one thing to a reader of JSON. */
type LooseOptional<T> = { [K in keyof T]: undefined extends T[K] ? T[K] | undefined : T[K] };

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
  if (!Object.hasOwn(DATA, type) || version > EVENT_VERSIONS[type as EventType]) {
    return new NewerEvent(seq, type, version);
  }
  const data = v.safeParse(DATA[type as EventType], value.data);
  if (!data.success) return undefined;
  const event = { v: version, seq, id, time, type, data: data.output };
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
  const { v, seq, id, time, type, data, seen } = value as { readonly [name: string]: unknown };
  return isCount(v) && v > 0 && isCount(seq) && typeof id === "string" && ID.test(id) &&
    typeof time === "string" && isInstant(time) && typeof type === "string" &&
    typeof data === "object" && data !== null && (seen === undefined || isSeen(seen));
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && value as number >= 0;
}

const INSTANT = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** An instant that a clock can show: no month 13, no 30 February, no leap second. */
function isInstant(text: string): boolean {
  if (!INSTANT.test(text)) return false;
  // Only the last days of a month depend on the month.
  if (text.slice(8, 10) <= "28") return true;
  const atMs = Date.parse(text);
  return !Number.isNaN(atMs) && new Date(atMs).toISOString() === text;
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
