// The law of the dead: that a key is dead is never forgotten, or a late answer would make it live again; the rest of it
// matters only to who asks for keys. Who asks what may still be opened can let go of it.

import type { Event } from "./events.ts";
import type { Key, StateDraft } from "./state.ts";

/** What stands for every key that is dead. */
const DEAD: Key = {
  id: "",
  source: "",
  environment: "",
  name: "",
  status: "deleted",
  permission: "",
  domain: undefined,
  description: undefined,
  remoteName: "",
  remoteId: undefined,
  token: "",
  account: 0,
  requestedAt: "",
  generatedAt: undefined,
  adoptedAt: undefined,
  endedAt: undefined,
  replaces: undefined,
  testedAt: undefined,
  testFailedAt: undefined,
  switchedAt: undefined,
  graceMs: undefined,
};

/**
 * Keeps of the key whose death an event tells nothing but that. Called after each event of a history, it leaves versions,
 * secrets, rivals, signers, recipients and fingerprint keys as they would be; sources, keys and intents not.
 */
export function forgetDead(state: StateDraft, event: Event): void {
  if (event.type !== "key.deleted" && event.type !== "key.stray_deleted") return;
  const status = state.keys.get(event.data.key)?.status;
  if (status === "deleted" || status === "stray_deleted") state.keys.set(event.data.key, DEAD);
}
