import { CredError, refusalError } from "../../domain/errors.ts";
import type { EventData } from "../../domain/events.ts";
import { quote, refuseSourceName } from "../../domain/names.ts";
import type { Secret } from "../../domain/secret.ts";
import type { Target } from "../../domain/state.ts";
import { isInteractive } from "../../system/interactive.ts";
import type { TargetDriver } from "../../targets/target.ts";
import type { TargetBoundView, TargetRemovedView } from "../../views/targets.ts";
import type { App } from "../app.ts";
import { isGiven, readToken, type SecretInput } from "../input.ts";
import { holdRemote } from "../sources/remote_lock.ts";
import { keepToken } from "../sources/keep_token.ts";
import { findOrMakeVault } from "../make_vault.ts";
import { targetDriverNamed } from "./target_drivers.ts";
import {
  addTargetCommand,
  connectTarget,
  identifierFor,
  placed,
  targetAddress,
  tokenInEnvironment,
} from "./target_place.ts";
import {
  changeVault,
  findVault,
  loadVault,
  requireVault,
  type Vault,
  viewState,
  viewVault,
} from "../vault.ts";

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
  const found = await findVault(app);
  const known = (await viewState(app, found)).targets.get(name);
  if (known !== undefined && (!wish.replace || known.driver !== driver.name)) {
    throw alreadyThere(known, driver);
  }
  const store = checkedStore(driver, wish.store ?? known?.binding.store);
  const identifier = await identifierToBind(app, driver, wish, store, known);
  const binding = { driver: driver.name, address: targetAddress(app, driver), identifier, store };
  const view = { target: name, platform: driver.name, identifier, store } as const;
  if (app.options.dryRun) return { ...view, token: "none", vault: found?.place.folder, dryRun: true };

  const given = driver.token === undefined ? undefined : await tokenToKeep(app, driver, name, wish.token);
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

/** What is replaced is the token, and of the place what is given: a target never moves to what a folder says. */
async function identifierToBind(
  app: App,
  driver: TargetDriver,
  { identifier }: AddTargetWish,
  store: string,
  known: Target | undefined,
): Promise<string> {
  const keeps = identifier === undefined && known?.binding.store === store;
  return keeps ? known.binding.identifier : await identifierFor(app, driver, identifier, store);
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

/** Removes a target and its token. What was put there stays there. */
export async function removeTarget(app: App, name: string): Promise<TargetRemovedView> {
  const vault = await requireVault(app);
  const { state } = await viewVault(app, vault);
  const known = state.targets.get(name);
  await changeVault(app, vault, () => ({ type: "unbind target", target: name }));
  if (!app.options.dryRun && known !== undefined) await forgetItems(app, known.items);
  const stillThere = [...state.deliveries.values()].filter(({ target }) => target === name).length;
  return { target: name, vault: vault.place.folder, stillThere, dryRun: app.options.dryRun };
}

async function forgetItems(app: App, items: readonly string[]): Promise<void> {
  if (items.length === 0) return;
  const keychain = await app.keychain();
  for (const item of items) await keychain.delete(item);
}

async function recordTarget(
  app: App,
  vault: Vault,
  bound: EventData["target.bound"],
  token: Secret | undefined,
): Promise<void> {
  await holdRemote(app, vault, "target", bound.target, async () => {
    const old = (await loadVault(app, vault)).state.targets.get(bound.target)?.items ?? [];
    if (token === undefined) {
      const { state } = await changeVault(app, vault, () => ({ type: "bind target", ...bound }));
      const kept = state.targets.get(bound.target)?.items ?? [];
      await forgetItems(app, old.filter((item) => !kept.includes(item)));
      return;
    }
    const kept = { token, platform: bound.driver, label: `token of target ${bound.target}`, old };
    await keepToken(app, vault, kept, (item) => ({ type: "bind target", ...bound, ...item }));
  });
}

/** The token to keep; undefined where the environment has one and none was given. */
async function tokenToKeep(
  app: App,
  driver: TargetDriver,
  target: string,
  input: SecretInput,
): Promise<Secret | undefined> {
  if (!isGiven(input)) {
    const there = tokenInEnvironment(app, driver);
    if (there !== undefined) {
      app.report.note(
        `the token stays in ${there.variable}; to keep one: ${
          addTargetCommand(driver, target)
        } --token-env ${there.variable} --replace`,
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
  if (known.driver !== driver.name) {
    return new CredError("conflict.target_exists", `target ${quote(known.name)} is one of ${known.driver}`, [
      `choose another name: cred target add ${driver.name} --as NAME`,
    ]);
  }
  return new CredError(
    "conflict.target_exists",
    `target ${quote(known.name)} is already configured (${known.binding.identifier})`,
    [
      `to change it: ${addTargetCommand(driver, known.name)} --replace`,
      `to add another: cred target add ${driver.name} --as NAME`,
    ],
  );
}
