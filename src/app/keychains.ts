// The law of keychains: the system's own unless CRED_KEYCHAIN says another; a keychain that doesn't work is an error
// with ways out, and never silently replaced by another.

import { CredError } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";
import type { Keychain } from "../keychain/keychain.ts";
import type { System } from "../system/system.ts";
import { keychainFolder } from "../vault/layout.ts";
import { isInteractive } from "../system/interactive.ts";

/** How long a person may take to answer a keychain's dialog. */
const ANSWER_MS = 120_000;

/** Opens the keychain that this machine uses. */
export async function openKeychain(system: System, noInput: boolean): Promise<Keychain> {
  const choice = system.environment.get("CRED_KEYCHAIN") ?? "system";
  switch (choice) {
    case "file": {
      const { openFileKeychain } = await import("../keychain/file.ts");
      const { passphraseSource } = await import("../keychain/passphrase.ts");
      return openFileKeychain({
        files: system.files,
        folder: keychainFolder(system.environment),
        passphrase: passphraseSource(system, { noInput }),
        holder: `process ${system.environment.pid}`,
      });
    }
    case "system": {
      return await openSystemKeychain(system, isInteractive(system, noInput));
    }
    default:
      throw new CredError("usage.keychain", `CRED_KEYCHAIN is ${quote(choice)}`, [
        'set it to "system" or "file"',
      ]);
  }
}

/** The keychain of the operating system; `mayAsk`: it may show a dialog, for which it gets more time. */
async function openSystemKeychain(system: System, mayAsk: boolean): Promise<Keychain> {
  const { interrupted, environment } = system;
  const limits = mayAsk ? { timeoutMs: ANSWER_MS, interrupted } : { interrupted };
  switch (environment.os) {
    case "linux": {
      const { openLibsecret } = await import("../keychain/libsecret.ts");
      return openLibsecret(limits);
    }
    case "darwin": {
      const { openSecurityFramework } = await import("../keychain/security_framework.ts");
      return openSecurityFramework({ ...limits, mayAsk });
    }
    case "windows": {
      const { openCredentialManager } = await import("../keychain/credential_manager.ts");
      return openCredentialManager(limits);
    }
  }
}
