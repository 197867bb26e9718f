// The law of versions: a changed meaning, or a field that narrows what a reader may do, is a new version of the type; a
// fact is written as the lowest that says all of it, so that older readers are kept out of no more.

import type { EventType, Fact } from "./events.ts";

/** The highest version of each event type that is read. */
export const EVENT_VERSIONS: Readonly<Record<EventType, number>> = {
  "vault.created": 1,
  "log.opened": 1,
  "signer.added": 1,
  "signer.retired": 1,
  "recipient.added": 2,
  "recipient.removed": 1,
  "fingerprint_key.added": 1,
  "fingerprint_key.sealed": 1,
  "source.added": 1,
  "source.token_added": 1,
  "source.token_replaced": 1,
  "source.revocation_requested": 1,
  "source.revoked": 1,
  "key.requested": 1,
  "key.generated": 1,
  "key.adopted": 1,
  "key.request_failed": 1,
  "key.stray_deleted": 1,
  "key.vanished": 1,
  "key.tested": 1,
  "key.test_failed": 1,
  "key.switched": 1,
  "key.deletion_requested": 1,
  "key.deleted": 1,
  "key.deletion_failed": 1,
  "secret.set": 1,
  "secret.sealed": 1,
  "secret.described": 1,
  "secret.removed": 1,
  "secret.rolled_back": 1,
  "secret.limited": 1,
  "policy.set": 1,
  "target.bound": 1,
  "target.unbound": 1,
  "secret.push_requested": 1,
  "secret.pushed": 1,
  "secret.push_failed": 1,
  "secret.prune_requested": 1,
  "secret.pruned": 1,
  "secret.prune_failed": 1,
};

/** The version that a fact is written as. */
export function versionOf(fact: Fact): number {
  return fact.type === "recipient.added" && fact.data.environments === undefined
    ? 1
    : EVENT_VERSIONS[fact.type];
}
