import type { Secret } from "../domain/secret.ts";
import type { Clock } from "../system/clock.ts";
import type { Fetch } from "../system/system.ts";

/** What a driver says of its platform without talking to it. */
export interface SourceDriver {
  /** The word users type: `resend`. */
  readonly name: string;
  /** The platform's own name: `Resend`. */
  readonly title: string;
  /** Levels a key can have, the narrowest first: that one is the default. */
  readonly permissions: readonly PermissionLevel[];
  /** Whether a key can be limited to a domain, and at which level. */
  readonly domainPermission: string | undefined;
  /** Where a person makes or ends a master token. */
  readonly tokenPage: string;
  /** The environment variable that moves the platform's address, as its own SDK has it, and the address without it. */
  readonly addressVariable: string;
  readonly defaultAddress: string;
  /** Most characters that a key's name may have at the platform. */
  readonly maxNameLength: number;
  connect(connection: Connection): SourceClient;
}

/** What a key may do, in the platform's own word. */
export interface PermissionLevel {
  readonly name: string;
  /** One line for help: what a key of this level can do. */
  readonly brief: string;
}

/** What a client needs to speak to one account. */
export interface Connection {
  /** Base URL without a trailing slash. */
  readonly address: string;
  readonly token: Secret;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Aborts every call and wait. */
  readonly interrupted: AbortSignal;
  /** Told when a call waits for the platform's rate limit, in milliseconds. */
  readonly onWait?: (ms: number) => void;
}

/** A key as the platform lists it. */
export interface RemoteKey {
  readonly remoteId: string;
  readonly remoteName: string;
  /** RFC 3339 in UTC, where the platform says it in a form that can be read. */
  readonly createdAt?: string;
  readonly lastUsedAt?: string;
}

/** A key to be made. */
export interface NewKey {
  readonly remoteName: string;
  readonly permission: string;
  /** The platform's id of the domain that the key is limited to. */
  readonly domainId?: string;
  /** Instant (ms) after which no further attempt is started and a running one is given up. */
  readonly deadlineMs: number;
}

/** A key that was made; its value is told only now. */
export interface MintedKey {
  readonly remoteId: string;
  readonly value: Secret;
}

/**
 * An account at a platform. Failures are PlatformErrors. Every call has a deadline; calls that are safe to repeat
 * are repeated; creating a key is repeated only after an answer that says that nothing was done.
 */
export interface SourceClient {
  /** Resolves when the token may create, list and delete keys; otherwise access.* */
  check(): Promise<void>;
  create(key: NewKey): Promise<MintedKey>;
  /** All keys of the account, all pages. */
  list(): Promise<readonly RemoteKey[]>;
  delete(remoteId: string): Promise<"deleted" | "already_absent">;
  /** The platform's id of a domain; usage.unknown_domain names those that there are. */
  domainId(name: string): Promise<string>;
  /** Trying keys, where the platform lets a key be tried without doing anything with it. */
  readonly trial?: KeyTrial;
}

/** The ability to prove that a key works. */
export interface KeyTrial {
  /**
   * Resolves when the platform takes the key, and for no more and no less than the permission; failed.wrong_permission
   * where it takes it for another, access.token_rejected where it doesn't take it (yet: a new one may need a moment).
   */
  tryKey(value: Secret, permission: string): Promise<void>;
}
