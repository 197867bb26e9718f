// The law of tokens: kept in the keychain under a fresh name and read back; then the event that names it; then the old
// item goes. Whatever dies between leaves the token that the history names.

import type { Command } from "../../domain/decide/mod.ts";
import { CredError } from "../../domain/errors.ts";
import type { Secret } from "../../domain/secret.ts";
import { tokenItem } from "../../vault/vault_keys.ts";
import { openFingerprinter, openSigningKeys } from "../access/access.ts";
import type { App } from "../app.ts";
import { knownToken } from "./known_token.ts";
import { changeVault, loadVault, type Vault } from "../vault.ts";

/** A token to be kept. */
export interface TokenToKeep {
  readonly token: Secret;
  /** The platform's word, which its fingerprint is bound to. */
  readonly platform: string;
  /** What the system's own tools show: "master token of resend". */
  readonly label: string;
  /** Items that it replaces. */
  readonly old: readonly string[];
}

/** Keeps a token; `record` makes the command that names its keychain item and fingerprint. */
export async function keepToken(
  app: App,
  vault: Vault,
  { token, platform, label, old }: TokenToKeep,
  record: (kept: { readonly item: string; readonly token: string }) => Command,
): Promise<void> {
  const keychain = await app.keychain();
  const { state } = await loadVault(app, vault);
  const keys = await openSigningKeys(app, vault, state);
  const fingerprinter = await openFingerprinter(app, vault, state, keys);
  const item = tokenItem(vault.id, app.system.random);
  const known = await knownToken({ app, vault, keys, fingerprinter }, state, platform, token);
  const command = record({ item, token: known });
  await keychain.set(item, token, `cred ${label} (vault ${vault.id.slice(0, 8)})`);
  try {
    if (!(await keychain.get(item))?.equals(token)) {
      throw new CredError("failed.keychain", `the ${keychain.title} did not give back what was stored in it`);
    }
    await changeVault(app, vault, () => command, keys);
  } catch (error) {
    if (!await mayBeNamed(app, vault, item)) await keychain.delete(item).catch(() => false);
    throw error;
  }
  for (const gone of old) await keychain.delete(gone).catch(() => false);
}

/** Whether a record names an item, or will: what was signed and could not be written is written by the next change. */
async function mayBeNamed(app: App, vault: Vault, item: string): Promise<boolean> {
  try {
    const { state, heads } = await loadVault(app, vault);
    return heads.pending?.lines.includes(item) === true ||
      [...state.sources.values(), ...state.targets.values()].some(({ items }) => items.includes(item));
  } catch {
    return true;
  }
}
