// The law of sealing again: new files first, each durable before the next; then one append names all of them; the old
// files go after it. Whatever is cut off leaves every value as it was, and perhaps files that no record names.

import type { SealedAgain } from "../../domain/decide/access.ts";
import { CredError } from "../../domain/errors.ts";
import type { Sealed } from "../../domain/events.ts";
import { fingerprintReadersOf, isSealedTo, type Readers, readersOf } from "../../domain/readers.ts";
import type { Recipient, State } from "../../domain/state.ts";
import type { VaultKeys } from "../../vault/vault_keys.ts";
import { valuesOf } from "./access.ts";
import type { App } from "../app.ts";
import type { Vault } from "../vault.ts";

/** What was sealed again, and what could not be: versions whose values this machine can't open. */
export interface Resealed extends SealedAgain {
  readonly left: readonly { readonly version: string; readonly why: string }[];
}

/** Where nothing had to be sealed again. */
export const NOTHING_SEALED: Resealed = { versions: [], fingerprintKeys: [], left: [] };

/** Seals what is not sealed to just those who may open it, under the vault's lock: nothing may be added meanwhile. */
export async function sealAgain(
  app: App,
  vault: Vault,
  state: State,
  keys: VaultKeys,
  readers: Readers,
): Promise<Resealed> {
  const store = valuesOf(app, vault);
  const made: string[] = [];
  const again = async (sealed: string, to: readonly Recipient[]): Promise<Sealed> => {
    const fresh = await store.seal(await store.open(sealed, keys.identity), to);
    made.push(fresh.sealed);
    return fresh;
  };
  const resealed = { versions: [], fingerprintKeys: [], left: [] } as {
    -readonly [K in keyof Resealed]: Resealed[K][number][];
  };
  try {
    // Without these nobody could set a value: one that can't be opened ends it.
    const makers = fingerprintReadersOf(readers);
    for (const [fingerprintKey, { sealed, to }] of state.fingerprintKeys) {
      if (isSealedTo(to, makers)) continue;
      resealed.fingerprintKeys.push({ fingerprintKey, ...await again(sealed, makers) });
    }
    for (const { id: version, environment, sealed, to } of state.versions.values()) {
      const wanted = readersOf(readers, environment);
      if (isSealedTo(to, wanted)) continue;
      try {
        resealed.versions.push({ version, ...await again(sealed, wanted) });
      } catch (error) {
        if (!(error instanceof CredError) || !CANT_OPEN.has(error.code)) throw error;
        resealed.left.push({ version, why: error.message });
      }
    }
  } catch (error) {
    for (const file of made) await store.remove(file).catch(() => {});
    throw error;
  }
  return resealed;
}

const CANT_OPEN: ReadonlySet<string> = new Set([
  "access.not_a_recipient",
  "access.no_reader",
  "integrity.value",
]);
