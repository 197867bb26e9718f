// The law of adoption: nothing is asked of the platform but to list its keys and to let the value in, so a crash leaves
// either nothing or a key that is managed. Only what nobody manages is taken over, and never the key that makes keys.

import { classify } from "../../domain/classify.ts";
import { refuseAdoption, refuseMarked, refuseToAdopt } from "../../domain/decide/adoption.ts";
import { CredError } from "../../domain/errors.ts";
import type { SecretRef } from "../../domain/events.ts";
import { MAX_VALUE_BYTES, quote, quoteStart } from "../../domain/names.ts";
import { currentVersion, findSecret } from "../../domain/queries.ts";
import { cleanRemoteText } from "../../domain/remote_text.ts";
import type { Secret } from "../../domain/secret.ts";
import type { State } from "../../domain/state.ts";
import type { RemoteKey } from "../../sources/source.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import { type AdoptedView, adoptedView } from "../../views/adoption.ts";
import { valuesOf } from "../access/access.ts";
import type { App } from "../app.ts";
import { noteNewEnvironment } from "../secrets/change_secrets.ts";
import { refuseNow } from "../refuse_now.ts";
import { driverNamed } from "./drivers.ts";
import { parseExpiry } from "./expiry.ts";
import { checkPermission, present } from "./key_wish.ts";
import { readSecretInput, tooLarge } from "../input.ts";
import { hasValue } from "../secrets/keep_secrets.ts";
import { knownToken } from "./known_token.ts";
import { sealValue } from "../secrets/seal_value.ts";
import { newId, type SourceAct, sourceOf, withSource } from "./source_act.ts";
import { type Vault, viewVault } from "../vault.ts";

/** Most characters of a name given elsewhere that go into the log. */
const MAX_NAME = 300;

/** What `source adopt` was asked. */
export interface AdoptWish extends SecretRef {
  readonly source: string;
  readonly remoteId: string;
  readonly permission: string | undefined;
  readonly domain: string | undefined;
  readonly description: string | undefined;
  /** As typed: when it expires. */
  readonly expires: string | undefined;
}

/** Takes over a key that was made elsewhere, so that it is rotated, deleted and revoked like one that was made here. */
export async function adoptKey(app: App, vault: Vault, wish: AdoptWish): Promise<AdoptedView> {
  const { source, remoteId, environment, name, domain, description } = wish;
  const { state } = await viewVault(app, vault);
  const driver = await driverNamed(sourceOf(state, source).driver);
  checkPermission(driver, wish);
  const expiresAt = parseExpiry(app, wish.expires);
  const wished = { source, environment, name, ...present({ domain, description, expiresAt }) };
  refuseNow(refuseToAdopt(state, { ...wished, remoteId }, app.system.clock.nowMs()));
  const value = app.options.dryRun ? undefined : await readValue(app, name);

  return await withSource(app, vault, source, async (act) => {
    const store = valuesOf(app, vault);
    if (value !== undefined) await store.checkWritable();
    const remote = await findForeign(act, remoteId);
    if (domain !== undefined) await act.client.domainId(domain);
    if (value === undefined) return adoptedView(vault.place.folder, driver, wished, remote, undefined);

    await refuseMasterToken(act, value);
    const permission = await permissionOf(act, value, wish);
    checkPermission(driver, { permission, domain });
    noteNewEnvironment(app, state, environment);
    const key = newId(app);
    const nowMs = app.system.clock.nowMs();
    const tested = act.client.trial !== undefined;
    const { createdAt } = remote;
    const fingerprint = await act.fingerprinter.value(wish, value);
    const data = {
      ...wished,
      key,
      remoteId,
      permission,
      remoteName: cleanRemoteText(remote.remoteName, MAX_NAME),
      token: act.token,
      fingerprint,
      ...present({ madeAt: createdAt }),
    };
    const outcome = await act.change(async (now) => {
      const unsealed = { ...data, ...present({ version: await sameVersion(act, now, wish, value) }) };
      refuseNow(refuseAdoption(now, unsealed, nowMs));
      const sealed = await sealValue(store, now, wish, value);
      return { type: "adopt key", adopted: { ...unsealed, ...sealed }, tested, nowMs };
    });
    const recorded = outcome.events[0];
    return adoptedView(vault.place.folder, driver, wished, remote, {
      key,
      permission,
      tested,
      position: recorded === undefined ? undefined : `${recorded.log}:${recorded.event.seq}`,
    });
  });
}

