// The law of the choice: CRED_KEYCHAIN goes first, then CRED_ACCESS_KEY, then what `cred keychain use` has kept, then
// the system's own. Nothing else chooses, and what was chosen is never silently replaced.
//
// System calls of keeping the choice:
//   config.json.<hex>.tmp openat write fsync rename→config.json
//   home fsync

import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { System } from "../../system/system.ts";
import { configFile } from "../../vault/layout.ts";

/** A kind of keychain, and one that lasts: what `cred keychain use` takes. */
export type KeychainKind = "system" | "file" | "env";
export type LastingKind = Exclude<KeychainKind, "env">;

/** Which keychain is used, and what says so. */
export interface KeychainChoice {
  readonly kind: KeychainKind;
  readonly by: "CRED_KEYCHAIN" | "CRED_ACCESS_KEY" | "cred keychain use" | "default";
}

/** The choice that counts. Errors: usage.keychain, failed.config. */
export async function keychainChoice(system: Pick<System, "environment" | "files">): Promise<KeychainChoice> {
  const { environment } = system;
  const given = environment.get("CRED_KEYCHAIN");
  if (given !== undefined) {
    if (!isLasting(given) && given !== "env") {
      throw new CredError("usage.keychain", `CRED_KEYCHAIN is ${quote(given)}`, [
        'set it to "system", "file" or "env"',
      ]);
    }
    return { kind: given, by: "CRED_KEYCHAIN" };
  }
  if (environment.get("CRED_ACCESS_KEY") !== undefined) return { kind: "env", by: "CRED_ACCESS_KEY" };
  return await lastingChoice(system);
}

/** The choice of this machine, whatever variables say. Errors: failed.config. */
export async function lastingChoice(
  system: Pick<System, "environment" | "files">,
): Promise<KeychainChoice & { readonly kind: LastingKind }> {
  const { keychain } = await readConfig(system);
  if (keychain === undefined) return { kind: "system", by: "default" };
  if (typeof keychain === "string" && isLasting(keychain)) return { kind: keychain, by: "cred keychain use" };
  throw damaged(configFile(system.environment));
}

/** Keeps a choice. */
export async function keepChoice(
  system: Pick<System, "environment" | "files">,
  keychain: LastingKind,
): Promise<void> {
  const path = configFile(system.environment);
  const config = await readConfig(system);
  await system.files.makeFolder(path.slice(0, path.lastIndexOf("/")));
  const text = JSON.stringify({ ...config, keychain }, undefined, 2);
  await system.files.replace(path, new TextEncoder().encode(`${text}\n`));
}

/** Whether a word names a keychain that lasts. */
export function isLasting(word: string): word is LastingKind {
  return word === "system" || word === "file";
}

async function readConfig(
  { environment, files }: Pick<System, "environment" | "files">,
): Promise<Readonly<Record<string, unknown>>> {
  const path = configFile(environment);
  const bytes = await files.read(path);
  if (bytes === undefined) return {};
  try {
    const config: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof config === "object" && config !== null && !Array.isArray(config)) {
      return config as Readonly<Record<string, unknown>>;
    }
  } catch { /* told below */ }
  throw damaged(path);
}

function damaged(path: string): CredError {
  return new CredError("failed.config", `the choice of the keychain cannot be read from ${quote(path)}`, [
    "remove that file, then choose again: cred keychain use system|file",
  ]);
}
