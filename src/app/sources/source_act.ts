// The law of remote acts: everything that can fail here is opened before the platform is asked; the source's lock is
// held for the whole act; the intent is durable before the call; the vault's lock is not held during it.

import type { Command } from "../../domain/decide/mod.ts";
import { addSourceCommand, noSource } from "../../domain/decide/sources.ts";
import { CredError, refusalError } from "../../domain/errors.ts";
import type { NewEvent } from "../../domain/events.ts";
import { uuidV7 } from "../../domain/ids.ts";
import { quote } from "../../domain/names.ts";
import { accountOf, usableSource } from "../../domain/queries.ts";
import type { Secret } from "../../domain/secret.ts";
import type { Source, State, WholeState } from "../../domain/state.ts";
import { ownLogsOf } from "../../log/heads.ts";
import type { SourceClient, SourceDriver } from "../../sources/source.ts";
import { parseBaseUrl } from "../../system/http/base_url.ts";
import type { Fingerprinter } from "../../vault/fingerprint.ts";
import type { VaultKeys } from "../../vault/vault_keys.ts";
import { openFingerprinter, openSigningKeys } from "../access/access.ts";
import type { App } from "../app.ts";
import { driverNamed, isDriver } from "./drivers.ts";
import { knownToken } from "./known_token.ts";
import { loadWhole } from "../load_vault.ts";
import { holdRemote, tellingFetch, tellWait } from "./remote_lock.ts";
import {
  type Changed,
  changeVault,
  type Loaded,
  loadVault,
  prepareVault,
  type Vault,
  viewVault,
} from "../vault.ts";

/** A source opened for one act. */
export interface SourceAct {
  readonly app: App;
  readonly vault: Vault;
  readonly keys: VaultKeys;
  readonly fingerprinter: Fingerprinter;
  readonly driver: SourceDriver;
  readonly client: SourceClient;
  readonly source: Source;
  /** The fingerprint that the master token in use is known by, and the account that it is for, where that is known. */
  readonly token: string;
  readonly account: number | undefined;
  /** Judges and records a command. */
  change(make: (state: State) => Command | Promise<Command>): Promise<Changed>;
  /** Records outcomes. */
  record(...events: readonly NewEvent[]): Promise<Changed>;
  /** The newest state, and which log this machine writes. */
  state(): Promise<{ readonly state: State; readonly ownLogs: readonly string[] }>;
  /** The same with the keys that ended. */
  wholeState(): Promise<{ readonly state: WholeState; readonly ownLogs: readonly string[] }>;
}

/** The source of a vault that a command names; access.no_source where it has none. */
export function sourceOf(state: State, name: string): Source {
  const source = usableSource(state, name);
  if (source !== undefined) return source;
  const decision = noSource(state, name);
  if (!("refusal" in decision)) throw new TypeError("a refusal was expected");
  const { refusal } = decision;
  throw refusalError(
    isDriver(name) ? { ...refusal, hints: [`configure it: cred source add ${name}`] } : refusal,
  );
}

/**
 * Opens a source to change something there, holding its lock while `act` runs. The vault is in order then: nothing is
 * deleted at a platform because of a record that a crash, or an old copy of the vault, left out. With --dry-run the
 * platform is only looked at.
 */
export function withSource<T>(
  app: App,
  vault: Vault,
  name: string,
  act: (source: SourceAct) => Promise<T>,
): Promise<T> {
  return openSource(app, vault, name, prepareVault, act);
}

/** Opens a source to look at it, holding its lock while `look` runs. */
export function lookAtSource<T>(
  app: App,
  vault: Vault,
  name: string,
  look: (source: SourceAct) => Promise<T>,
): Promise<T> {
  return openSource(app, vault, name, loadVault, look);
}

