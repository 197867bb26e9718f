// The law of access: what opens and signs for a vault on this machine is one keychain item, a signing seed and an age
// identity. It is made once, with the vault; a machine without it can read history and state, and never gets a new one.

import * as v from "valibot";
import { fromBase64, toBase64, toHex } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";
import { lightSha256 } from "../log/hash.ts";
import { type Sign, signerOf } from "../log/note.ts";
import { signerIdOf } from "../log/origin.ts";
import type { Random } from "../system/random.ts";
import { badItemError } from "./vault_item.ts";

/** The keys that this machine has for one vault. */
export interface VaultKeys {
  /** Empty where the keys only open: then they sign nothing. */
  readonly signer: string;
  readonly publicKey: Uint8Array;
  readonly sign: Sign;
  /** `AGE-SECRET-KEY-1…` */
  readonly identity: Secret;
  /** `age1…` */
  readonly recipient: string;
}

const ITEM = v.object({ seed: v.optional(v.string()), identity: v.string() });

/** The name of a keychain item for a master token: fresh each time, so that the old one stays until the event is in. */
export function tokenItem(vaultId: string, random: Random): string {
  return `token-${vaultId}-${toHex(random.bytes(8))}`;
}

/** A recipient's id: the first 16 hex digits of the SHA-256 of its `age1…` line. */
export function recipientIdOf(recipient: string): string {
  return toHex(lightSha256(new TextEncoder().encode(recipient))).slice(0, 16);
}

/** New keys, the item to store them as, and the 32 bytes that they sign with. */
export async function makeVaultKeys(
  random: Random,
): Promise<{ keys: VaultKeys; item: Secret; seed: Secret }> {
  const { generateX25519Identity } = await import("age-encryption");
  const seed = Secret.ofBytes(random.bytes(32));
  const item = Secret.ofText(
    JSON.stringify({ seed: seed.open(toBase64), identity: await generateX25519Identity() }),
  );
  return { keys: await openVaultKeys(item), item, seed };
}

/** The keys of a stored item. */
export async function openVaultKeys(item: Secret): Promise<VaultKeys> {
  const { identityToRecipient } = await import("age-encryption");
  const parsed = item.openText((text) => v.safeParse(ITEM, parseJson(text)));
  const isReadOnly = parsed.success && parsed.output.seed === undefined;
  const seed = parsed.success ? fromBase64(parsed.output.seed ?? "") : undefined;
  // The age library quotes what it can't read, so its error ends here.
  const recipient = parsed.success
    ? await identityToRecipient(parsed.output.identity).catch(() => undefined)
    : undefined;
  if (!parsed.success || seed?.length !== (isReadOnly ? 0 : 32) || recipient === undefined) {
    throw badItemError();
  }
  const opens = { identity: Secret.ofText(parsed.output.identity), recipient };
  if (isReadOnly) {
    return { ...opens, signer: "", publicKey: new Uint8Array(), sign: () => Promise.reject(readOnlyError()) };
  }
  const { sign, publicKey } = await signerOf(seed);
  seed.fill(0);
  return { ...opens, signer: signerIdOf(publicKey), publicKey, sign };
}

/** access.read_only: the keys open the vault, and sign nothing. */
export function readOnlyError(): CredError {
  return new CredError("access.read_only", "this machine may read this vault, and not change it", [
    "do it on a machine that may: cred signer list",
  ]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
