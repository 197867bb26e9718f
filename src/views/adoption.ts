/** Answer of `source adopt`. Never the value. */
export interface AdoptedView {
  readonly secret: string;
  readonly environment: string;
  readonly source: string;
  readonly platform: string;
  readonly remoteId: string;
  readonly remoteName: string;
  /** When it was made, and used last, where the platform says that. */
  readonly createdAt?: string;
  readonly lastUsedAt?: string;
  readonly domain?: string;
  readonly description?: string;
  readonly expiresAt?: string;
  readonly vault: string;
  readonly dryRun: boolean;
  /** Absent in a dry run, in which no value is asked for: its id in this vault, and where it is recorded. */
  readonly key?: string;
  readonly position?: string;
  /** What it may do, and whether the platform was seen to take it. */
  readonly permission?: string;
  readonly tested?: boolean;
}

/** What `source adopt` took over, or would take over. */
export function adoptedView(
  vault: string,
  driver: { readonly name: string },
  { name, ...wish }: {
    readonly source: string;
    readonly environment: string;
    readonly name: string;
    readonly domain?: string;
    readonly description?: string;
    readonly expiresAt?: string;
  },
  { remoteId, remoteName, createdAt, lastUsedAt }: {
    readonly remoteId: string;
    readonly remoteName: string;
    readonly createdAt?: string;
    readonly lastUsedAt?: string;
  },
  taken: {
    readonly key: string;
    readonly permission: string;
    readonly tested: boolean;
    readonly position: string | undefined;
  } | undefined,
): AdoptedView {
  const { position, ...known } = taken ?? { position: undefined };
  return {
    secret: name,
    ...wish,
    platform: driver.name,
    remoteId,
    remoteName,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    vault,
    dryRun: taken === undefined,
    ...known,
    ...(position === undefined ? {} : { position }),
  };
}
