// The law of settling: an abandoned intent is settled by looking, never by repeating, deleting again excepted. A key
// that is found is deleted, for its value never reached the history; one that isn't there is given up only when the
// list was taken in the account that was asked, a minute after the last moment at which the request could arrive.

import { addSourceCommand } from "../../domain/decide/sources.ts";
import { classify } from "../../domain/classify.ts";
import type { DeletionResult, NewEvent, SecretRef } from "../../domain/events.ts";
import { isInFlight, settleableAtMs } from "../../domain/queries.ts";
import type { Intent, Key, State, WholeState } from "../../domain/state.ts";
import type { RemoteKey } from "../../sources/source.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import { CredError } from "../../domain/errors.ts";
import { cleanRemoteText } from "../../domain/remote_text.ts";
import type { SourceAct } from "./source_act.ts";

/** What became of an intent, or of a key found at the platform. */
export interface Settled {
  readonly key: Key;
  readonly what: "stray_deleted" | "not_made" | "deleted" | "open";
  /** Why it is still open. */
  readonly why?: string;
}

/** Settles what stands open for one secret; how many intents were settled. */
export async function settleSecret(act: SourceAct, ref: SecretRef): Promise<number> {
  const { state, ownLogs } = await act.state();
  const mine = abandoned(act, state, ownLogs).filter(({ key }) =>
    key.environment === ref.environment && key.name === ref.name
  );
  if (mine.length === 0) return 0;
  const settled = await settleIntents(act, mine, await act.client.list(), act.app.system.clock.nowMs());
  return settled.filter(({ what }) => what !== "open").length;
}

/** The intents of a source that nobody works on any more, with their keys. */
export function abandoned(
  act: SourceAct,
  state: State,
  ownLogs: readonly string[],
): { intent: Intent; key: Key }[] {
  const nowMs = act.app.system.clock.nowMs();
  return [...state.intents.values()]
    .filter((intent) =>
      intent.source === act.source.name && !isInFlight(intent, nowMs, { logs: ownLogs, locked: true })
    )
    .flatMap((intent) => {
      const key = state.keys.get(intent.key);
      return key === undefined ? [] : [{ intent, key }];
    });
}

/** Settles intents against a list taken at `listedAtMs`. */
export async function settleIntents(
  act: SourceAct,
  intents: readonly { readonly intent: Intent; readonly key: Key }[],
  listed: readonly RemoteKey[],
  listedAtMs: number,
): Promise<Settled[]> {
  const settled: Settled[] = [];
  for (const { intent, key } of intents) {
    if (intent.kind === "create") settled.push(await settleCreation(act, intent, key, listed, listedAtMs));
    else {
      await deleteKey(act, key, intent.id);
      settled.push({ key, what: "deleted" });
    }
  }
  return settled;
}

async function settleCreation(
  act: SourceAct,
  intent: Intent,
  key: Key,
  listed: readonly RemoteKey[],
  listedAtMs: number,
): Promise<Settled> {
  const found = listed.filter(({ remoteName }) => remoteName === key.remoteName);
  if (found.length > 0) return await deleteStrays(act, key, found);
  if (act.account !== key.account) {
    return open(key, "the master token is for another account than the one that was asked");
  }
  if (listedAtMs < settleableAtMs(intent)) {
    return open(key, `the request may still arrive; settle it after ${minuteAfter(settleableAtMs(intent))}`);
  }
  await act.record({ type: "key.request_failed", data: { ...refOf(key), reason: "not_there" } });
  return { key, what: "not_made" };
}

/** The full minute after an instant. */
function minuteAfter(atMs: number): string {
  return `${new Date(Math.ceil(atMs / 60_000) * 60_000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Deletes keys of ours that no record holds as live: all that bear the same mark. */
export async function deleteStrays(act: SourceAct, key: Key, found: readonly RemoteKey[]): Promise<Settled> {
  for (const { remoteId } of found) {
    const result = await act.client.delete(remoteId);
    await act.record({ type: "key.stray_deleted", data: { ...refOf(key), remoteId, result } });
  }
  return { key, what: "stray_deleted" };
}

/** Deletes a key whose deletion is in the log as asked for. Failures that are definite are recorded, then thrown. */
export async function deleteKey(act: SourceAct, key: Key, request: string): Promise<DeletionResult> {
  const { remoteId = "" } = key;
  const base = { key: key.id, source: act.source.name, request };
  let result: DeletionResult;
  try {
    result = await act.client.delete(remoteId);
    if (result === "already_absent" && act.account !== key.account) throw otherAccount(act, key);
  } catch (error) {
    const definite = !(error instanceof PlatformError) || error.effect === "none";
    if (definite && error instanceof CredError && error.code !== "interrupted") {
      await act.record({
        type: "key.deletion_failed",
        data: { ...base, message: cleanRemoteText(error.message, 300) },
      });
    }
    throw error;
  }
  await act.record({ type: "key.deleted", data: { ...base, remoteId, result } });
  return result;
}

/** Whether a failure is about one key, so that the work on others may go on. */
export function isOfOneKey(act: SourceAct, error: unknown): error is CredError {
  return error instanceof CredError && error.code !== "interrupted" && !error.code.startsWith("integrity") &&
    !act.app.system.interrupted.aborted;
}

/** Strays that have no open intent any more: keys that a record says are dead, and that are there all the same. */
export function remainingStrays(
  state: WholeState,
  source: string,
  listed: readonly RemoteKey[],
  nowMs: number,
  ownLogs: readonly string[],
): { key: Key; remote: RemoteKey }[] {
  return classify(state, source, listed, nowMs, { logs: ownLogs, locked: true })
    .flatMap(({ class: kind, key, remote }) =>
      kind === "stray" && key !== undefined ? [{ key, remote }] : []
    );
}

/** Records that live keys are gone at the platform. */
export function vanishedEvents(keys: readonly Key[]): NewEvent[] {
  return keys.map((key) => ({ type: "key.vanished", data: { key: key.id, source: key.source } }));
}

function otherAccount(act: SourceAct, key: Key): CredError {
  return new CredError(
    "conflict.other_account",
    `${act.driver.title} does not know the key, but the master token is for another account than the one that made it`,
    [
      `give the token of the right account: ${addSourceCommand(act.source)} --replace`,
      `the key is ${key.remoteId}`,
    ],
  );
}

function open(key: Key, why: string): Settled {
  return { key, what: "open", why };
}

function named(key: Key) {
  return { key: key.id, environment: key.environment, name: key.name };
}

function refOf(key: Key) {
  return { ...named(key), source: key.source };
}
