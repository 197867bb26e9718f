import type { Secret } from "../domain/secret.ts";

/**
 * A place for a few small secrets that outlives the process. Items have opaque names of [a-z0-9-]; a name says
 * nothing that must stay hidden; values are UTF-8 text without NUL. Failures: access.keychain_missing, access.keychain_unavailable (there
 * is one, and not for this session), access.keychain_locked, access.keychain_denied, access.keychain_timeout, failed.keychain,
 * failed.keychain_too_large; of the file keychain also access.wrong_passphrase,
 * integrity.keychain_item, usage.passphrase_*; of the env keychain access.key_invalid, access.key_newer,
 * usage.read_only_keychain.
 */
export interface Keychain {
  /** `system`, `file` or `env`, and what a person calls it: "Secret Service (libsecret)". */
  readonly kind: "system" | "file" | "env";
  readonly title: string;
  /**
   * Begins what takes long before the first item can be had, for whoever has other things to do until then. It asks nobody
   * anything; what is wrong is told by the first operation. Missing where nothing takes long.
   */
  begin?(): void;
  /** The item's value; undefined only when it is certain that there is none (a locked keychain throws). */
  get(item: string): Promise<Secret | undefined>;
  /** Writes, then reads back what was written where that needs no passphrase. `label` is shown by system tools. */
  set(item: string, value: Secret, label: string): Promise<void>;
  /** Whether there was one. */
  delete(item: string): Promise<boolean>;
  /** Whether an item is there, without opening it. */
  has(item: string): Promise<boolean>;
  /** Names of all items that cred has in it, sorted, without opening them; a locked keychain may list them or throw. */
  list(): Promise<readonly string[]>;
}
