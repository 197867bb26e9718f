import assert from "node:assert/strict";
import { generateX25519Identity } from "age-encryption";
import { Secret } from "../../src/domain/secret.ts";
import { type FileKeychainOptions, openFileKeychain } from "../../src/keychain/file/mod.ts";
import type { Keychain } from "../../src/keychain/keychain.ts";
import { MemoryFiles } from "../support/memory_files.ts";

/** Where the keychain lies in memory. */
export const FOLDER = "/home/cred/keychain";

/** An age identity that stands for the passphrase: nothing is stretched, so tests are quick. */
export const IDENTITY = await generateX25519Identity();

/** Little work for scrypt, where a test is about a real passphrase. */
const WORK_FACTOR = 10;

/** A passphrase callback that notes what it was asked for. */
export function answering(text: string): (() => Promise<Secret>) & { readonly asked: string[] } {
  const asked: string[] = [];
  return Object.assign((purpose?: string) => {
    asked.push(purpose ?? "");
    return Promise.resolve(Secret.ofText(text));
  }, { asked });
}

/** A file keychain in memory, as a new process opens it. */
export function openIn(files: MemoryFiles, options: Partial<FileKeychainOptions> = {}): Keychain {
  const passphrase = answering(IDENTITY);
  return openFileKeychain({ files, folder: FOLDER, passphrase, workFactor: WORK_FACTOR, ...options });
}

/** Files in which a keychain has stored one item, `item`. */
export async function withItem(value = "token"): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  await openIn(files).set("item", Secret.ofText(value), "label");
  return files;
}

/** A file's bytes; a missing file fails the test. */
export async function bytesAt(files: MemoryFiles, path: string): Promise<Uint8Array> {
  return (await files.read(path)) ?? assert.fail(`nothing at ${path}`);
}
