// The law of the file keychain: nothing on disk is readable without the passphrase, and storing needs none.
// Every item is an age file sealed to the keychain's recipient, and its first line names the item, so that a
// file under another's name is refused. The `age` program opens all of it.
//
// System calls of storing an item:
//   keychain/items/token-<vault>-<log>.age.<hex>.tmp openat write fsync rename→token-<id>-<id>.age
//   keychain/items fsync
// System calls of removing one:
//   keychain/items/token-<vault>-<log>.age unlink
//   keychain/items fsync

import { CredError } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import type { Files } from "../../system/files.ts";
import { damaged } from "./identity.ts";
import { isNoMatch, SCRYPT_WORK_FACTOR } from "../under_passphrase.ts";
import { identityMissing, openIdentityStore } from "./identity_store.ts";
import { checkItem, checkValue, itemNames } from "../items.ts";
import type { Keychain } from "../keychain.ts";
import type { PassphrasePurpose } from "../passphrase.ts";

const SUFFIX = ".age";

/** What a file keychain needs. */
export interface FileKeychainOptions {
  readonly files: Files;
  /** `<CRED_HOME>/keychain`, absolute; made when the first item is stored. */
  readonly folder: string;
  /** Called only when an item must be opened or the identity made; an age identity may stand for it. */
  readonly passphrase: (purpose: PassphrasePurpose) => Promise<Secret>;
  /** The identity for this recipient, where it is open already; asked before the passphrase. */
  readonly unlocked?: (recipient: string) => Secret | undefined;
  /** Named to processes that wait while the identity is made. */
  readonly holder?: string;
  /** Work of scrypt as a power of two, 18 unless told; only tests tell. */
  readonly workFactor?: number;
}

/**
 * A keychain of age files in a folder. Further errors than the port's: access.wrong_passphrase,
 * integrity.keychain_item, and what `files` and `passphrase` throw.
 */
export function openFileKeychain(options: FileKeychainOptions): Keychain {
  const { files, folder, passphrase, unlocked, holder = "cred", workFactor = SCRYPT_WORK_FACTOR } = options;
  const identities = openIdentityStore({ files, folder, passphrase, unlocked, holder, workFactor });
  const items = `${folder}/items`;

  function pathOf(item: string): string {
    checkItem(item);
    return `${items}/${item}${SUFFIX}`;
  }

  return {
    kind: "file",
    title: "encrypted files",
    async get(item) {
      const path = pathOf(item);
      const sealed = await files.read(path);
      if (sealed === undefined) return undefined;
      const keys = await identities.opened();
      if (keys === undefined) throw identityMissing(folder);
      return await openItem(path, item, sealed, keys.identity);
    },
    async set(item, value) {
      const path = pathOf(item);
      checkValue(item, value);
      const sealed = await sealItem(item, value, await identities.recipient());
      await files.makeFolder(items);
      await files.replace(path, sealed);
      if (!sameBytes(sealed, await files.read(path))) {
        throw new CredError("failed.keychain", `what was written could not be read back: "${path}"`);
      }
    },
    async delete(item) {
      return await files.remove(pathOf(item));
    },
    async has(item) {
      return await files.info(pathOf(item)) !== undefined;
    },
    async list() {
      const names = await files.list(items) ?? [];
      return itemNames(names.flatMap((name) => name.endsWith(SUFFIX) ? [name.slice(0, -SUFFIX.length)] : []));
    },
  };
}

async function sealItem(item: string, value: Secret, recipient: string): Promise<Uint8Array> {
  const age = await import("age-encryption");
  const encrypter = new age.Encrypter();
  encrypter.addRecipient(recipient);
  const head = headOf(item);
  const plain = new Uint8Array(head.length + value.size);
  plain.set(head);
  value.open((bytes) => plain.set(bytes, head.length));
  try {
    return await encrypter.encrypt(plain);
  } finally {
    plain.fill(0);
  }
}

async function openItem(path: string, item: string, sealed: Uint8Array, identity: Secret): Promise<Secret> {
  const age = await import("age-encryption");
  const decrypter = new age.Decrypter();
  identity.openText((text) => decrypter.addIdentity(text));
  let plain: Uint8Array;
  try {
    plain = await decrypter.decrypt(sealed);
  } catch (error) {
    if (isNoMatch(error)) throw notOurs(path, "is not sealed to this keychain");
    throw damaged(path);
  }
  try {
    const head = headOf(item);
    if (!sameBytes(head, plain.subarray(0, head.length))) throw notOurs(path, `does not hold that item`);
    return Secret.ofBytes(plain.subarray(head.length));
  } finally {
    plain.fill(0);
  }
}

function headOf(item: string): Uint8Array {
  return new TextEncoder().encode(`cred/keychain/1 ${item}\n`);
}

function notOurs(path: string, why: string): CredError {
  return new CredError("integrity.keychain_item", `the keychain's file "${path}" ${why}`, [
    "restore the file from a backup",
  ]);
}

function sameBytes(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return a.length === b?.length && a.every((byte, i) => byte === b[i]);
}
