import { CredError } from "../domain/errors.ts";
import type { Keychain } from "./keychain.ts";

/** The place of the Windows keychain, which cannot be used yet: every call throws access.keychain_missing. */
export function openUnavailableKeychain(): Keychain {
  const title = "Windows Credential Manager";
  const refuse = (): Promise<never> =>
    Promise.reject(
      new CredError("access.keychain_missing", `the ${title} is not supported yet`, [
        "export CRED_KEYCHAIN=file",
      ]),
    );
  return { kind: "system", title, get: refuse, set: refuse, delete: refuse, has: refuse };
}
