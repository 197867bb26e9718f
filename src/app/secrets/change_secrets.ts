import { decideRemoveSecret, refuseToSet } from "../../domain/decide/secrets.ts";
import { CredError } from "../../domain/errors.ts";
import type { SecretRef } from "../../domain/events.ts";
import { MAX_VALUE_BYTES, quote } from "../../domain/names.ts";
import { findSecret } from "../../domain/queries.ts";
import type { Secret } from "../../domain/secret.ts";
import type { State } from "../../domain/state.ts";
import type { SecretChangedView } from "../../views/secrets.ts";
import { openFingerprinter, openSigningKeys, valuesOf } from "../access/access.ts";
import type { App } from "../app.ts";
import { refuseNow } from "../refuse_now.ts";
import { parseExpiry } from "../sources/expiry.ts";
import { readSecretInput, type SecretInput, tooLarge } from "../input.ts";
import { findOrMakeVault } from "../make_vault.ts";
import { sealedAsNow, sealValue } from "./seal_value.ts";
import { isTargetDriver } from "../targets/target_drivers.ts";
import { changeVault, findVault, prepareVault, requireVault, viewState, viewVault } from "../vault.ts";

/** What `secret set` was asked. */
export interface SetSecretWish extends SecretRef {
  readonly value: SecretInput;
  readonly description: string | undefined;
  /** As typed: when it expires. */
  readonly expires: string | undefined;
}

/** Sets a secret by hand: sealed and durable first, then recorded. */
export async function setSecret(app: App, wish: SetSecretWish): Promise<SecretChangedView> {
  const { environment, name, description } = wish;
  const found = await findVault(app);
  const early = await viewState(app, found);
  refuseNow(refuseToSet(early, wish, description));
  const expiresAt = parseExpiry(app, wish.expires);
  const change = findSecret(early, wish) === undefined ? "set" : "changed";
  const expiry = expiresAt === undefined ? {} : { expiresAt };
  const view = { secret: name, environment, change, ...expiry } as const;
  if (app.options.dryRun) return { ...view, vault: found?.place.folder, dryRun: true };
  await (await app.keychain()).has("probe");
  const value = await readSecretInput(app, wish.value, {
    what: "value",
    question: `Value of ${name}`,
    flags: "--file, or the value on standard input with -",
  });
  checkValue(value);
  const vault = found ?? await findOrMakeVault(app);
  const { state } = await prepareVault(app, vault);
  const keys = await openSigningKeys(app, vault, state);
  noteNewEnvironment(app, state, environment);
  const fingerprinter = await openFingerprinter(app, vault, state, keys);
  const store = valuesOf(app, vault);
  let sealed = await sealValue(store, state, wish, value);
  try {
    const fingerprint = await fingerprinter.value(wish, value);
    const data = {
      environment,
      name,
      fingerprint,
      ...(description === undefined ? {} : { description }),
      ...expiry,
    };
    await changeVault(app, vault, async (now) => {
      sealed = await sealedAsNow(store, now, wish, value, sealed);
      return { type: "set secret", ...data, ...sealed };
    }, keys);
  } catch (error) {
    // Whether the record got in is not sure after every failure: the file stays where one may name it.
    if (error instanceof CredError && /^(conflict|usage)/.test(error.code)) await store.remove(sealed.sealed);
    throw error;
  }
  return { ...view, vault: vault.place.folder, dryRun: false };
}

/** Says what a secret is for. */
export async function describeSecret(
  app: App,
  ref: SecretRef,
  description: string,
): Promise<SecretChangedView> {
  const vault = await requireVault(app);
  await changeVault(app, vault, () => ({ type: "describe secret", ...ref, description }));
  return {
    secret: ref.name,
    environment: ref.environment,
    change: "described",
    vault: vault.place.folder,
    dryRun: app.options.dryRun,
  };
}

/** Takes a secret that was set by hand out of the vault, with all its versions. */
export async function removeSecret(app: App, ref: SecretRef): Promise<SecretChangedView> {
  const vault = await requireVault(app);
  await changeVault(app, vault, () => ({ type: "remove secret", ...ref }));
  return {
    secret: ref.name,
    environment: ref.environment,
    change: "removed",
    vault: vault.place.folder,
    dryRun: app.options.dryRun,
  };
}

/** Tells when a change makes an environment that was not there. */
export function noteNewEnvironment(app: App, state: State, environment: string): void {
  if (environment === "default") return;
  if ([...state.secrets.values()].some((entry) => entry.environment === environment)) return;
  app.report.note(`environment ${quote(environment)} is new`);
}

function checkValue(value: Secret): void {
  if (value.size === 0) throw new CredError("usage.empty", "the value is empty", ["a secret needs a value"]);
  if (value.size > MAX_VALUE_BYTES) throw tooLarge("value");
}

/** Whether a secret can be removed, before anybody is asked. */
export async function secretToRemove(app: App, ref: SecretRef): Promise<void> {
  const { state } = await viewVault(app, await requireVault(app));
  const decision = decideRemoveSecret(state, { type: "remove secret", ...ref });
  refuseNow("refusal" in decision ? decision : undefined);
}

/** Says which targets may have a secret; undefined: all of them. */
export async function limitSecret(
  app: App,
  ref: SecretRef,
  targets: readonly string[] | undefined,
): Promise<SecretChangedView> {
  const vault = await requireVault(app);
  const { state } = await changeVault(app, vault, () => ({ type: "limit secret", ...ref, targets }));
  for (const one of targets ?? []) {
    if (!state.targets.has(one) && !isTargetDriver(one)) {
      app.report.warn(`there is no target ${quote(one)} yet`);
    }
  }
  return {
    secret: ref.name,
    environment: ref.environment,
    change: "limited",
    vault: vault.place.folder,
    dryRun: app.options.dryRun,
  };
}
