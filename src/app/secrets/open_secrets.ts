import { refuseMissing } from "../../domain/decide/secrets.ts";
import { environmentNames, secretsIn } from "../../domain/environments.ts";
import { CredError } from "../../domain/errors.ts";
import { DEFAULT_ENVIRONMENT, quote } from "../../domain/names.ts";
import { didYouMean } from "../../domain/nearest.ts";
import { currentVersion, findSecret } from "../../domain/queries.ts";
import type { Secret } from "../../domain/secret.ts";
import type { SecretEntry, State } from "../../domain/state.ts";
import { ValueStore } from "../../vault/values.ts";
import type { App } from "../app.ts";
import { refuseNow } from "../refuse_now.ts";
import { openIdentity } from "../access/open_identity.ts";
import { currentOrRefuse } from "./read_secrets.ts";
import type { Vault } from "../vault.ts";

/** A secret with its current value. */
export interface OpenedSecret {
  readonly entry: SecretEntry;
  readonly value: Secret;
}

/** Which secrets of an environment a command is about; `only` undefined: all. */
export interface SecretChoice {
  readonly environment: string;
  readonly only: readonly string[] | undefined;
}

/**
 * Opens the current values of an environment's secrets, by name. One that was named must be there with a value; of the
 * others, those whose value is gone are warned of. The keychain is opened only where there is something to open.
 */
export async function openSecrets(
  app: App,
  vault: Vault,
  state: State,
  choice: SecretChoice,
): Promise<OpenedSecret[]> {
  const entries = chosenEntries(state, choice);
  if (entries.length === 0) return [];
  const identity = await openIdentity(app, vault);
  const store = new ValueStore(app.system.files, vault.paths.valuesFolder);
  const opened: OpenedSecret[] = [];
  for (const entry of entries) {
    const version = choice.only === undefined ? currentVersion(state, entry) : currentOrRefuse(state, entry);
    if (version !== undefined) opened.push({ entry, value: await store.open(version.sealed, identity) });
    else app.report.warn(`${quote(entry.name)} is left out: its key was deleted, and its value with it`);
  }
  return opened;
}

/** Secrets of an environment by name; an environment without any is an error, unless it is the usual one. */
function chosenEntries(state: State, { environment, only }: SecretChoice): SecretEntry[] {
  const all = secretsIn(state, environment);
  if (all.length === 0 && environment !== DEFAULT_ENVIRONMENT) throw noEnvironment(state, environment);
  if (only === undefined) return all;
  for (const name of only) {
    const missing = refuseMissing(state, { environment, name });
    refuseNow(missing);
  }
  return [...new Set(only)].map((name) => findSecret(state, { environment, name })!);
}

/** The error of an environment that has no secrets. */
export function noEnvironment(state: State, environment: string): CredError {
  return new CredError(
    "failed.no_environment",
    `there is no secret in environment ${quote(environment)}${
      didYouMean(environment, environmentNames(state))
    }`,
    ["see which there are: cred env list"],
  );
}
