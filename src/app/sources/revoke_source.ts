// The law of revocation: a source is revoked when the history holds no live key and no open request of it, and the
// platform lists nothing with our mark; only then does the master token go. Anything less is said, and run again.

import { classify } from "../../domain/classify.ts";
import { CredError } from "../../domain/errors.ts";
import { readRemoteName } from "../../domain/ids.ts";
import { livingKeys, openIntents } from "../../domain/queries.ts";
import type { Key } from "../../domain/state.ts";
import type { RemoteKey } from "../../sources/source.ts";
import { keyRefView, type RevokedView } from "../../views/deletions.ts";
import type { App } from "../app.ts";
import { deleteKeys, type Failure, trying } from "./delete_keys.ts";
import { otherVaultsWith } from "../other_vaults.ts";
import { abandoned, deleteStrays, remainingStrays, settleIntents } from "./settle.ts";
import { holdRemote } from "./remote_lock.ts";
import { hasToken, type SourceAct, sourceOf, withSource } from "./source_act.ts";
import { changeVault, prepareVault, type Vault, viewVault } from "../vault.ts";

/** How often, and how long apart, a platform is asked again that still lists what it just deleted. */
const LOOKS = 4;
const LOOK_AGAIN_MS = 1_000;

type Ended = Omit<RevokedView, "otherVaults">;

const NOTHING_LEFT = { strays: [], failed: [], unsettled: [], unmerged: [], stillListed: 0 };

/** The keys that a revocation would delete, before anybody is asked. */
export async function keysToRevoke(app: App, vault: Vault, source: string): Promise<readonly Key[]> {
  const { state } = await viewVault(app, vault);
  sourceOf(state, source);
  return livingKeys(state, source);
}

/** Deletes every key that a source made and that still lives, then removes its master token. */
export async function revokeSource(
  app: App,
  vault: Vault,
  source: string,
  options: { readonly unmerged: boolean },
): Promise<RevokedView> {
  if (app.options.dryRun) return await rehearse(app, vault, source);
  const view = await endRevocation(app, vault, source) ??
    await withSource(app, vault, source, async (act) => {
      // A platform that can't be reached or a token that is refused ends it here, with nothing recorded.
      const listed = await act.client.list();
      await act.change(() => ({ type: "request revocation", source }));
      const strays: Key[] = [];
      const failed: Failure[] = [];
      const unsettled: Failure[] = [];
      await settleOpen(act, listed, { strays, failed, unsettled });
      const keys = livingKeys((await act.state()).state, source);
      const deleted = await deleteKeys(act, keys, "revoke", failed);
      const unmerged = await deleteUnmerged(act, listed, options.unmerged, failed);
      const left = failed.length + unsettled.length + unmerged.length;
      const stillListed = left === 0 ? await finish(act) : 0;
      return {
        source,
        platform: act.driver.name,
        vault: vault.place.folder,
        dryRun: false,
        deleted: deleted.map(keyRefView),
        strays: strays.map(keyRefView),
        failed,
        unsettled,
        unmerged,
        stillListed,
        revoked: left + stillListed === 0,
      };
    });
  return { ...view, otherVaults: await otherVaultsWith(app, vault, view.platform) };
}

/**
 * Ends a revocation that was cut off between its last two steps: the token goes only when all else is done, so where
 * it is gone, only the record is missing. Undefined where there is more to do.
 */
async function endRevocation(app: App, vault: Vault, source: string): Promise<Ended | undefined> {
  if (sourceOf((await viewVault(app, vault)).state, source).status !== "revoking") return undefined;
  return await holdRemote(app, vault, "source", source, async () => {
    const { state } = await prepareVault(app, vault);
    const known = sourceOf(state, source);
    const left = livingKeys(state, source).length + openIntents(state, source).length;
    if (known.status !== "revoking" || left > 0 || await hasToken(app, known)) return undefined;
    await changeVault(app, vault, () => ({ type: "finish revocation", source, marked: 0 }));
    app.report.warn(
      "the master token was out of the keychain already, so the platform was not looked at again",
    );
    const place = { source, platform: known.driver, vault: vault.place.folder, dryRun: false };
    return { ...place, deleted: [], ...NOTHING_LEFT, revoked: true };
  });
}

