// The law of keeping many: each is compared with what is there, all are sealed and durable, then recorded in one append.
// A value that is there already makes no record; one that would be overwritten is refused unless that was said.

import type { PlannedSecret } from "../../domain/decide/many_secrets.ts";
import { refuseToSet } from "../../domain/decide/secrets.ts";
import { CredError } from "../../domain/errors.ts";
import type { SecretRef } from "../../domain/events.ts";
import { MAX_VALUE_BYTES, quote } from "../../domain/names.ts";
import { currentVersion, findSecret } from "../../domain/queries.ts";
import type { Secret } from "../../domain/secret.ts";
import type { State } from "../../domain/state.ts";
import type { Fingerprinter } from "../../vault/fingerprint.ts";
import type { ValueStore } from "../../vault/values.ts";
import type { VaultKeys } from "../../vault/vault_keys.ts";
import type { KeptStep } from "../../views/exchange.ts";
import { openFingerprinter, openKeys, openSigningKeys, valuesOf } from "../access/access.ts";
import type { App } from "../app.ts";
import { noteNewEnvironment } from "./change_secrets.ts";
import { refuseNow } from "../refuse_now.ts";
import { tooLarge } from "../input.ts";
import { sealedAsNow, sealValue } from "./seal_value.ts";
import { changeVault, prepareVault, type Vault } from "../vault.ts";

/** A value to be kept. */
export interface WishedSecret extends SecretRef {
  readonly value: Secret;
  readonly description: string | undefined;
  readonly expiresAt?: string | undefined;
  readonly targets?: readonly string[] | undefined;
}

/** What keeping it would do. */
export interface ComparedSecret extends WishedSecret {
  readonly step: KeptStep;
  /** The version that the name has now. */
  readonly before: string | undefined;
}

/** Compares wishes with what the vault has. The keychain is opened only where a name is there already. */
export async function compareSecrets(
  app: App,
  vault: Vault | undefined,
  state: State,
  wished: readonly WishedSecret[],
): Promise<ComparedSecret[]> {
  const compared: ComparedSecret[] = [];
  const isSame = sameness(app, vault, state);
  for (const wish of wished) {
    const entry = findSecret(state, wish);
    const version = entry === undefined ? undefined : currentVersion(state, entry);
    const before = entry?.versions.at(-1);
    if (version !== undefined && await isSame(wish, version)) {
      compared.push({ ...wish, step: "same", before });
      continue;
    }
    refuseNow(refuseToSet(state, wish, wish.description));
    if (wish.value.size > MAX_VALUE_BYTES) throw tooLarge(`value of ${quote(wish.name)}`);
    compared.push({ ...wish, step: version === undefined ? "new" : "differs", before });
  }
  return compared;
}

/** Opens what telling takes only when it is needed. */
function sameness(app: App, vault: Vault | undefined, state: State) {
  let opened: ReturnType<typeof open> | undefined;
  async function open(at: Vault) {
    const keys = await openKeys(app, at);
    return { keys, fingerprinter: await openFingerprinter(app, at, state, keys), store: valuesOf(app, at) };
  }
  return async (wish: WishedSecret, version: { readonly sealed: string; readonly fingerprint: string }) => {
    if (vault === undefined) return false;
    return await hasValue(await (opened ??= open(vault)), version, wish, wish.value);
  };
}

/** Whether a version has a value: by fingerprint, or by opening it where that was made with an older key. */
export async function hasValue(
  { keys, fingerprinter, store }: {
    readonly keys: VaultKeys;
    readonly fingerprinter: Fingerprinter;
    readonly store: ValueStore;
  },
  version: { readonly sealed: string; readonly fingerprint: string },
  ref: SecretRef,
  value: Secret,
): Promise<boolean> {
  if (fingerprinter.made(version.fingerprint)) {
    return await fingerprinter.value(ref, value) === version.fingerprint;
  }
  return (await store.open(version.sealed, keys.identity)).equals(value);
}

/** Refuses what would be overwritten. `overwrite`: whether that was said. */
export function refuseOverwriting(compared: readonly ComparedSecret[], overwrite: boolean): void {
  const names = compared.filter(({ step }) => step === "differs").map(({ name }) => name);
  if (overwrite || names.length === 0) return;
  const what = names.length === 1 ? "a secret has" : `${names.length} secrets have`;
  throw new CredError(
    "conflict.secret_exists",
    `${what} another value already: ${listed(names)}; nothing was changed`,
    [
      "to make new versions of them: --overwrite",
      "to see all that would be done: --dry-run",
    ],
  );
}

/** Keeps what isn't there yet, all of it or nothing. */
export async function keepSecrets(
  app: App,
  vault: Vault,
  compared: readonly ComparedSecret[],
): Promise<void> {
  const due = compared.filter(({ step }) => step !== "same");
  if (due.length === 0) return;
  const { state } = await prepareVault(app, vault);
  const keys = await openSigningKeys(app, vault, state);
  const fingerprinter = await openFingerprinter(app, vault, state, keys);
  for (const environment of new Set(due.map((one) => one.environment))) {
    noteNewEnvironment(app, state, environment);
  }
  const store = valuesOf(app, vault);
  const files: string[] = [];
  try {
    const planned: { readonly value: Secret; readonly secret: PlannedSecret }[] = [];
    for (const { step: _, value, description, expiresAt, targets, ...one } of due) {
      const sealed = await sealValue(store, state, one, value);
      files.push(sealed.sealed);
      const fingerprint = await fingerprinter.value(one, value);
      const secret = {
        ...one,
        ...sealed,
        fingerprint,
        ...(description === undefined ? {} : { description }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
        ...(targets === undefined ? {} : { targets }),
      };
      planned.push({ value, secret });
    }
    await changeVault(app, vault, async (now) => {
      const secrets: PlannedSecret[] = [];
      for (const { value, secret } of planned) {
        const sealed = await sealedAsNow(store, now, secret, value, secret);
        files.push(sealed.sealed);
        secrets.push({ ...secret, sealed: sealed.sealed, to: sealed.to });
      }
      return { type: "set secrets", secrets };
    }, keys);
  } catch (error) {
    // Whether the records got in is not sure after every failure: the files stay where one may name them.
    if (error instanceof CredError && /^(conflict|usage)/.test(error.code)) {
      for (const file of files) await store.remove(file);
    }
    throw error;
  }
}

/** Names in a sentence: all of a few. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).map(quote).join(", ");
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
