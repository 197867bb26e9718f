import { CredError, refusalError } from "../domain/errors.ts";
import { quote, refuseSourceName } from "../domain/names.ts";
import type { Secret } from "../domain/secret.ts";
import type { Target } from "../domain/state.ts";
import { isInteractive } from "../system/interactive.ts";
import type { TargetDriver } from "../targets/target.ts";
import type { TargetBoundView, TargetRemovedView } from "../views/targets.ts";
import type { App } from "./app.ts";
import { isGiven, readToken, type SecretInput } from "./input.ts";
import { holdRemote } from "./remote_lock.ts";
import { keepToken } from "./keep_token.ts";
import { findOrMakeVault } from "./make_vault.ts";
import { targetDriverNamed } from "./target_drivers.ts";
import { connectTarget, identifierFor, placed, targetAddress, tokenInEnvironment } from "./target_place.ts";
import {
  changeVault,
  findVault,
  loadVault,
  requireVault,
  type Vault,
  viewState,
  viewVault,
} from "./vault.ts";

/** What `target add` was asked. */
export interface AddTargetWish {
  readonly platform: string;
  readonly identifier: string | undefined;
  readonly as: string | undefined;
  readonly store: string | undefined;
  readonly token: SecretInput;
  readonly replace: boolean;
}

/** Configures a target: the token is tried at the platform, kept in the keychain, read back, then recorded. */
export async function addTarget(app: App, wish: AddTargetWish): Promise<TargetBoundView> {
  const driver = await targetDriverNamed(wish.platform);
  const name = wish.as ?? driver.name;
  const bad = refuseSourceName(name);
  if (bad !== undefined) throw refusalError(bad);
  const store = checkedStore(driver, wish.store);
  const found = await findVault(app);
  const known = (await viewState(app, found)).targets.get(name);
  if (known !== undefined && !wish.replace) throw alreadyThere(known, driver);
  const identifier = await identifierFor(app, driver, wish.identifier, store);
  const binding = { driver: driver.name, address: targetAddress(app, driver), identifier, store };
  const view = { target: name, platform: driver.name, identifier, store } as const;
  if (app.options.dryRun) return { ...view, token: "none", vault: found?.place.folder, dryRun: true };

  const given = driver.token === undefined ? undefined : await tokenToKeep(app, driver, wish.token);
  if (given !== undefined) await (await app.keychain()).has("probe");
  const token = given ?? tokenInEnvironment(app, driver)?.token;
  await connectTarget(app, driver, placed(app, driver, binding, found), {
    scope: undefined,
    token,
    createPlace: false,
    force: false,
  })
    .check();
  const vault = found ?? await findOrMakeVault(app);
  await recordTarget(app, vault, { target: name, ...binding }, given);
  const where = driver.token === undefined ? "none" : given === undefined ? "environment" : "keychain";
  return { ...view, token: where, vault: vault.place.folder, dryRun: false };
}

/** Binds a target, or one environment of it, to another place. */
export async function bindTarget(
  app: App,
  name: string,
  identifier: string,
  environment: string | undefined,
): Promise<TargetBoundView> {
  const vault = await requireVault(app);
  const known = (await viewVault(app, vault)).state.targets.get(name);
  const driver = await targetDriverNamed(known?.driver ?? name);
  const { store, address } = known?.binding ??
    { store: driver.stores[0]!, address: targetAddress(app, driver) };
  const read = await identifierFor(app, driver, identifier, store);
  const data = {
    target: name,
    driver: driver.name,
    address,
    identifier: read,
    store,
    ...(environment === undefined ? {} : { environment }),
  };
  await changeVault(app, vault, () => ({ type: "bind target", ...data }));
  return {
    target: name,
    platform: driver.name,
    identifier: read,
    store,
    ...(environment === undefined ? {} : { environment }),
    token: known === undefined || known.items.length === 0 ? "environment" : "keychain",
    vault: vault.place.folder,
    dryRun: app.options.dryRun,
  };
}

/** Forgets a target and its token. What was put there stays there. */
export async function removeTarget(app: App, name: string): Promise<TargetRemovedView> {
  const vault = await requireVault(app);
  const known = (await viewVault(app, vault)).state.targets.get(name);
  await changeVault(app, vault, () => ({ type: "unbind target", target: name }));
  if (!app.options.dryRun && known !== undefined && known.items.length > 0) {
    const keychain = await app.keychain();
    for (const item of known.items) await keychain.delete(item);
  }
  return { target: name, vault: vault.place.folder, dryRun: app.options.dryRun };
}

type Bound = {
  readonly target: string;
  readonly driver: string;
  readonly address: string;
  readonly identifier: string;
  readonly store: string;
};

async function recordTarget(app: App, vault: Vault, bound: Bound, token: Secret | undefined): Promise<void> {
  if (token === undefined) {
    await changeVault(app, vault, () => ({ type: "bind target", ...bound }));
    return;
  }
  await holdRemote(app, vault, "target", bound.target, async () => {
    const old = (await loadVault(app, vault)).state.targets.get(bound.target)?.items ?? [];
    const kept = { token, platform: bound.driver, label: `token of target ${bound.target}`, old };
    await keepToken(app, vault, kept, (item) => ({ type: "bind target", ...bound, ...item }));
  });
}

/** The token to keep; undefined where the environment has one and none was given. */
async function tokenToKeep(app: App, driver: TargetDriver, input: SecretInput): Promise<Secret | undefined> {
  if (!isGiven(input)) {
    const there = tokenInEnvironment(app, driver);
    if (there !== undefined) {
      app.report.note(
        `the token stays in ${there.variable}; to keep one: cred target add ${driver.name} --token-env ${there.variable} --replace`,
      );
      return undefined;
    }
    if (!isInteractive(app.system, app.options.noInput)) {
      throw new CredError(
        "usage.input_missing",
        `the token for ${driver.title} is missing and nobody can be asked`,
        [
          "give --token-stdin, --token-file or --token-env",
          `or set ${driver.token!.variables.join(" or ")}`,
        ],
      );
    }
  }
  return await readToken(app, input, {
    what: "token",
    question: `Token for ${driver.title} (${driver.token!.rights})`,
  });
}

function checkedStore(driver: TargetDriver, store: string | undefined): string {
  const wanted = store ?? driver.stores[0]!;
  if (driver.stores.includes(wanted)) return wanted;
  throw new CredError("usage.store", `${driver.title} has no store ${quote(wanted)}`, [
    `use one of: ${driver.stores.join(", ")}`,
  ]);
}

function alreadyThere(known: Target, driver: TargetDriver): CredError {
  return new CredError(
    "conflict.target_exists",
    `target ${quote(known.name)} is already configured (${known.binding.identifier})`,
    [
      `to change it: cred target add ${driver.name}${
        known.name === driver.name ? "" : ` --as ${known.name}`
      } --replace`,
      `to add another: cred target add ${driver.name} --as NAME`,
    ],
  );
}