async function rehearse(app: App, vault: Vault, source: string): Promise<RevokedView> {
  const keys = await keysToRevoke(app, vault, source);
  const platform = sourceOf((await viewVault(app, vault)).state, source).driver;
  const otherVaults = await otherVaultsWith(app, vault, platform);
  return {
    source,
    platform,
    vault: vault.place.folder,
    dryRun: true,
    deleted: keys.map(keyRefView),
    ...NOTHING_LEFT,
    revoked: false,
    otherVaults,
  };
}

/** What a crash left: each on its own, so that one that fails doesn't stop the rest. */
async function settleOpen(
  act: SourceAct,
  listed: readonly RemoteKey[],
  into: { strays: Key[]; failed: Failure[]; unsettled: Failure[] },
): Promise<void> {
  const nowMs = act.app.system.clock.nowMs();
  const { state, ownLogs } = await act.state();
  for (const open of abandoned(act, state, ownLogs)) {
    // Deletions that stand open are asked for again with the others.
    if (open.intent.kind === "delete" && open.key.status !== "deleted") continue;
    await trying(act, open.key, into.failed, async () => {
      const [settled] = await settleIntents(act, [open], listed, nowMs);
      if (settled?.what === "stray_deleted") into.strays.push(open.key);
      if (settled?.what === "open") {
        into.unsettled.push({ ...keyRefView(open.key), message: settled.why ?? "" });
      }
    });
  }
  for (
    const { key, remote } of remainingStrays(
      (await act.wholeState()).state,
      act.source.name,
      listed,
      nowMs,
      ownLogs,
    )
  ) {
    if (into.strays.some(({ id }) => id === key.id) || key.status === "requested") continue;
    await trying(act, key, into.failed, async () => {
      await deleteStrays(act, key, [remote]);
      into.strays.push(key);
    });
  }
}

/** Keys with our mark that this history doesn't know: left alone unless they were asked for. */
async function deleteUnmerged(
  act: SourceAct,
  listed: readonly RemoteKey[],
  wanted: boolean,
  failed: Failure[],
): Promise<string[]> {
  const { state, ownLogs } = await act.wholeState();
  const own = { logs: ownLogs, locked: true };
  const found = classify(state, act.source.name, listed, act.app.system.clock.nowMs(), own).filter((one) =>
    one.class === "unmerged"
  );
  const left: string[] = [];
  for (const { remote } of found) {
    if (!wanted) {
      left.push(remote.remoteName);
      continue;
    }
    try {
      const { remoteId } = remote;
      const result = await act.client.delete(remoteId);
      const key = readRemoteName(remote.remoteName)!.keyId;
      await act.record({
        type: "key.stray_deleted",
        data: { key, source: act.source.name, remoteId, result },
      });
    } catch (error) {
      if (!(error instanceof CredError) || error.code === "interrupted") throw error;
      failed.push({
        secret: "",
        environment: "",
        key: "",
        remoteId: remote.remoteId,
        message: error.message,
      });
    }
  }
  return left;
}

/** Ends the revocation when nothing is left; otherwise says how many keys of ours the platform still lists. */
async function finish(act: SourceAct): Promise<number> {
  const source = act.source.name;
  const keychain = await act.app.keychain();
  for (let look = 1;; look++) {
    const marked = await countMarked(act);
    if (marked === 0) break;
    if (look === LOOKS) return marked;
    await act.app.system.clock.sleep(LOOK_AGAIN_MS, act.app.system.interrupted);
  }
  await act.change(async (state) => {
    const ready = livingKeys(state, source).length + openIntents(state, source).length === 0;
    if (ready) { for (const item of act.source.items) await keychain.delete(item); }
    return { type: "finish revocation", source, marked: 0 };
  });
  return 0;
}

async function countMarked(act: SourceAct): Promise<number> {
  const { state, ownLogs } = await act.wholeState();
  const own = { logs: ownLogs, locked: true };
  const listed = await act.client.list();
  const ours = new Set(["managed", "pending", "stray", "unmerged"]);
  return classify(state, act.source.name, listed, act.app.system.clock.nowMs(), own).filter((one) =>
    ours.has(one.class)
  ).length;
}
