// The law of the identity: whoever holds the passphrase opens `identity.age`, and what it holds opens every
// item. It is made once, whole and under a lock; `recipient` is derived from it and can be derived again.

import { CredError } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import { openUnderPassphrase, sealUnderPassphrase } from "../under_passphrase.ts";

/** The key pair of a file keychain; the recipient is public. */
export interface FileIdentity {
  readonly identity: Secret;
  readonly recipient: string;
}

const IDENTITY = /^AGE-SECRET-KEY-1[0-9A-Z]{58}$/;

/** A new identity and the file that keeps it. Errors: usage.passphrase_invalid. */
export async function makeIdentity(
  passphrase: Secret,
  workFactor: number,
): Promise<FileIdentity & { readonly sealed: Uint8Array }> {
  const age = await import("age-encryption");
  const text = await age.generateX25519Identity();
  const sealed = await sealIdentity(Secret.ofText(text), passphrase, workFactor);
  return { identity: Secret.ofText(text), recipient: await age.identityToRecipient(text), sealed };
}

/** The bytes of `identity.age` under a passphrase. Errors: usage.passphrase_invalid. */
export async function sealIdentity(
  identity: Secret,
  passphrase: Secret,
  workFactor: number,
): Promise<Uint8Array> {
  return await sealUnderPassphrase(
    identity.openText((text) => Secret.ofText(`${text}\n`)),
    passphrase,
    workFactor,
  );
}

/** Opens the bytes of `identity.age`. Errors: access.wrong_passphrase, integrity.keychain_item. */
export async function openIdentity(
  path: string,
  sealed: Uint8Array,
  passphrase: Secret,
): Promise<FileIdentity> {
  const opened = await openUnderPassphrase(sealed, passphrase);
  if (opened === "wrong passphrase") throw wrongPassphrase(path);
  const text = opened === "damaged" ? undefined : opened.openText((words) => words.trimEnd());
  if (text === undefined || !IDENTITY.test(text)) throw damaged(path);
  const { identityToRecipient } = await import("age-encryption");
  return { identity: Secret.ofText(text), recipient: await identityToRecipient(text) };
}

/** An identity as such; undefined for what is none. */
export async function identityOf(identity: Secret): Promise<FileIdentity | undefined> {
  const age = await import("age-encryption");
  try {
    return { identity, recipient: await identity.openText((text) => age.identityToRecipient(text)) };
  } catch {
    return undefined;
  }
}

/** What a damaged file of the keychain is: integrity.keychain_item, naming the path. */
export function damaged(path: string, hint = "restore the file from a backup"): CredError {
  return new CredError("integrity.keychain_item", `the keychain's file is damaged: "${path}"`, [hint]);
}

function wrongPassphrase(path: string): CredError {
  return new CredError("access.wrong_passphrase", `the passphrase does not open "${path}"`, [
    "give the one that the file keychain was made with: typed, or in CRED_PASSPHRASE or CRED_PASSPHRASE_FILE",
  ]);
}
