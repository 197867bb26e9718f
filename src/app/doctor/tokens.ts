// The law of asking: every platform is asked once, all of them at the same time, each within a deadline, and only what a
// look can tell. Who can't be reached is not checked, and no failure of the token.

import { addSourceCommand } from "../../domain/decide/sources.ts";
import { CredError } from "../../domain/errors.ts";
import { DEFAULT_ENVIRONMENT } from "../../domain/names.ts";
import { usableSource } from "../../domain/queries.ts";
import type { Source, State, Target } from "../../domain/state.ts";
import type { SourceClient } from "../../sources/source.ts";
import type { Fetch } from "../../system/system.ts";
import type { Finding } from "../../views/doctor.ts";
import type { App } from "../app.ts";
import { driverNamed } from "../sources/drivers.ts";
import { checkAddress, connect, findToken, hasToken } from "../sources/source_act.ts";
import { addTargetCommand, openPlace, placeOf, tokenInEnvironment } from "../targets/target_place.ts";
import type { Vault } from "../vault.ts";
import { countOf, findingOf, fine, notChecked, warning } from "./finding.ts";

const DEADLINE_MS = 15_000;
/** Failures that say nothing of the token. */
const UNKNOWN = new Set([
  ...["failed.unreachable", "failed.timeout", "failed.rate_limited", "failed.platform", "failed.blocked"],
]);

/** A client, as far as it is asked. */
type Asked = Pick<SourceClient, "check">;

/** How tokens are looked at. */
export interface TokenOptions {
  readonly offline: boolean;
  /** Whether it is worth asking. */
  readonly keychain: "works" | "fails";
}

/** The master tokens of sources and the tokens of targets: whether they are here, taken, and may do what is needed. */
export async function checkTokens(
  app: App,
  vault: Vault,
  state: State,
  options: TokenOptions,
): Promise<Finding[]> {
  const sources = [...state.sources.values()].filter(({ name }) => usableSource(state, name) !== undefined);
  const targets = [...state.targets.values()];
  const count = sources.length + targets.length;
  if (count === 0) return [fine("no source and no target needs one")];
  const look = async (about: string, act: () => Promise<Finding>): Promise<Finding> => {
    try {
      return { about, ...await act() };
    } catch (error) {
      if (app.system.interrupted.aborted) throw error;
      const isUnknown = error instanceof CredError && UNKNOWN.has(error.code);
      return { about, ...findingOf(error, isUnknown ? "not_checked" : "problem") };
    }
  };
  return await app.report.during(`asking ${countOf(count, "platform")}`, () =>
    Promise.all([
      ...sources.map((source) => look(`source ${source.name}`, () => checkSource(app, source, options))),
      ...targets.map((target) =>
        look(`target ${target.name}`, () => checkTarget(app, vault, state, target, options))
      ),
    ]));
}

/** Asks with a token that is at hand: only the platform's time counts, not that of who opens the keychain. */
async function ask(app: App, open: (asking: App) => Promise<Asked> | Asked): Promise<void> {
  const { clock, interrupted } = app.system;
  const late = new AbortController(), ended = new AbortController();
  const signal = AbortSignal.any([interrupted, late.signal]);
  const client = await open({ ...app, system: { ...app.system, interrupted: signal } });
  clock.sleep(DEADLINE_MS, ended.signal).then(() => late.abort(), () => {});
  try {
    await client.check();
  } catch (error) {
    if (!late.signal.aborted || interrupted.aborted) throw error;
    throw new CredError("failed.timeout", `no answer within ${DEADLINE_MS / 1_000} s`);
  } finally {
    ended.abort();
  }
}

async function checkSource(app: App, source: Source, { offline, keychain }: TokenOptions): Promise<Finding> {
  const driver = await driverNamed(source.driver);
  checkAddress(app, driver, source);
  if (keychain === "fails") return notChecked("the keychain does not work");
  const missing = warning("its master token is not in this machine's keychain", [addSourceCommand(source)]);
  if (offline) {
    return await hasToken(app, source) ? notChecked("it is here, and --offline asks nobody") : missing;
  }
  const token = await findToken(app, source);
  if (token === undefined) return missing;
  await ask(app, (asking) => connect(asking, driver, source.address, token));
  return fine(`${driver.title} takes the token, for making, listing and deleting keys`);
}

async function checkTarget(
  app: App,
  vault: Vault,
  state: State,
  target: Target,
  { offline, keychain }: TokenOptions,
): Promise<Finding> {
  const place = await placeOf(app, state, target.name, DEFAULT_ENVIRONMENT);
  const { driver, binding: { identifier } } = place;
  const given = tokenInEnvironment(app, driver);
  if (driver.token !== undefined && given === undefined) {
    if (keychain === "fails") return notChecked("the keychain does not work");
    const held = await app.keychain();
    const has = await Promise.all(target.items.map((item) => held.has(item)));
    if (!has.includes(true)) {
      return warning(`its token is not in this machine's keychain`, [
        `${addTargetCommand(driver, target.name)} --replace`,
      ]);
    }
  }
  if (offline && driver.address !== undefined) return notChecked("it is here, and --offline asks nobody");
  await ask(app, (asking) => openPlace(asking, place, vault, { createPlace: false, force: false }));
  if (driver.token === undefined) return fine(`${identifier} can be written`);
  const which = given === undefined ? "the token" : given.variable;
  return fine(`${driver.title} takes ${which}, for secrets of ${identifier}`);
}

/** A fetch that notes how far the clock is from those of the platforms that answered (ms; positive: it is ahead). */
export function notingClocks({ fetch, clock }: App["system"], skews: Map<string, number>): Fetch {
  return async (request) => {
    const response = await fetch(request);
    const theirsMs = Date.parse(response.headers.get("date") ?? "");
    const { hostname } = new URL(request.url);
    if (!Number.isNaN(theirsMs)) skews.set(hostname, clock.nowMs() - theirsMs);
    return response;
  };
}
