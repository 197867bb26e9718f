// What this machine may do with a vault: its keys from the keychain, and what they open.

import { isForOwners } from "../../domain/authority.ts";
import { toBase64 } from "../../domain/encoding.ts";
import { CredError } from "../../domain/errors.ts";
import type { Fact } from "../../domain/events.ts";
import { quote } from "../../domain/names.ts";
import type { Signer, State } from "../../domain/state.ts";
import { Fingerprinter } from "../../vault/fingerprint.ts";
import { ValueStore } from "../../vault/values.ts";
import { vaultItem } from "../../vault/vault_item.ts";
import { openVaultKeys, readOnlyError, type VaultKeys } from "../../vault/vault_keys.ts";
import type { App } from "../app.ts";
import type { Vault } from "../vault.ts";

/** The keys of this machine for a vault; access.no_access where it has none. Whether they may sign is not asked. */
export async function openKeys(app: App, vault: Vault): Promise<VaultKeys> {
  const keychain = await app.keychain();
  const item = await keychain.get(vaultItem(vault.id));
  if (item !== undefined) return await openVaultKeys(item);
  const { replacedAt } = await import("../history/replaced_vault.ts");
  const isReplaced = await replacedAt(app, vault.place.folder, vault.id) !== undefined;
  throw new CredError(
    "access.no_access",
    `this machine has no access to this vault: its keychain (${keychain.title}) lacks the vault's keys`,
    [
      ...isReplaced ? ["it remembers another vault in this folder: cred log verify"] : [],
      "ask for it: cred access request",
      "or get it with the recovery key: cred recovery use FILE",
      "reading the history needs no access: cred log",
    ],
  );
}

/** The keys of this machine for a vault that it may change, asked before anything is done that can't be taken back. */
export async function openSigningKeys(app: App, vault: Vault, state: State): Promise<VaultKeys> {
  const keys = await openKeys(app, vault);
  requireSigner(state, keys);
  return keys;
}

/** This machine's signer, as the history has it. Throws access.read_only, access.not_a_signer, access.retired. */
export function requireSigner(state: State, keys: VaultKeys): Signer {
  if (keys.signer === "") throw readOnlyError();
  const signer = state.signers.get(keys.signer);
  if (signer === undefined || signer.publicKey !== toBase64(keys.publicKey)) {
    throw new CredError(
      "access.not_a_signer",
      `this machine may not change this vault: nobody added its signer ${keys.signer}`,
      [
        "if it was granted since, take that: cred sync",
        "else ask for it: cred access request",
      ],
    );
  }
  if (signer.retiredAt === undefined) return signer;
  throw new CredError(
    "access.retired",
    `this machine may no longer change this vault: its signer ${
      quote(signer.label)
    } (${signer.id}) is retired ` +
      `since ${signer.retiredAt}`,
    ["ask for it anew, with new keys: cred access request"],
  );
}

/** Refuses a signer that may not change who has access, before anything is sealed for somebody. */
export function requireOwner(state: State, keys: VaultKeys): Signer {
  const signer = requireSigner(state, keys);
  if (signer.role === "writer") throw writersMayNot(signer);
  return signer;
}

/** Refuses what the signer's role may not record: it would stay in the history, and count for nothing. */
export function refuseForRole(signer: Signer, events: readonly Fact[]): void {
  if (signer.role === "writer" && events.some((event) => isForOwners(event, signer.id))) {
    throw writersMayNot(signer);
  }
}

function writersMayNot({ label }: Signer): CredError {
  return new CredError(
    "access.role",
    `signer ${quote(label)} is a writer, and only an owner may change who has access`,
    ["see who is an owner: cred signer list"],
  );
}

/** The vault's sealed values. */
export function valuesOf(app: App, vault: Vault): ValueStore {
  return new ValueStore(app.system.files, vault.paths.valuesFolder);
}

/** Opens the key that fingerprints are made with. */
export async function openFingerprinter(
  app: App,
  vault: Vault,
  state: State,
  keys: VaultKeys,
): Promise<Fingerprinter> {
  const id = state.fingerprintKey;
  const sealed = id === undefined ? undefined : state.fingerprintKeys.get(id);
  if (id === undefined || sealed === undefined) {
    throw new CredError("integrity.no_fingerprint_key", "this vault's history names no fingerprint key", [
      "restore the vault from a copy",
    ]);
  }
  return new Fingerprinter(id, await valuesOf(app, vault).open(sealed.sealed, keys.identity));
}
