// The law of making the identity: under a lock, `identity.age` first and whole, `recipient` after it. A crash
// between the two leaves an identity from which the recipient is derived; of two processes the second opens
// what the first has made. An identity is never made beside items that an older one sealed.
//
// System calls of making the identity:
//   home mkdir
//   keychain mkdir
//   keychain/lock openat flock ftruncate write
//   keychain/identity.age.<hex>.tmp openat write fsync rename→identity.age
//   keychain fsync
//   keychain/recipient.<hex>.tmp openat write fsync rename→recipient
//   keychain fsync

import { CredError } from "../../domain/errors.ts";
import type { Secret } from "../../domain/secret.ts";
import type { Files } from "../../system/files.ts";
import { damaged, type FileIdentity, identityOf, makeIdentity, openIdentity } from "./identity.ts";
import type { PassphrasePurpose } from "../passphrase.ts";

const RECIPIENT = /^age1[0-9a-z]{58}\n?$/;
const LOCK_WAIT_MS = 30_000;

/** The identity of a file keychain on disk. */
export interface IdentityStore {
  /** The identity, opened once and kept; undefined when none was made. */
  opened(): Promise<FileIdentity | undefined>;
  /** The recipient to seal items to; makes the identity when there is none. */
  recipient(): Promise<string>;
}

/** Keeps `identity.age` and `recipient` in a folder; the passphrase is asked for once. */
export function openIdentityStore(
  { files, folder, passphrase, unlocked, holder, workFactor }: {
    readonly files: Files;
    readonly folder: string;
    readonly passphrase: (purpose: PassphrasePurpose) => Promise<Secret>;
    readonly unlocked?: ((recipient: string) => Secret | undefined) | undefined;
    readonly holder: string;
    readonly workFactor: number;
  },
): IdentityStore {
  const identityPath = `${folder}/identity.age`;
  const recipientPath = `${folder}/recipient`;
  let known: FileIdentity | undefined;
  const open = once(async (): Promise<FileIdentity | undefined> => {
    const sealed = await files.read(identityPath);
    if (sealed === undefined) return undefined;
    known = await findUnlocked() ?? await openIdentity(identityPath, sealed, await passphrase("open"));
    return known;
  });
  const make = once(async (): Promise<FileIdentity> => {
    const words = await passphrase("make");
    const made = await makeIdentity(words, workFactor);
    await files.makeFolder(folder);
    const lock = await files.lock(`${folder}/lock`, holder, LOCK_WAIT_MS);
    try {
      const other = await files.read(identityPath);
      if (other === undefined) await files.replace(identityPath, made.sealed);
      known = other === undefined ? made : await openIdentity(identityPath, other, words);
      await writeRecipient(known);
      return known;
    } finally {
      lock.release();
    }
  });

  async function opened(): Promise<FileIdentity | undefined> {
    const identity = known ?? await open();
    const recipient = await readRecipient();
    if (identity !== undefined && recipient !== undefined) checkPair(identity, recipient);
    return identity;
  }

  /** What is open already counts only as the identity that items are sealed to. */
  async function findUnlocked(): Promise<FileIdentity | undefined> {
    const recipient = unlocked === undefined ? undefined : await readRecipient();
    const identity = recipient === undefined ? undefined : unlocked?.(recipient);
    const found = identity === undefined ? undefined : await identityOf(identity);
    return found?.recipient === recipient ? found : undefined;
  }

  async function recipient(): Promise<string> {
    const stored = await readRecipient();
    if (await files.info(identityPath) === undefined) {
      if (stored !== undefined || await hasItems()) throw identityMissing(folder);
      return (await make()).recipient;
    }
    if (stored !== undefined) {
      if (known !== undefined) checkPair(known, stored);
      return stored;
    }
    const identity = known ?? await open();
    if (identity === undefined) throw identityMissing(folder);
    await writeRecipient(identity);
    return identity.recipient;
  }

  async function hasItems(): Promise<boolean> {
    return (await files.list(`${folder}/items`) ?? []).some((name) => name.endsWith(".age"));
  }

  async function readRecipient(): Promise<string | undefined> {
    const bytes = await files.read(recipientPath);
    if (bytes === undefined) return undefined;
    const text = new TextDecoder().decode(bytes);
    if (!RECIPIENT.test(text)) throw recipientDamaged();
    return text.trimEnd();
  }

  function writeRecipient(identity: FileIdentity): Promise<void> {
    return files.replace(recipientPath, new TextEncoder().encode(`${identity.recipient}\n`));
  }

  /** A recipient put there by somebody else would have items sealed to them. */
  function checkPair(identity: FileIdentity, stored: string): void {
    if (identity.recipient !== stored) throw recipientDamaged();
  }

  function recipientDamaged(): CredError {
    return damaged(recipientPath, "remove that file: it is derived again from identity.age");
  }

  return { opened, recipient };
}

/** The refusal where items exist and nothing can open them. */
export function identityMissing(folder: string): CredError {
  return new CredError(
    "failed.keychain",
    `the file keychain has lost its identity: "${folder}/identity.age"`,
    [
      "restore that file from a backup, or move the folder away to begin anew",
    ],
  );
}

/** Lets callers at the same time share one run of `act`; the next run starts when that has ended. */
function once<T>(act: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => running ??= act().finally(() => running = undefined);
}
