import type { KeyWish, SecretRef } from "../events.ts";
import { refuseExpiry } from "../expiry.ts";
import { quote, refuseDescription, refuseEnvironmentName, refuseSecretName, secretWords } from "../names.ts";
import { currentKey, findSecret, isInFlight, usableSource } from "../queries.ts";
import type { Key, State } from "../state.ts";
import { accept, type Decision, firstRefusal, refuse } from "./decision.ts";
import { noSecret } from "./secrets.ts";
import { addSourceCommand, noSource } from "./sources.ts";

/** Asks a source for a key. `id`: the key's own, from which `wish.remoteName` is made. */
export interface RequestKey {
  readonly type: "request key";
  readonly id: string;
  readonly wish: KeyWish;
  /** RFC 3339. */
  readonly deadline: string;
  readonly nowMs: number;
  /** The log that this machine writes. */
  readonly ownLogs: readonly string[];
}

/** Asks a source to delete keys. */
export interface RequestDeletions {
  readonly type: "request deletions";
  readonly source: string;
  readonly requests: readonly { readonly id: string; readonly key: string }[];
  readonly because: "delete" | "revoke" | "prune";
}

/** A new key for a name that is free. */
export function decideRequestKey(state: State, { id, wish, deadline, nowMs, ownLogs }: RequestKey): Decision {
  const bad = firstRefusal(
    refuseSecretName(wish.name),
    refuseEnvironmentName(wish.environment),
    wish.description === undefined ? undefined : refuseDescription(wish.description),
    refuseExpiry(wish.expiresAt, nowMs),
  );
  if (bad !== undefined) return bad;
  return refuseToAsk(state, wish.source) ?? refuseTaken(state, wish) ??
    refuseInFlight(state, wish, nowMs, ownLogs) ??
    accept({ type: "key.requested", id, data: { ...wish, deadline } });
}

/** Refuses to ask a source for keys that is not there or being revoked. */
export function refuseToAsk(state: State, name: string): Decision | undefined {
  const source = usableSource(state, name);
  if (source === undefined) return noSource(state, name);
  if (source.status !== "revoking") return undefined;
  return refuse(
    "conflict.revoking",
    `source ${quote(name)} is being revoked and makes no new keys`,
    `finish it: cred source revoke ${name}`,
    `or go on with a new master token: ${addSourceCommand(source)} --replace`,
  );
}

/** Refuses to ask for a key that another machine may still be asking for. */
export function refuseInFlight(
  state: State,
  ref: SecretRef,
  nowMs: number,
  ownLogs: readonly string[],
): Decision | undefined {
  for (const intent of state.intents.values()) {
    const key = state.keys.get(intent.key);
    const sameName = intent.kind === "create" && key?.name === ref.name &&
      key.environment === ref.environment;
    if (
      sameName && !ownLogs.includes(intent.log) && isInFlight(intent, nowMs, { logs: ownLogs, locked: true })
    ) {
      return refuse(
        "conflict.in_flight",
        `another machine asked for ${quote(ref.name)} at ${intent.at} and may still be working on it`,
        "try again when it is done, or after an hour",
      );
    }
  }
  return undefined;
}

/** Refuses a name that a secret has, with the command that frees it. */
function refuseTaken(state: State, ref: SecretRef): Decision | undefined {
  const entry = findSecret(state, ref);
  if (entry === undefined) return undefined;
  const key = currentKey(state, entry);
  return refuse(
    "conflict.secret_exists",
    `secret ${quote(ref.name)} is already in environment ${quote(ref.environment)}`,
    key === undefined
      ? `to take it out: cred secret remove ${secretWords(ref)}`
      : `to end that key: cred source delete ${key.source} ${secretWords(ref)}`,
    "or choose another name or environment",
  );
}

/** The key behind a secret that a command names, or why there is none. */
export function findKey(state: State, source: string, ref: SecretRef): Key | Decision {
  const entry = findSecret(state, ref);
  if (usableSource(state, source) === undefined) return noSource(state, source);
  if (entry === undefined) {
    return noSecret(state, ref, `cred secret list --source ${source}`);
  }
  const key = currentKey(state, entry);
  if (key === undefined) {
    return refuse(
      "conflict.not_a_key",
      `secret ${quote(ref.name)} was set by hand, no source made it`,
      `to take it out: cred secret remove ${secretWords(ref)}`,
    );
  }
  if (key.source === source) return key;
  return refuse(
    "conflict.other_source",
    `secret ${quote(ref.name)} was made by source ${quote(key.source)}, not ${quote(source)}`,
    `cred source delete ${key.source} ${secretWords(ref)}`,
  );
}

/** One intent for each key that may still be there. */
export function decideRequestDeletions(state: State, command: RequestDeletions): Decision {
  const { source, because } = command;
  if (usableSource(state, source) === undefined) return noSource(state, source);
  const events = command.requests.flatMap(({ id, key: keyId }) => {
    const key = state.keys.get(keyId);
    if (key?.remoteId === undefined || (key.status !== "live" && key.status !== "vanished")) return [];
    const data = { key: keyId, source, remoteId: key.remoteId, because };
    return [{ type: "key.deletion_requested" as const, id, data }];
  });
  return accept(...events);
}
