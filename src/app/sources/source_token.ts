import { refusalError } from "../../domain/errors.ts";
import { livingKeys } from "../../domain/queries.ts";
import type { Key, State } from "../../domain/state.ts";
import { findToken, makerOf } from "../../domain/tokens.ts";
import { keyRefView } from "../../views/deletions.ts";
import { type MintedRevokedView, type SourceTokensView, sourceTokensView } from "../../views/tokens.ts";
import { addSource } from "./add_source.ts";
import type { App } from "../app.ts";
import { deleteKeys, type Failure } from "./delete_keys.ts";
import type { SecretInput } from "../input.ts";
import { sourceOf, withSource } from "./source_act.ts";
import { type Vault, viewVault } from "../vault.ts";

/** Which master tokens made the living keys of a source. Needs neither keychain nor network. */
export async function listTokens(app: App, vault: Vault, source: string): Promise<SourceTokensView> {
  const { state } = await viewVault(app, vault);
  return sourceTokensView(state, sourceOf(state, source), {
    vault: vault.place.folder,
    dryRun: false,
    replaced: false,
  });
}

/** Gives a source another master token of the same account, in place of the one that it has. */
export async function replaceToken(
  app: App,
  vault: Vault,
  source: string,
  { token, verify }: { readonly token: SecretInput; readonly verify: boolean },
): Promise<SourceTokensView> {
  const before = await viewVault(app, vault);
  const { driver: platform } = sourceOf(before.state, source);
  await addSource(app, { platform, as: source, token, verify, replace: true, fromPersonal: false });
  const { state } = await viewVault(app, vault);
  return sourceTokensView(state, sourceOf(state, source), {
    vault: vault.place.folder,
    dryRun: app.options.dryRun,
    replaced: true,
  });
}

/** The fingerprint that a word means; usage.minted_by names those that there are. */
export function tokenNamed(state: State, source: string, word: string): string {
  sourceOf(state, source);
  const found = findToken(state, source, word);
  if ("refusal" in found) throw refusalError(found.refusal);
  return found.token;
}

/** The living keys that a master token made, before anybody is asked whether they shall go. */
export async function keysMintedBy(
  app: App,
  vault: Vault,
  source: string,
  word: string,
): Promise<{ readonly token: string; readonly keys: readonly Key[] }> {
  const { state } = await viewVault(app, vault);
  const token = tokenNamed(state, source, word);
  return { token, keys: livingKeys(state, source).filter((key) => makerOf(key) === token) };
}

/** Deletes the keys that one master token made, there and here; the source stays. */
export async function revokeMinted(
  app: App,
  vault: Vault,
  source: string,
  { token, keys }: { readonly token: string; readonly keys: readonly Key[] },
): Promise<MintedRevokedView> {
  const base = { source, mintedBy: token, vault: vault.place.folder, dryRun: app.options.dryRun };
  if (base.dryRun || keys.length === 0) return { ...base, deleted: keys.map(keyRefView), failed: [] };
  return await withSource(app, vault, source, async (act) => {
    const { state } = await act.state();
    const asked = new Set(keys.map(({ id }) => id));
    const failed: Failure[] = [];
    const left = livingKeys(state, source).filter(({ id }) => asked.has(id));
    const deleted = await deleteKeys(act, left, "revoke", failed);
    return { ...base, deleted: deleted.map(keyRefView), failed };
  });
}
