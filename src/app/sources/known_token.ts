// The law of a token's name: it is the fingerprint that the history first knew the token by. Fingerprint keys are replaced
// when somebody's access ends; the token, and the account that its keys are in, stay the same.

import { CredError } from "../../domain/errors.ts";
import type { Secret } from "../../domain/secret.ts";
import type { State } from "../../domain/state.ts";
import { Fingerprinter } from "../../vault/fingerprint.ts";
import type { VaultKeys } from "../../vault/vault_keys.ts";
import { valuesOf } from "../access/access.ts";
import type { App } from "../app.ts";
import type { Vault } from "../vault.ts";

/** What telling takes. */
export interface TokenNaming {
  readonly app: App;
  readonly vault: Vault;
  readonly keys: VaultKeys;
  /** Makes new fingerprints. */
  readonly fingerprinter: Fingerprinter;
}

/** The fingerprint that a platform's token has in the history; a new one where no source had it. */
export async function knownToken(
  naming: TokenNaming,
  state: State,
  platform: string,
  token: Secret,
): Promise<string> {
  const { fingerprinter } = naming;
  const older = new Map<string, Fingerprinter | undefined>();
  for (const { driver, accounts } of state.sources.values()) {
    if (driver !== platform) continue;
    for (const fingerprint of accounts.keys()) {
      const id = fingerprint.slice(0, fingerprint.indexOf(":"));
      if (!older.has(id)) {
        older.set(id, fingerprinter.made(fingerprint) ? fingerprinter : await olderOne(naming, state, id));
      }
      if (await older.get(id)?.token(platform, token) === fingerprint) return fingerprint;
    }
  }
  return await fingerprinter.token(platform, token);
}

/** Undefined where this machine got access after the key was replaced. */
async function olderOne(
  { app, vault, keys }: TokenNaming,
  state: State,
  id: string,
): Promise<Fingerprinter | undefined> {
  const key = state.fingerprintKeys.get(id);
  if (key === undefined) return undefined;
  try {
    return new Fingerprinter(id, await valuesOf(app, vault).open(key.sealed, keys.identity));
  } catch (error) {
    if (error instanceof CredError && error.code === "access.not_a_recipient") return undefined;
    throw error;
  }
}
