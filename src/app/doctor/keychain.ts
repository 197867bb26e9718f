// The law of the probe: an item of its own, under a name that no other has, is written, read back and deleted; whatever
// happens in between, it is deleted, also by who was interrupted. A keychain that was never used is not made for it.

import { toHex } from "../../domain/encoding.ts";
import { CredError } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import type { Keychain } from "../../keychain/keychain.ts";
import type { System } from "../../system/system.ts";
import { keychainFolder } from "../../vault/layout.ts";
import type { Finding } from "../../views/doctor.ts";
import type { App } from "../app.ts";
import { keychainChoice } from "../keychain/keychain_choice.ts";
import { fine, notChecked } from "./finding.ts";

/** What the names of probes begin with: one that a killed process left is told by it. */
export const PROBE = "probe-";

/** What is needed of an app. */
interface KeychainApp extends Pick<App, "keychain"> {
  readonly system: Pick<System, "environment" | "files" | "random">;
}

/**
 * Proves the keychain in use with a round trip. Throws what a keychain throws that doesn't work. `again`: the same one,
 * which an interruption doesn't reach.
 */
export async function checkKeychain(app: KeychainApp, again: () => Promise<Keychain>): Promise<Finding> {
  const { kind, by } = await keychainChoice(app.system);
  const keychain = await app.keychain();
  const title = `${kind} keychain, ${keychain.title}${by === "default" ? "" : `, by ${by}`}`;
  if (kind === "env") {
    // It can't be written to; that it can be read, its checksum says.
    await keychain.list();
    return fine(`${title}: holds the keys of one vault, read-only`);
  }
  if (kind === "file" && !await isMade(app)) {
    return notChecked(`${title}: nothing was ever stored in it, and the first item makes it`);
  }
  const item = `${PROBE}${toHex(app.system.random.bytes(8))}`;
  try {
    await roundTrip(keychain, item, Secret.ofText(toHex(app.system.random.bytes(16))));
  } catch (error) {
    await again().then((keychain) => keychain.delete(item)).catch(() => false);
    throw error;
  }
  return fine(`${title}: an item was written, read back and deleted`);
}

async function isMade({ system: { files, environment } }: KeychainApp): Promise<boolean> {
  return await files.info(`${keychainFolder(environment)}/identity.age`) !== undefined;
}

async function roundTrip(keychain: Keychain, item: string, value: Secret): Promise<void> {
  await keychain.set(item, value, "cred doctor");
  if (!(await keychain.get(item))?.equals(value)) {
    throw new CredError("failed.keychain", `the ${keychain.title} did not give back what was stored in it`);
  }
  await keychain.delete(item);
  if (await keychain.has(item)) {
    throw new CredError("failed.keychain", `the ${keychain.title} did not delete the item "${item}"`);
  }
}
