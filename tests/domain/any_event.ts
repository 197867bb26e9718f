// Arbitrary well-formed events for property tests, from so few ids and names that everything collides with everything.

import fc from "fast-check";
import { type EventData, type EventType, type HistoryEvent, MAX_GRACE_MS } from "../../src/domain/events.ts";
import { HERE, id, minute, SEALED, THERE } from "./given.ts";

const anId = fc.integer({ min: 1, max: 4 }).map(id);
const word = fc.constantFrom("A", "B", "__proto__", "constructor", "");
const remoteId = fc.constantFrom("re-1", "re-2", "__proto__");
const optional = <T>(name: string, value: fc.Arbitrary<T>) =>
  fc.option(value.map((one) => ({ [name]: one })), { nil: {} });
const result = fc.constantFrom("deleted" as const, "already_absent" as const);
const ref = { environment: word, name: word };
const key = { key: anId, source: word };
const wish = { ...ref, source: word, permission: word, remoteName: word, token: word };
const place = { driver: word, address: word, identifier: word, store: word, remoteName: word };
const sealed = fc.constant(SEALED);

function record(
  fields: { readonly [name: string]: fc.Arbitrary<unknown> },
  ...more: readonly fc.Arbitrary<object>[]
) {
  return fc.tuple(fc.record(fields), ...more).map((parts) => Object.assign({}, ...parts));
}

/** Arbitrary data for each type. */
export const ANY_DATA: { readonly [T in EventType]: fc.Arbitrary<EventData[T]> } = {
  "vault.created": record({ vault: word, signer: word, publicKey: word, label: word }),
  "log.opened": record({ signer: word }),
  "signer.added": record({
    signer: word,
    publicKey: word,
    label: word,
    role: fc.constantFrom("owner", "writer", "recovery"),
  }),
  "signer.retired": record({ signer: word }),
  "recipient.removed": record({ recipient: word }),
  "recipient.added": record(
    { recipient: word, key: word, label: word },
    optional("signer", word),
    optional("environments", fc.array(word)),
  ),
  "fingerprint_key.added": record({ fingerprintKey: word }, sealed),
  "fingerprint_key.sealed": record({ fingerprintKey: word }, sealed),
  "source.added": record({ source: word, driver: word, address: word, item: word, token: word }),
  "source.token_added": record({ source: word, item: word, token: word }, optional("witness", anId)),
  "source.token_replaced": record(
    { source: word, address: word, item: word, token: word },
    optional("witness", anId),
  ),
  "source.revocation_requested": record({ source: word }),
  "source.revoked": record({ source: word }),
  "key.requested": record(
    { ...wish, deadline: fc.constant(minute(9)) },
    optional("domain", word),
    optional("replaces", anId),
  ),
  "key.generated": record(
    { ...wish, key: anId, remoteId, fingerprint: word },
    sealed,
    optional("description", word),
    optional("replaces", anId),
  ),
  "key.adopted": record(
    { ...wish, key: anId, remoteId, fingerprint: word },
    sealed,
    optional("description", word),
    optional("madeAt", fc.constantFrom(minute(0), minute(9))),
    optional("version", anId),
  ),
  "key.request_failed": record({ ...key, reason: fc.constantFrom("refused", "not_there") }),
  "key.stray_deleted": record({ ...key, remoteId, result }),
  "key.vanished": record(key),
  "key.tested": record(key),
  "key.test_failed": record({ ...key, message: word }),
  "key.switched": record({ ...ref, ...key, replaces: anId, graceMs: fc.constantFrom(0, MAX_GRACE_MS) }),
  "key.deletion_requested": record({
    ...key,
    remoteId,
    because: fc.constantFrom("delete", "revoke", "rotate"),
  }),
  "key.deleted": record({ ...key, remoteId, request: anId, result }),
  "key.deletion_failed": record({ ...key, request: anId, message: word }),
  "secret.set": record({ ...ref, fingerprint: word }, sealed, optional("description", word)),
  "secret.sealed": record({ ...ref, version: anId }, sealed),
  "secret.described": record({ ...ref, description: word }),
  "secret.removed": record(ref),
  "secret.rolled_back": record({ ...ref, version: anId }),
  "secret.limited": record(ref, optional("targets", fc.array(word))),
  "policy.set": record(
    { policy: fc.constant("max-age") },
    optional("source", word),
    optional("ms", fc.integer({ min: 0, max: 9_000_000 })),
  ),
  "target.bound": record(
    { target: word, driver: word, address: word, identifier: word, store: word },
    optional("environment", word),
    optional("item", word),
  ),
  "target.unbound": record({ target: word }),
  "secret.push_requested": record({ ...ref, ...place, target: word, version: anId }, optional("scope", word)),
  "secret.pushed": record(
    { ...ref, ...place, target: word, version: anId, fingerprint: word, request: anId },
    optional("mark", word),
  ),
  "secret.push_failed": record({ target: word, request: anId, message: word }),
  "secret.prune_requested": record({ ...place, target: word }),
  "secret.pruned": record({ ...place, target: word, request: anId, result }),
  "secret.prune_failed": record({ target: word, request: anId, message: word }),
};

const anyFact = fc.oneof(
  ...Object.entries(ANY_DATA).map(([type, data]) =>
    (data as fc.Arbitrary<object>).map((one) => ({ type, data: one }))
  ),
);

/** Arbitrary histories, in the order in which they are folded; nothing in them need make sense. */
export const anyHistory: fc.Arbitrary<HistoryEvent[]> = fc.array(
  fc.record({
    fact: anyFact,
    id: anId,
    log: fc.constantFrom(HERE, THERE),
    at: fc.integer({ min: 0, max: 9 }),
  }),
  { maxLength: 40 },
).map((items) =>
  items.map(({ fact, id, log, at }, seq) => ({
    log,
    signer: HERE,
    event: { v: 1, seq, id, time: minute(at), ...fact },
  })) as HistoryEvent[]
);
