import { refuseMissing } from "../../domain/decide/secrets.ts";
import { noOlderVersion } from "../../domain/decide/versions.ts";
import { refusalError } from "../../domain/errors.ts";
import type { HistoryEvent, SecretRef } from "../../domain/events.ts";
import { findSecret } from "../../domain/queries.ts";
import type { State, Version, WholeState } from "../../domain/state.ts";
import { isSameFingerprint, previousVersion } from "../../domain/versions.ts";
import {
  differingFields,
  type RolledBackView,
  type SecretHistoryView,
  type VersionDiffView,
  versionViews,
} from "../../views/versions.ts";
import { openKeys, valuesOf } from "../access/access.ts";
import type { App } from "../app.ts";
import { refuseNow } from "../refuse_now.ts";
import { currentOrRefuse, namedOrRefuse } from "./read_secrets.ts";
import { loadWhole } from "../load_vault.ts";
import { changeVault, requireVault, type Vault, viewWhole } from "../vault.ts";

/** The versions of a name, also of one that was removed. Needs neither keychain nor network. */
export async function secretHistory(app: App, ref: SecretRef): Promise<SecretHistoryView> {
  const vault = await requireVault(app);
  const { state, events } = await viewEvents(app, vault);
  const versions = versionViews(events, state, ref, app.system.clock.nowMs());
  if (versions.length === 0) refuseNow(refuseMissing(state, ref));
  return { vault: vault.place.folder, secret: ref.name, environment: ref.environment, versions };
}

/** Makes an older version the current one again. */
export async function rollBack(app: App, ref: SecretRef, to: string | undefined): Promise<RolledBackView> {
  const vault = await requireVault(app);
  const command = { type: "roll back" as const, ...ref, to };
  let from = "";
  // A name may be that of a key that ended.
  const { state } = await changeVault(
    app,
    vault,
    (state) => {
      from = currentIn(state, ref) ?? "";
      return command;
    },
    undefined,
    loadWhole,
  );
  const left = state.keys.get(from);
  const version = currentIn(state, ref) ?? "";
  return {
    vault: vault.place.folder,
    secret: ref.name,
    environment: ref.environment,
    version,
    from,
    ...(left?.status === "live" && version !== from ? { left: left.source } : {}),
    dryRun: app.options.dryRun,
  };
}

/** Compares two versions: without names the one before with the current one, with one name that with the current one. */
export async function diffVersions(
  app: App,
  ref: SecretRef,
  before: string | undefined,
  after: string | undefined,
): Promise<VersionDiffView> {
  const vault = await requireVault(app);
  const { state, events } = await viewEvents(app, vault);
  const a = before === undefined ? previousOrRefuse(state, ref) : namedOrRefuse(state, ref, before);
  const b = after === undefined ? currentOrRefuse(state, ref) : namedOrRefuse(state, ref, after);
  const views = versionViews(events, state, ref, app.system.clock.nowMs());
  const [viewA, viewB] = [a, b].map(({ id }) => views.find(({ version }) => version === id)!);
  return {
    vault: vault.place.folder,
    secret: ref.name,
    environment: ref.environment,
    before: viewA!,
    after: viewB!,
    sameValue: isSameFingerprint(a, b) ?? await isSameValue(app, vault, a, b),
    differs: differingFields(viewA!, viewB!),
  };
}

/** Where the fingerprints were made with two keys, only the values tell. */
async function isSameValue(app: App, vault: Vault, a: Version, b: Version): Promise<boolean> {
  const { identity } = await openKeys(app, vault);
  const store = valuesOf(app, vault);
  return (await store.open(a.sealed, identity)).equals(await store.open(b.sealed, identity));
}

async function viewEvents(app: App, vault: Vault): Promise<{ state: WholeState; events: HistoryEvent[] }> {
  const events: HistoryEvent[] = [];
  const { state } = await viewWhole(app, vault, { onEvent: (event) => void events.push(event) });
  return { state, events };
}

function currentIn(state: State, ref: SecretRef): string | undefined {
  return findSecret(state, ref)?.versions.at(-1);
}

function previousOrRefuse(state: State, ref: SecretRef): Version {
  refuseNow(refuseMissing(state, ref));
  const version = previousVersion(state, findSecret(state, ref)!);
  if (version !== undefined) return version;
  throw refusalError(noOlderVersion(ref));
}
