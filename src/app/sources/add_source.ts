import { addSourceCommand } from "../../domain/decide/sources.ts";
import { CredError, refusalError } from "../../domain/errors.ts";
import { quote, refuseSourceName } from "../../domain/names.ts";
import { liveKeys, usableSource } from "../../domain/queries.ts";
import type { Secret } from "../../domain/secret.ts";
import { emptyState, type Source } from "../../domain/state.ts";
import type { SourceDriver } from "../../sources/source.ts";
import { personalPlace } from "../../vault/locate.ts";
import { type SourceAddedView, sourceAddedView } from "../../views/sources.ts";
import type { App } from "../app.ts";
import { driverNamed } from "./drivers.ts";
import { readToken, type SecretInput } from "../input.ts";
import { holdRemote } from "./remote_lock.ts";
import { keepToken } from "./keep_token.ts";
import { findOrMakeVault } from "../make_vault.ts";
import { addressOf, connect, findToken, hasToken } from "./source_act.ts";
import { findVault, loadVault, prepareVault, type Vault, vaultAt, viewState } from "../vault.ts";

/** What `source add` was asked. */
export interface AddSourceWish {
  readonly platform: string;
  /** The source's name; the platform's word when not given. */
  readonly as: string | undefined;
  readonly token: SecretInput;
  readonly replace: boolean;
  readonly verify: boolean;
  readonly fromPersonal: boolean;
}

/** `new`, a token for a machine that lacks it, or another token. */
type Mode = "add" | "token" | "replace";

/** Configures a source: the token is proved at the platform, kept in the keychain, read back, then recorded. */
export async function addSource(app: App, wish: AddSourceWish): Promise<SourceAddedView> {
  const driver = await driverNamed(wish.platform);
  const name = wish.as ?? driver.name;
  const bad = refuseSourceName(name);
  if (bad !== undefined) throw refusalError(bad);
  const found = await findVault(app);
  const known = usableSource(await viewState(app, found), name);
  const mode = await modeOf(app, known, driver, wish.replace);
  const address = addressOf(app, driver);
  if (mode === "token" && known!.address !== address) throw otherAddress(known!, address, driver);
  if (app.options.dryRun) {
    return sourceAddedView(name, driver, mode, found?.place.folder, { vaultMade: false, dryRun: true });
  }

  // Before anybody is asked for a token: a keychain that doesn't work.
  await (await app.keychain()).has("probe");
  const words = { what: "master token", question: `Master API key of your ${driver.title} account` };
  const token = wish.fromPersonal ? await personalToken(app, name) : await readToken(app, wish.token, words);
  const client = connect(app, driver, address, token);
  if (wish.verify) await client.check();
  const vault = found ?? await findOrMakeVault(app);
  await holdRemote(app, vault, "source", name, async () => {
    const { state } = await prepareVault(app, vault);
    const listed = liveKeys(state, name).length === 0
      ? []
      : (await client.list()).map(({ remoteId }) => remoteId);
    await recordToken(app, vault, {
      name,
      driver,
      address,
      token,
      mode,
      listed,
      known: state.sources.get(name),
    });
  });
  return sourceAddedView(name, driver, mode, vault.place.folder, {
    vaultMade: found === undefined,
    dryRun: false,
  });
}

async function modeOf(
  app: App,
  known: Source | undefined,
  driver: SourceDriver,
  replace: boolean,
): Promise<Mode> {
  if (known === undefined) return "add";
  if (known.driver !== driver.name) {
    throw new CredError("conflict.source_exists", `source ${quote(known.name)} is one of ${known.driver}`, [
      `choose another name: cred source add ${driver.name} --as NAME`,
    ]);
  }
  if (replace) return "replace";
  if (await hasToken(app, known)) {
    throw new CredError("conflict.source_exists", `source ${quote(known.name)} is already configured`, [
      `to give it a new master token: ${addSourceCommand(known)} --replace`,
      `to add another account: cred source add ${driver.name} --as NAME`,
    ]);
  }
  return "token";
}

interface TokenRecord {
  readonly name: string;
  readonly driver: SourceDriver;
  readonly address: string;
  readonly token: Secret;
  readonly mode: Mode;
  readonly listed: readonly string[];
  readonly known: Source | undefined;
}

async function recordToken(app: App, vault: Vault, record: TokenRecord): Promise<void> {
  const { name, driver, address, token, mode, listed, known } = record;
  const base = { source: name, address };
  const kept = { token, platform: driver.name, label: `master token of ${name}`, old: known?.items ?? [] };
  await keepToken(
    app,
    vault,
    kept,
    (item) =>
      mode === "add"
        ? { type: "add source", driver: driver.name, ...base, ...item }
        : { type: "add token", listed, replace: mode === "replace", ...base, ...item },
  );
}

/** The token that the personal vault has for a source of this name. */
async function personalToken(app: App, name: string): Promise<Secret> {
  const place = await personalPlace(app.system.files, app.system.environment);
  const state = place.exists ? (await loadVault(app, await vaultAt(app, place))).state : emptyState();
  const source = usableSource(state, name);
  const token = source === undefined ? undefined : await findToken(app, source);
  if (token !== undefined) return token;
  throw new CredError(
    "access.no_source",
    `the personal vault has no source ${quote(name)} with a token on this machine`,
    ["give the token itself, without --from-personal"],
  );
}

function otherAddress(known: Source, address: string, driver: SourceDriver): CredError {
  return new CredError(
    "conflict.address",
    `source ${quote(known.name)} was configured for ${
      quote(known.address)
    }, but ${driver.addressVariable} says ${quote(address)}`,
    [`to accept the other one: ${addSourceCommand(known)} --replace`],
  );
}

/** Whether the personal vault could lend a source that this vault lacks. */
export async function personalHasSource(app: App, vault: Vault | undefined, name: string): Promise<boolean> {
  const place = await personalPlace(app.system.files, app.system.environment);
  if (!place.exists || vault?.place.folder === place.folder) return false;
  return usableSource((await loadVault(app, await vaultAt(app, place))).state, name) !== undefined;
}
