// The law of keychains: a keychain that doesn't work is an error with ways out, and never silently replaced by another.

import { CredError } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import type { FileKeychainOptions } from "../../keychain/file/mod.ts";
import type { Keychain } from "../../keychain/keychain.ts";
import { isInteractive } from "../../system/interactive.ts";
import type { System } from "../../system/system.ts";
import { keychainFolder } from "../../vault/layout.ts";
import { keychainChoice, type KeychainKind } from "./keychain_choice.ts";

/** How long a person may take to answer a keychain's dialog. */
const ANSWER_MS = 120_000;

/** Says what takes a second, such as a passphrase's stretching. */
type Tell = (text: string) => void;

/** Opens the keychain that this machine uses. */
export async function openKeychain(system: System, noInput: boolean, tell: Tell): Promise<Keychain> {
  return await openKeychainOf((await keychainChoice(system)).kind, system, noInput, tell);
}

/** Opens a keychain of a kind. */
export async function openKeychainOf(
  kind: KeychainKind,
  system: System,
  noInput: boolean,
  tell: Tell,
): Promise<Keychain> {
  switch (kind) {
    case "file": {
      const { openFileKeychain } = await import("../../keychain/file/mod.ts");
      return openFileKeychain(await fileOptions(system, noInput, tell));
    }
    case "env": {
      const line = system.environment.get("CRED_ACCESS_KEY");
      if (line === undefined) {
        throw new CredError("usage.keychain", "CRED_KEYCHAIN is env, and CRED_ACCESS_KEY is not set", [
          "set CRED_ACCESS_KEY to an access key",
        ]);
      }
      return (await import("../../keychain/env.ts")).openEnvKeychain(Secret.ofText(line));
    }
    case "system":
      return await openSystemKeychain(system, isInteractive(system, noInput));
  }
}

/** What the file keychain of this machine is opened with. */
export async function fileOptions(
  system: System,
  noInput: boolean,
  tell: Tell,
): Promise<FileKeychainOptions> {
  const { AGE_IDENTITY_PREFIX, passphraseSource } = await import("../../keychain/passphrase.ts");
  const ask = passphraseSource(system, { noInput });
  const unlocked = system.environment.os === "linux" ? { unlocked: await unlockedSource() } : {};
  return {
    ...unlocked,
    files: system.files,
    folder: keychainFolder(system.environment),
    passphrase: async (purpose) => {
      const passphrase = await ask(purpose);
      if (!passphrase.openText((text) => text.startsWith(AGE_IDENTITY_PREFIX))) {
        tell("stretching the passphrase");
      }
      return passphrase;
    },
    holder: `process ${system.environment.pid}`,
  };
}

/** What `cred unlock` has left in the kernel's keyring. */
async function unlockedSource(): Promise<(recipient: string) => Secret | undefined> {
  const { openKernelKeyring } = await import("../../keychain/kernel_keyring.ts");
  const { unlockedIdentity } = await import("../../keychain/file/unlock.ts");
  const keyring = openKernelKeyring();
  return (recipient) => unlockedIdentity(keyring, recipient);
}

/** The keychain of the operating system; `mayAsk`: it may show a dialog, for which it gets more time. */
async function openSystemKeychain(system: System, mayAsk: boolean): Promise<Keychain> {
  const options = {
    mayAsk,
    ...mayAsk ? { timeoutMs: ANSWER_MS } : {},
    // From when it is asked for, interruptions are listened for, which takes its time.
    get interrupted() {
      return system.interrupted;
    },
  };
  switch (system.environment.os) {
    case "linux": {
      const { openLibsecret } = await import("../../keychain/libsecret/mod.ts");
      return openLibsecret(options);
    }
    case "darwin": {
      const { openSecurityFramework } = await import("../../keychain/security_framework/mod.ts");
      return openSecurityFramework(options);
    }
    case "windows": {
      const { openCredentialManager } = await import("../../keychain/credential_manager/mod.ts");
      return openCredentialManager(options);
    }
  }
}
