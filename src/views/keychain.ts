import type { Refusal } from "../domain/errors.ts";

/** Answer of `keychain use`. */
export interface KeychainUseView {
  readonly keychain: "system" | "file";
  readonly title: string;
  readonly was: "system" | "file";
  /** The variable that is set and goes first. */
  readonly overruledBy?: "CRED_KEYCHAIN" | "CRED_ACCESS_KEY";
  /** Items that are in the new keychain only now; in a dry run, those that would be. */
  readonly moved: readonly string[];
  /** Items that are in both now: the old keychain would not let go of them. */
  readonly left: readonly string[];
  /** Items that stay in the other keychain; absent where that cannot be looked into, and where they were to be moved. */
  readonly stay?: readonly string[];
  readonly dryRun: boolean;
}

/** Answer of `keychain status`. */
export interface KeychainStatusView {
  readonly keychain: "system" | "file" | "env";
  readonly title: string;
  readonly chosenBy: "CRED_KEYCHAIN" | "CRED_ACCESS_KEY" | "cred keychain use" | "default";
  /** Names of what cred has in it; absent where it cannot be looked into. */
  readonly items?: readonly string[];
  /** Why it cannot. */
  readonly trouble?: Refusal;
}

/** Answer of `keychain passphrase`. */
export interface PassphraseView {
  readonly keychain: "file";
  /** The file that opens with the new one. */
  readonly identity: string;
  readonly changed: boolean;
  readonly dryRun: boolean;
}

/** Answer of `unlock`. */
export interface UnlockedView {
  readonly keychain: "file";
  /** @format date-time */
  readonly until: string;
}

/** Answer of `lock`. */
export interface LockedView {
  readonly keychain: "file";
  /** Whether there was anything to end. */
  readonly wasUnlocked: boolean;
}
