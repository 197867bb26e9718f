import type { Refusal } from "../domain/errors.ts";
import type { Secret } from "../domain/secret.ts";
import type { Clock } from "../system/clock.ts";
import type { Files } from "../system/files.ts";
import type { PlatformError } from "../system/http/platform_error.ts";
import type { Processes } from "../system/processes.ts";
import type { Fetch } from "../system/system.ts";

/** What a driver says of its platform without talking to it. */
export interface TargetDriver {
  /** The word users type: `github`. */
  readonly name: string;
  /** The platform's own name: `GitHub`. */
  readonly title: string;
  /** Undefined where a target needs no token (a file). */
  readonly token: TokenWords | undefined;
  /** Variable and default of the platform's address; undefined where it has none. */
  readonly address: { readonly variable: string; readonly default: string } | undefined;
  /** Separate stores of the platform, the usual one first: `actions`, `dependabot`. */
  readonly stores: readonly string[];
  /** What a binding is: `owner/repo`. */
  readonly identifierForm: string;
  /** The identifier in its one spelling; undefined when the text is none. */
  readIdentifier(text: string, store: string): string | undefined;
  /** The identifier that the working folder says, as from a git remote; undefined where it says none. */
  findIdentifier(place: WorkingFolder): Promise<string | undefined>;
  /**
   * The platform's own name for where an environment's secrets go: a GitHub environment, a Vercel target. Undefined
   * is the place without a name; a refusal says that the platform has no such place.
   */
  scopeOf(environment: string, store: string): string | undefined | Refusal;
  /** The platform's spelling of a secret's name, where it keeps one of its own. */
  readonly storedName?: (name: string) => string;
  /** Why the platform would not take a secret of this name or size (bytes). */
  refuse(secret: { readonly name: string; readonly size: number }, store: string): Refusal | undefined;
  /** Whether two environments bound to one identifier would overwrite each other. */
  readonly oneEnvironment: boolean;
  /** Whether the platform's mark is made of the value: then it is recorded as a fingerprint only. */
  readonly markOfValue?: true;
  /** What to do after a push so that it takes effect; undefined where nothing is. */
  readonly afterPush: string | undefined;
  connect(connection: TargetConnection): TargetClient;
}

/** What is said of a target's token. */
export interface TokenWords {
  /** Environment variables that hold one, the first that is set counts. */
  readonly variables: readonly string[];
  /** Where a person makes one, and the rights that it needs. */
  readonly page: string;
  readonly rights: string;
  /** A command line that gets one from the platform's own tool. */
  readonly borrow: string | undefined;
}

/** What an identifier may be read from. */
export interface WorkingFolder {
  readonly files: Files;
  readonly processes: Processes;
  /** Absolute. */
  readonly folder: string;
  /** The platform's address, for a git remote's host. */
  readonly address: string;
}

/** What a client needs to speak about one place. */
export interface TargetConnection {
  /** Base URL without a trailing slash; empty where the platform has none. */
  readonly address: string;
  readonly identifier: string;
  readonly store: string;
  readonly scope: string | undefined;
  readonly token: Secret | undefined;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly files: Files;
  readonly processes: Processes;
  readonly interrupted: AbortSignal;
  /** `--create-environment`: make a place that is missing. */
  readonly createPlace: boolean;
  /** `--force`: do what is refused for safety. */
  readonly force: boolean;
  readonly onWait?: (ms: number) => void;
}

/** A secret as the platform lists it. */
export interface RemoteSecret {
  readonly name: string;
  /** RFC 3339 in UTC, where the platform says it. */
  readonly updatedAt?: string;
  /** What the platform lets one recognise this very value by; compared with what `put` gave. */
  readonly mark?: string;
  /** Where the platform shows values. */
  readonly value?: Secret;
}

/** A secret to be written. */
export interface PushItem {
  readonly name: string;
  readonly value: Secret;
}

/** What became of one secret. `mark`: see RemoteSecret. */
export type PutResult =
  | { readonly done: "created" | "updated" | "put"; readonly mark?: string }
  | { readonly failed: PlatformError };

/** One place at a platform. Failures are PlatformErrors; every call has a deadline. */
export interface TargetClient {
  /** Resolves when the token may write secrets there; otherwise access.* */
  check(): Promise<void>;
  /** All secrets of the place, all pages, values only where the platform shows them. */
  list(): Promise<readonly RemoteSecret[]>;
  /**
   * Writes secrets, as many at once as the platform likes; one that fails doesn't stop the rest. `onDone` is awaited for
   * each as soon as its outcome is known. Rejects only when nothing more can be done (interrupted, no access).
   */
  put(items: readonly PushItem[], onDone: (name: string, result: PutResult) => Promise<void>): Promise<void>;
  delete(name: string): Promise<"deleted" | "already_absent">;
  /**
   * Whether what is listed is other than what was put. `mark` is what `put` gave; undefined: it can't be told.
   */
  changed(listed: RemoteSecret, mark: string | undefined): boolean | undefined;
}
