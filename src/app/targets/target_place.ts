// Which place a command about a target means, and with which token: what was configured, else what the working folder
// and the environment say.

import { noTarget } from "../../domain/decide/targets.ts";
import { bindingOf, type PlaceBase } from "../../domain/deliveries.ts";
import { CredError, refusalError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { Secret } from "../../domain/secret.ts";
import type { Binding, State, Target } from "../../domain/state.ts";
import { parseBaseUrl } from "../../system/http/base_url.ts";
import type { TargetClient, TargetConnection, TargetDriver } from "../../targets/target.ts";
import { absolutePath } from "../../vault/layout.ts";
import type { App } from "../app.ts";
import { tellingFetch, tellWait } from "../sources/remote_lock.ts";
import { isTargetDriver, TARGET_DRIVER_NAMES, targetDriverNamed } from "./target_drivers.ts";
import type { Vault } from "../vault.ts";

/** A place at a target, for one environment. */
export interface TargetPlace {
  readonly target: string;
  readonly driver: TargetDriver;
  readonly binding: Binding;
  readonly base: PlaceBase;
  /** Undefined where the target is not configured and only the environment says it. */
  readonly known: Target | undefined;
}

/** Finds the place of an environment at a target that a command names. */
export async function placeOf(
  app: App,
  state: State,
  name: string,
  environment: string,
): Promise<TargetPlace> {
  const known = state.targets.get(name);
  if (known === undefined && !isTargetDriver(name)) {
    throw refusalError(noTarget(name, [...state.targets.keys(), ...TARGET_DRIVER_NAMES]));
  }
  const driver = await targetDriverNamed(known?.driver ?? name);
  const binding = known === undefined ? await foundBinding(app, driver) : bindingOf(known, environment);
  checkAddress(app, driver, binding, name);
  refuseSharedPlace(driver, known, environment);
  const scope = driver.scopeOf(environment, binding.store);
  if (typeof scope === "object") throw refusalError(scope);
  const base = { driver: driver.name, ...binding, ...(scope === undefined ? {} : { scope }) };
  return { target: name, driver, binding, base, known };
}

/** A client for a place. */
export async function openPlace(
  app: App,
  { target, driver, binding, base, known }: TargetPlace,
  vault: Vault,
  options: { readonly createPlace: boolean; readonly force: boolean },
): Promise<TargetClient> {
  const token = driver.token === undefined ? undefined : await tokenFor(app, driver, known, target);
  return connectTarget(app, driver, placed(app, driver, binding, vault), {
    scope: base.scope,
    token,
    ...options,
  });
}

/** A file is meant from the project's folder, wherever in it the command is given. */
export function placed(app: App, driver: TargetDriver, binding: Binding, vault: Vault | undefined): Binding {
  if (driver.address !== undefined) return binding;
  const { environment } = app.system;
  const project = vault?.place.folder.replace(/[\\/]\.cred$/, "");
  const folder = project === undefined || project === vault?.place.folder ? environment.cwd() : project;
  return { ...binding, identifier: absolutePath(binding.identifier, environment, folder) };
}

/** A client for a place with a token that is at hand. */
export function connectTarget(
  app: App,
  driver: TargetDriver,
  { address, identifier, store }: Binding,
  options: Pick<TargetConnection, "scope" | "token" | "createPlace" | "force">,
): TargetClient {
  const { clock, files, processes, interrupted } = app.system;
  const fetch = tellingFetch(app, driver.title);
  const onWait = tellWait(app, driver.title);
  return driver.connect({
    address,
    identifier,
    store,
    ...options,
    fetch,
    clock,
    files,
    processes,
    interrupted,
    onWait,
  });
}

/** Where a platform is: as its own tools' variable says, else its own address; empty where it has none. */
export function targetAddress(app: App, driver: TargetDriver): string {
  if (driver.address === undefined) return "";
  const { variable } = driver.address;
  return parseBaseUrl(app.system.environment.get(variable) ?? driver.address.default, variable);
}

/** The identifier that was given, or that the working folder says. */
export async function identifierFor(
  app: App,
  driver: TargetDriver,
  given: string | undefined,
  store: string,
): Promise<string> {
  if (given !== undefined) {
    const read = driver.readIdentifier(given, store);
    if (read !== undefined) return read;
    throw new CredError("usage.identifier", `${quote(given)} is no place at ${driver.title}`, [
      `use the form ${driver.identifierForm}`,
    ]);
  }
  const { files, processes, environment } = app.system;
  const found = await driver.findIdentifier({
    files,
    processes,
    folder: environment.cwd(),
    address: targetAddress(app, driver),
  });
  if (found !== undefined) return found;
  throw new CredError(
    "usage.no_identifier",
    `this folder does not say which place at ${driver.title} is meant`,
    [
      `name it: cred target add ${driver.name} ${driver.identifierForm}`,
    ],
  );
}

/** The token in the environment, as the platform's own tools have it. */
export function tokenInEnvironment(
  app: App,
  driver: TargetDriver,
): { readonly variable: string; readonly token: Secret } | undefined {
  for (const variable of driver.token?.variables ?? []) {
    const value = app.system.environment.get(variable);
    if (value !== undefined) return { variable, token: Secret.ofText(value) };
  }
  return undefined;
}

/** A token in the environment is for this very run, so it goes before the one in the keychain. */
async function tokenFor(
  app: App,
  driver: TargetDriver,
  known: Target | undefined,
  target: string,
): Promise<Secret> {
  const given = tokenInEnvironment(app, driver);
  if (given !== undefined) return given.token;
  if (known !== undefined && known.items.length > 0) {
    const keychain = await app.keychain();
    for (const item of known.items.toReversed()) {
      const token = await keychain.get(item);
      if (token !== undefined) return token;
    }
  }
  const words = driver.token!;
  throw new CredError("access.no_token", `there is no token for ${driver.title}`, [
    ...(words.borrow === undefined ? [] : [words.borrow]),
    `or keep one: ${addTargetCommand(driver, target)}${known === undefined ? "" : " --replace"}`,
    `make one at ${words.page} (${words.rights})`,
  ]);
}

/** The command that configures a target of this name. */
export function addTargetCommand(driver: TargetDriver, target: string): string {
  return `cred target add ${driver.name}${target === driver.name ? "" : ` --as ${target}`}`;
}

async function foundBinding(app: App, driver: TargetDriver): Promise<Binding> {
  const store = driver.stores[0]!;
  return {
    address: targetAddress(app, driver),
    identifier: await identifierFor(app, driver, undefined, store),
    store,
  };
}

function checkAddress(app: App, driver: TargetDriver, binding: Binding, target: string): void {
  const now = targetAddress(app, driver);
  if (now === binding.address) return;
  throw new CredError(
    "conflict.address",
    `target ${quote(target)} was configured for ${
      quote(binding.address)
    }, but ${driver.address?.variable} says ${quote(now)}`,
    [
      `set ${driver.address?.variable} to what it was`,
      `or accept the other one: ${addTargetCommand(driver, target)} --replace`,
    ],
  );
}

/** Where a place has no names for environments, a second one would overwrite the first. */
function refuseSharedPlace(driver: TargetDriver, known: Target | undefined, environment: string): void {
  if (!driver.oneEnvironment || environment === "default" || known?.environments.has(environment)) return;
  throw new CredError(
    "conflict.shared_place",
    `${driver.title} has no environments: ${quote(environment)} needs a place of its own`,
    [`cred target bind ${known?.name ?? driver.name} ${driver.identifierForm} --env ${environment}`],
  );
}

/** The platform's spelling of a secret's name. */
export function storedName(driver: TargetDriver, name: string): string {
  return driver.storedName?.(name) ?? name;
}
