// The law of replacing a key: the new one is asked for, kept, tried, and only then gets the name; each step is a record,
// and whoever comes after a crash goes on from the last one. What doesn't work is deleted, and the old key stays.

import { wishFor } from "../../domain/decide/rotations.ts";
import { CredError } from "../../domain/errors.ts";
import { remoteNameOf } from "../../domain/ids.ts";
import { quote } from "../../domain/names.ts";
import { cleanRemoteText } from "../../domain/remote_text.ts";
import { planRotation } from "../../domain/rotations.ts";
import type { Secret } from "../../domain/secret.ts";
import type { Key, State } from "../../domain/state.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import type { RotationDeed } from "../../views/rotation.ts";
import { valuesOf } from "../access/access.ts";
import { keepKey, mintKey, REQUEST_MS } from "./mint_key.ts";
import { deleteKey } from "./settle.ts";
import { newId, type SourceAct } from "./source_act.ts";

/** How long a platform may take until it knows a key that it made. */
const TRY_FOR_MS = 20_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4_000;

/** One source's rotation while it runs. */
export interface Replacing {
  readonly act: SourceAct;
  readonly graceMs: number;
  /** The platform's ids of domains, by name: asked for once. */
  readonly domainIds: Map<string, string>;
  /** Told of each step that is done. */
  readonly onDone: (deed: RotationDeed) => void;
}

/** Goes on with the replacement of a key until its name points at the new one. Nothing where others did that already. */
export async function replaceKey(run: Replacing, oldId: string): Promise<void> {
  const { act } = run;
  const { state, ownLogs } = await act.state();
  const old = state.keys.get(oldId);
  if (old === undefined) return;
  const row = planRotation(state, act.source.name, { names: [old] })[0];
  if (row?.old.id !== oldId) return;
  for (const key of row.discard) {
    await endNewKey(act, key);
    run.onDone("discarded");
  }
  let next = row.rotation?.next;
  if (next?.switchedAt !== undefined) return;
  let value: Secret | undefined;
  if (next === undefined) ({ next, value } = await makeKey(run, old, ownLogs));
  if (next.testedAt === undefined && act.client.trial !== undefined) {
    await tryKey(run, next, value ?? await openValue(act, next));
  }
  const { id: key } = next;
  await act.change(() => ({
    type: "switch key",
    key,
    graceMs: run.graceMs,
    testable: act.client.trial !== undefined,
  }));
  run.onDone("switched");
}

async function makeKey(
  { act, domainIds, onDone }: Replacing,
  old: Key,
  ownLogs: readonly string[],
): Promise<{ next: Key; value: Secret }> {
  const { permission, domain } = old;
  let domainId = domain === undefined ? undefined : domainIds.get(domain);
  if (domain !== undefined && domainId === undefined) {
    domainId = await act.client.domainId(domain);
    domainIds.set(domain, domainId);
  }
  const id = newId(act.app);
  const nowMs = act.app.system.clock.nowMs();
  const deadlineMs = nowMs + REQUEST_MS;
  const remoteName = remoteNameOf(old.name, act.vault.id, id);
  const request = { id, key: old.id, remoteName, token: act.token, nowMs, ownLogs };
  const deadline = new Date(deadlineMs).toISOString();
  const { state } = await act.change(() => ({ type: "request rotation", ...request, deadline }));
  const wish = wishFor(state, old, request);
  const wanted = { remoteName, permission, deadlineMs, ...(domainId === undefined ? {} : { domainId }) };
  const minted = await mintKey(act, id, wish, wanted);
  const kept = await keepKey(act, id, wish, minted);
  onDone("created");
  return { next: keyIn(kept.state, id), value: minted.value };
}

/** Tries a key; a new one may not be known everywhere at once. One that doesn't work is deleted. */
async function tryKey({ act, onDone }: Replacing, key: Key, value: Secret): Promise<void> {
  const { clock, interrupted } = act.app.system;
  const { id, source } = key;
  const untilMs = clock.nowMs() + TRY_FOR_MS;
  for (let pauseMs = FIRST_PAUSE_MS;; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      await act.client.trial!.tryKey(value, key.permission);
      break;
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      const rejected = error.code === "access.token_rejected";
      // A platform that can't be asked has said nothing about the key.
      if (!rejected && error.code !== "failed.wrong_permission") throw error;
      if (!rejected || clock.nowMs() + pauseMs > untilMs) {
        const message = cleanRemoteText(error.message, 300);
        await act.record({ type: "key.test_failed", data: { key: id, source, message } });
        await endNewKey(act, key);
        throw new CredError(
          "failed.test",
          `the new key of ${
            quote(key.name)
          } does not work: ${message}; it was deleted again, the old one stays`,
          ["try again later"],
          error,
        );
      }
      await clock.sleep(pauseMs, interrupted);
    }
  }
  await act.record({ type: "key.tested", data: { key: id, source } });
  onDone("tested");
}

/** Deletes a new key that shall not, or no longer, take a place; false where its name points at it. */
export async function endNewKey(act: SourceAct, key: Key): Promise<boolean> {
  const request = newId(act.app);
  const { events } = await act.change(() => ({
    type: "abandon rotations",
    source: act.source.name,
    requests: [{ id: request, key: key.id }],
  }));
  if (events.length === 0) return false;
  await deleteKey(act, key, request);
  return true;
}

async function openValue({ app, vault, keys, state }: SourceAct, key: Key): Promise<Secret> {
  const version = (await state()).state.versions.get(key.id);
  if (version !== undefined) return await valuesOf(app, vault).open(version.sealed, keys.identity);
  throw new CredError("conflict.changed", `the new key of ${quote(key.name)} is gone`, ["run it again"]);
}

function keyIn(state: State, id: string): Key {
  const key = state.keys.get(id);
  if (key === undefined) throw new TypeError("a key that was recorded is in the state");
  return key;
}