async function openSource<T>(
  app: App,
  vault: Vault,
  name: string,
  load: (app: App, vault: Vault) => Promise<Loaded>,
  act: (source: SourceAct) => Promise<T>,
): Promise<T> {
  const early = await viewVault(app, vault);
  sourceOf(early.state, name);
  const keys = await openSigningKeys(app, vault, early.state);
  const fingerprinter = await openFingerprinter(app, vault, early.state, keys);
  return await holdRemote(app, vault, "source", name, async () => {
    const { state } = await load(app, vault);
    const source = sourceOf(state, name);
    const driver = await driverNamed(source.driver);
    checkAddress(app, driver, source);
    const secret = await openToken(app, source);
    const token = await knownToken({ app, vault, keys, fingerprinter }, state, driver.name, secret);
    const client = connect(app, driver, source.address, secret);
    return await act({
      app,
      vault,
      keys,
      fingerprinter,
      driver,
      source,
      token,
      account: accountOf(source, token),
      client: app.options.dryRun ? onlyLooking(client) : client,
      change: (make) => changeVault(app, vault, make, keys),
      record: (...events) => changeVault(app, vault, () => ({ type: "record outcomes", events }), keys),
      state: async () => {
        const { state, heads } = await loadVault(app, vault);
        return { state, ownLogs: ownLogsOf(heads) };
      },
      wholeState: async () => {
        const { state, heads } = await loadWhole(app, vault);
        return { state, ownLogs: ownLogsOf(heads) };
      },
    });
  });
}

/** A client for an account. */
export function connect(app: App, driver: SourceDriver, address: string, token: Secret): SourceClient {
  const { clock, interrupted } = app.system;
  const { title } = driver;
  const fetch = tellingFetch(app, title), onWait = tellWait(app, title);
  return driver.connect({ address, token, fetch, clock, interrupted, onWait });
}

/** A client for --dry-run: what it is asked to delete is as good as deleted, and it makes nothing. */
function onlyLooking(client: SourceClient): SourceClient {
  return {
    ...client,
    create: () => Promise.reject(new TypeError("a dry run makes no key")),
    delete: () => Promise.resolve("deleted"),
  };
}

/** Where a platform is: as its own SDK's variable says, else its own address. */
export function addressOf(app: App, driver: SourceDriver): string {
  return parseBaseUrl(
    app.system.environment.get(driver.addressVariable) ?? driver.defaultAddress,
    driver.addressVariable,
  );
}

/** The token of a source in this machine's keychain; undefined where it is not there. */
export async function findToken(app: App, source: Source): Promise<Secret | undefined> {
  const keychain = await app.keychain();
  for (const item of source.items.toReversed()) {
    const token = await keychain.get(item);
    if (token !== undefined) return token;
  }
  return undefined;
}

/** Whether this machine's keychain has a token of a source. Opens none. */
export async function hasToken(app: App, source: Source): Promise<boolean> {
  const keychain = await app.keychain();
  for (const item of source.items) if (await keychain.has(item)) return true;
  return false;
}

/** A fresh event id. */
export function newId(app: App): string {
  return uuidV7(app.system.clock.nowMs(), app.system.random.bytes(10));
}

async function openToken(app: App, source: Source): Promise<Secret> {
  const token = await findToken(app, source);
  if (token !== undefined) return token;
  const { title } = await app.keychain();
  throw new CredError(
    "access.no_token",
    `the master token of source ${quote(source.name)} is not in this machine's keychain (${title})`,
    [`give it one: ${addSourceCommand(source)}`],
  );
}

/** Refuses (conflict.address) a platform that is somewhere else than where the source was configured for. */
export function checkAddress(app: App, driver: SourceDriver, source: Source): void {
  const now = addressOf(app, driver);
  if (now === source.address) return;
  throw new CredError(
    "conflict.address",
    `source ${quote(source.name)} was configured for ${
      quote(source.address)
    }, but ${driver.addressVariable} says ${quote(now)}`,
    [
      `set ${driver.addressVariable} to what it was`,
      `or accept the other one: ${addSourceCommand(source)} --replace`,
    ],
  );
}