async function readValue(app: App, name: string): Promise<Secret> {
  const stdin = !app.system.terminal.isTty.stdin;
  const value = await readSecretInput(app, { stdin }, {
    what: "value of the key",
    question: `Value of the key that is to be ${name}`,
    flags: "it on standard input",
  });
  if (value.size > MAX_VALUE_BYTES) throw tooLarge("value");
  if (value.size > 0) return value;
  throw new CredError("usage.empty", "the value is empty", ["give the key's value on standard input"]);
}

/** The key at the platform, where nobody manages it. */
async function findForeign(act: SourceAct, remoteId: string): Promise<RemoteKey> {
  const { source, driver, app } = act;
  const listed = await act.client.list();
  const { state, ownLogs } = await act.wholeState();
  const own = { logs: ownLogs, locked: true };
  const found = classify(state, source.name, listed, app.system.clock.nowMs(), own)
    .find(({ remote }) => remote.remoteId === remoteId);
  if (found === undefined) {
    const named = listed.filter(({ remoteName }) => remoteName === remoteId);
    throw new CredError(
      "failed.no_key",
      `${driver.title} lists no key ${quoteStart(remoteId)} in the account of source ${quote(source.name)}`,
      [
        ...named.map((one) => `a key of this name has the id ${one.remoteId}`),
        `see which there are: cred source keys ${source.name}`,
        `a key of another account is taken over there: cred source add ${driver.name} --as NAME`,
      ],
    );
  }
  refuseNow(refuseMarked(found));
  return found.remote;
}

/** A master token as a key would be handed to programs, and end with a revocation that needs it. */
async function refuseMasterToken(act: SourceAct, value: Secret): Promise<void> {
  const { state } = await act.state();
  const fingerprint = await knownToken(act, state, act.driver.name, value);
  const whose = fingerprint === act.token
    ? act.source
    : [...state.sources.values()].find(({ accounts }) => accounts.has(fingerprint));
  if (whose === undefined) return;
  throw new CredError(
    "conflict.master_token",
    `the value is a master token of source ${quote(whose.name)}: as a key it would be handed to programs`,
    [
      "give the value of the key that has the id",
      `or make a key for them: cred source generate ${whose.name} KEY`,
    ],
  );
}

/** What the platform lets the key do, as far as it can be tried; else what was said. */
async function permissionOf(act: SourceAct, value: Secret, { permission }: AdoptWish): Promise<string> {
  const { client: { trial }, driver } = act;
  const levels = permission === undefined ? driver.permissions.map(({ name }) => name) : [permission];
  if (trial === undefined) {
    act.app.report.warn(`the value was not tried: ${driver.title} has no way to do that`);
    if (levels.length === 1) return levels[0]!;
    throw new CredError("usage.permission", `what the key may do can't be seen from ${driver.title}`, [
      `say it: --permission ${levels.join("|")}`,
    ]);
  }
  for (const level of levels) {
    try {
      await trial.tryKey(value, level);
      return level;
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      if (error.code === "access.token_rejected") {
        throw new CredError("access.key_rejected", `${driver.title} does not accept the value as a key`, [
          "copy it again: it was shown when the key was made",
          "a key whose value is lost can't be taken over: make a new one, and end it at the platform",
        ], error);
      }
      if (error.code !== "failed.wrong_permission") throw error;
    }
  }
  throw new CredError("conflict.permission", `the value is of a key that may do something else`, [
    permission === undefined
      ? `${driver.title} has levels that this cred doesn't know`
      : "leave out --permission: it is found out",
  ]);
}

/** The version that the name has now, where its value is the same. */
async function sameVersion(
  { app, vault, fingerprinter, keys }: SourceAct,
  state: State,
  ref: SecretRef,
  value: Secret,
): Promise<string | undefined> {
  const entry = findSecret(state, ref);
  const version = entry === undefined ? undefined : currentVersion(state, entry);
  if (version === undefined) return undefined;
  const store = valuesOf(app, vault);
  return await hasValue({ fingerprinter, store, keys }, version, ref, value) ? version.id : undefined;
}
