// The law of keychains: the system's own unless CRED_KEYCHAIN says another; a keychain that doesn't work is an error
// with ways out, and never silently replaced by another.

import { CredError } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";
import type { Keychain } from "../keychain/keychain.ts";
import type { System } from "../system/system.ts";
import { keychainFolder } from "../vault/layout.ts";
import { isInteractive } from "../system/interactive.ts";

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
      const { os } = system.environment;
      if (os !== "linux") return (await import("../keychain/unavailable.ts")).openUnavailableKeychain(os);
      const { openLibsecret } = await import("../keychain/libsecret.ts");
      const { interrupted } = system;
      return openLibsecret(
        isInteractive(system, noInput) ? { timeoutMs: 120_000, interrupted } : { interrupted },
      );
    }
    default:
      throw new CredError("usage.keychain", `CRED_KEYCHAIN is ${quote(choice)}`, [
        'set it to "system" or "file"',
      ]);
  }
}
