// The law of pushing: look first, then write only what differs; the intent is in the log before the call, the outcome
// of each secret as soon as it is known; one that fails doesn't stop the rest.

import type { PushRow } from "../../domain/deliveries.ts";
import { CredError } from "../../domain/errors.ts";
import type { NewEvent } from "../../domain/events.ts";
import { quote } from "../../domain/names.ts";
import { cleanRemoteText } from "../../domain/remote_text.ts";
import type { State } from "../../domain/state.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import type { PushItem, PutResult, TargetClient } from "../../targets/target.ts";
import type { VaultKeys } from "../../vault/vault_keys.ts";
import { type PushView, pushView } from "../../views/push.ts";
import { openFingerprinter, openSigningKeys, valuesOf } from "../access/access.ts";
import type { App } from "../app.ts";
import { lookAtPlace, type PushWish, wantedEntries } from "./push_plan.ts";
import { newId } from "../sources/source_act.ts";
import { holdRemote } from "../sources/remote_lock.ts";
import { openPlace, placeOf, type TargetPlace } from "./target_place.ts";
import { changeVault, loadVault, type Vault, viewVault } from "../vault.ts";

/** Asked with the plan before anything is written; throws when it shall not be. */
export type ConfirmPush = (plan: PushView) => Promise<void>;

/** Sends secrets where they are used. */
export async function pushSecrets(
  app: App,
  vault: Vault,
  wish: PushWish,
  confirm: ConfirmPush,
): Promise<PushView> {
  const early = await viewVault(app, vault);
  const place = await placeOf(app, early.state, wish.target, wish.environment);
  wantedEntries(early.state, wish);
  const client = await openPlace(app, place, vault, wish);
  const keys = await openSigningKeys(app, vault, early.state);
  return await holdRemote(app, vault, "target", wish.target, async () => {
    const { state } = await loadVault(app, vault);
    const { rows, unknown } = await lookAtPlace(app, vault, state, place, client, wish);
    refuseSkippedNames(rows, wish);
    const options = { vault: vault.place.folder, unknown, dryRun: false };
    const due = rows.filter(({ action }) => action !== "unchanged" && action !== "skipped");
    if (due.length === 0) return pushView(place, rows, options);
    await confirm(pushView(place, rows, options));
    const failures = await send(app, vault, state, keys, client, place, due);
    return pushView(place, rows, { ...options, failures });
  });
}

/** Who names a secret wants it sent: what can't be sent is an error then, before anything is. */
function refuseSkippedNames(rows: readonly PushRow[], { names, target }: PushWish): void {
  const skipped = names === undefined ? undefined : rows.find(({ action }) => action === "skipped");
  if (skipped === undefined) return;
  throw new CredError(
    "conflict.not_sendable",
    `secret ${quote(skipped.name)} can't go to ${quote(target)}: ${skipped.why}`,
    [
      "--force sends what is limited to other targets",
    ],
  );
}

/** Writes what is due; the failures by remote name. */
async function send(
  app: App,
  vault: Vault,
  state: State,
  keys: VaultKeys,
  client: TargetClient,
  { target, driver, binding }: TargetPlace,
  due: readonly PushRow[],
): Promise<ReadonlyMap<string, string>> {
  const store = valuesOf(app, vault);
  const failures = new Map<string, string>();
  const items: PushItem[] = [];
  const requests = new Map<string, { readonly row: PushRow; readonly id: string }>();
  for (const row of due) {
    const name = row.place.remoteName;
    const value = await store.open(row.version!.sealed, keys.identity);
    const refused = driver.refuse({ name, size: value.size }, binding.store);
    if (refused !== undefined) {
      failures.set(name, refused.message);
      continue;
    }
    items.push({ name, value });
    requests.set(name, { row, id: newId(app) });
  }
  if (items.length === 0) return failures;
  const intents = [...requests.values()].map(({ id, row: { environment, name, place, version } }) => (
    { id, environment, name, place, version: version!.id }
  ));
  await changeVault(app, vault, () => ({ type: "request pushes", target, requests: intents }), keys);
  let done = 0;
  const open = new Set(requests.keys());
  const onDone = async (name: string, result: PutResult) => {
    open.delete(name);
    app.report.progress(`sent ${++done} of ${items.length} secrets`);
    const { row, id } = requests.get(name)!;
    if ("failed" in result) failures.set(name, result.failed.message);
    const mark = await recordedMark(result);
    const event = outcome(target, id, row, result, mark);
    if (event === undefined) return;
    await changeVault(app, vault, () => ({ type: "record outcomes", events: [event] }), keys);
  };
  try {
    await client.put(items, onDone);
  } catch (error) {
    await recordUnsent(error);
    throw error;
  }
  return failures;

  /** What ended the push did nothing, and what was to come after it was not begun. */
  async function recordUnsent(error: unknown): Promise<void> {
    if (!(error instanceof PlatformError) || error.effect !== "none" || open.size === 0) return;
    const events = [...open].map((name) => {
      const { row, id } = requests.get(name)!;
      return outcome(target, id, row, { failed: error }, undefined)!;
    });
    // Where that can't be written either, they stay open, and what ended the push is told.
    await changeVault(app, vault, () => ({ type: "record outcomes", events }), keys).catch(() => {});
  }

  async function recordedMark(result: PutResult): Promise<string | undefined> {
    const mark = "done" in result ? result.mark : undefined;
    if (mark === undefined || driver.markOfValue !== true) return mark;
    return await (await openFingerprinter(app, vault, state, keys)).mark(mark);
  }
}

/** The outcome to record; a failure that may have written leaves the intent open. */
function outcome(
  target: string,
  request: string,
  row: PushRow,
  result: PutResult,
  mark: string | undefined,
): NewEvent | undefined {
  const { environment, name, place, version } = row;
  if ("failed" in result) {
    if (result.failed instanceof PlatformError && result.failed.effect === "unknown") return undefined;
    const message = cleanRemoteText(result.failed.message, 300);
    return { type: "secret.push_failed", data: { target, request, message } };
  }
  const { id, fingerprint } = version!;
  return {
    type: "secret.pushed",
    data: {
      target,
      request,
      environment,
      name,
      ...place,
      version: id,
      fingerprint,
      ...(mark === undefined ? {} : { mark }),
    },
  };
}
