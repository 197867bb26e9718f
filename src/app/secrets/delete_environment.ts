// The law of deleting an environment: its keys end at their platforms first, and only when that was said; what was set by
// hand goes in one append, when no key is left. What fails there leaves the rest as it is, and the same command goes on.

import { keysIn, manualIn, requestedIn, secretsIn } from "../../domain/environments.ts";
import { placesHolding } from "../../domain/deliveries.ts";
import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { Key, State } from "../../domain/state.ts";
import { keyRefView } from "../../views/deletions.ts";
import { boundTargets, type EnvironmentDeletedView } from "../../views/environments.ts";
import { placeRefView } from "../../views/identified.ts";
import type { App } from "../app.ts";
import { listed } from "./keep_secrets.ts";
import { noEnvironment } from "./open_secrets.ts";
import { deleteKey, isOfOneKey } from "../sources/settle.ts";
import { newId, type SourceAct, withSource } from "../sources/source_act.ts";
import { changeVault, type Vault, viewVault } from "../vault.ts";

type Failed = EnvironmentDeletedView["failed"][number];

/** What deleting an environment would do, before anybody is asked. `deleteKeys`: whether its keys may end. */
export async function planDeletion(
  app: App,
  vault: Vault,
  environment: string,
  deleteKeys: boolean,
): Promise<EnvironmentDeletedView> {
  const { state } = await viewVault(app, vault);
  const keys = keysIn(state, environment), entries = secretsIn(state, environment);
  const asked = requestedIn(state, environment);
  if (keys.length + entries.length + asked.length === 0) throw noEnvironment(state, environment);
  refuseUnsettled(environment, asked);
  if (keys.length > 0 && !deleteKeys) {
    throw new CredError(
      "conflict.live_keys",
      `environment ${quote(environment)} has keys that live at their platforms: ${
        listed(keys.map(({ name }) => name))
      }; nothing was changed`,
      [`to delete them too, there and here: cred env delete ${environment} --delete-keys`],
    );
  }
  const versions = [...keys.map(({ id }) => id), ...entries.flatMap((entry) => entry.versions)];
  return {
    vault: vault.place.folder,
    environment,
    secrets: manualIn(state, environment).map(({ name }) => name),
    keys: keys.map(keyView),
    failed: [],
    targets: boundTargets(state, environment),
    stillAt: placesHolding(state, versions).map(placeRefView),
    deleted: false,
    dryRun: app.options.dryRun,
  };
}

/** Deletes an environment as it was planned. */
export async function deleteEnvironment(
  app: App,
  vault: Vault,
  plan: EnvironmentDeletedView,
): Promise<EnvironmentDeletedView> {
  if (app.options.dryRun) return plan;
  const { environment } = plan;
  const deleted: Key[] = [], failed: Failed[] = [];
  for (const source of new Set(plan.keys.map((key) => key.source))) {
    await withSource(app, vault, source, async (act) => {
      const { state } = await act.state();
      for (const key of keysIn(state, environment).filter((one) => one.source === source)) {
        app.report.progress(`deleting ${quote(key.name)} at ${source}`);
        const message = await endKey(act, key);
        if (message === undefined) deleted.push(key);
        else failed.push({ ...keyView(key), message });
      }
    });
  }
  const ended = { ...plan, keys: deleted.map(keyView), failed };
  if (failed.length > 0) return { ...ended, secrets: [] };
  let secrets: string[] = [];
  await changeVault(app, vault, (state) => {
    refuseLeft(state, environment);
    secrets = secretsIn(state, environment).map(({ name }) => name);
    return { type: "remove environment", environment };
  });
  return { ...ended, secrets, deleted: true };
}

/** Why a key could not be deleted; undefined where it is. */
async function endKey(act: SourceAct, key: Key): Promise<string | undefined> {
  const request = newId(act.app);
  try {
    await act.change(() => ({
      type: "request deletions",
      source: act.source.name,
      because: "delete",
      requests: [{ id: request, key: key.id }],
    }));
    await deleteKey(act, key, request);
    return undefined;
  } catch (error) {
    if (!isOfOneKey(act, error)) throw error;
    return error.message;
  }
}

/** What was made there meanwhile is not lost with the rest. */
function refuseLeft(state: State, environment: string): void {
  refuseUnsettled(environment, requestedIn(state, environment));
  if (keysIn(state, environment).length === 0) return;
  throw new CredError("conflict.changed", `environment ${quote(environment)} got another key meanwhile`, [
    "run it again",
  ]);
}

function refuseUnsettled(environment: string, asked: readonly Key[]): void {
  const [first] = asked;
  if (first === undefined) return;
  throw new CredError(
    "conflict.unsettled",
    `a key was asked for in environment ${quote(environment)}, and whether it was made is not known: ${
      quote(first.name)
    }`,
    [`settle it first: cred source reconcile ${first.source}`],
  );
}

function keyView(key: Key) {
  return { ...keyRefView(key), source: key.source };
}
