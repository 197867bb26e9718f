import type { Classified, KeyClass, Listed } from "../domain/classify.ts";
import type { Key, State } from "../domain/state.ts";
import { makerOf } from "../domain/tokens.ts";
import { type ExpiryView, expiryView } from "./expiry.ts";

/** Answer of `source generate`. Never the value. */
export interface GeneratedView {
  readonly secret: string;
  readonly environment: string;
  readonly source: string;
  readonly platform: string;
  readonly permission: string;
  readonly domain?: string;
  readonly description?: string;
  readonly expiresAt?: string;
  readonly vault: string;
  readonly dryRun: boolean;
  /** Absent in a dry run: id of the key in this vault, at the platform, its name there, and where it is recorded. */
  readonly key?: string;
  readonly remoteId?: string;
  readonly remoteName?: string;
  readonly position?: string;
}

/** One row of `source keys`. */
export interface RemoteKeyView extends ExpiryView {
  readonly class: KeyClass | "vanished";
  readonly remoteId: string;
  readonly remoteName: string;
  readonly secret?: string;
  readonly environment?: string;
  /** Id of the key in this vault, which is that of its version. */
  readonly key?: string;
  readonly permission?: string;
  /** Fingerprint of the master token that made it; absent where it was made elsewhere. */
  readonly token?: string;
  readonly createdAt?: string;
  readonly lastUsedAt?: string;
}

/** Answer of `source keys`. */
export interface KeysView {
  readonly source: string;
  readonly platform: string;
  readonly keys: readonly RemoteKeyView[];
}

/** What `source generate` made, or would make. */
export function generatedView(
  vault: string,
  driver: { readonly name: string },
  wish: {
    readonly source: string;
    readonly environment: string;
    readonly name: string;
    readonly permission: string;
    readonly domain?: string;
    readonly description?: string;
    readonly expiresAt?: string;
  },
  made: { key: string; remoteId: string; remoteName: string; position: string | undefined } | undefined,
): GeneratedView {
  const { name, environment, source, permission, domain, description, expiresAt } = wish;
  return {
    secret: name,
    environment,
    source,
    platform: driver.name,
    permission,
    ...(domain === undefined ? {} : { domain }),
    ...(description === undefined ? {} : { description }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    vault,
    dryRun: made === undefined,
    ...(made === undefined ? {} : { key: made.key, remoteId: made.remoteId, remoteName: made.remoteName }),
    ...(made?.position === undefined ? {} : { position: made.position }),
  };
}

type Remote = Listed & { readonly createdAt?: string; readonly lastUsedAt?: string };

/** The platform's list joined with what the history knows; what has vanished there comes last. */
export function keysView(
  source: string,
  driver: { readonly name: string },
  listed: readonly Classified<Remote>[],
  vanished: readonly Key[],
  state: State,
  nowMs: number,
): KeysView {
  const ours = (key: Key | undefined) => oursOf(state, key, nowMs);
  const rows = listed.map(({ remote, class: kind, key }): RemoteKeyView => {
    const { remoteId, remoteName, createdAt, lastUsedAt } = remote;
    return {
      class: kind,
      remoteId,
      remoteName,
      ...ours(key),
      ...(createdAt === undefined ? {} : { createdAt }),
      ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    };
  });
  const gone = vanished.map((key): RemoteKeyView => ({
    class: "vanished",
    remoteId: key.remoteId ?? "",
    remoteName: key.remoteName,
    ...ours(key),
    ...(key.generatedAt === undefined ? {} : { createdAt: key.generatedAt }),
  }));
  return { source, platform: driver.name, keys: [...rows, ...gone] };
}

function oursOf(state: State, key: Key | undefined, nowMs: number) {
  if (key === undefined) return {};
  const { id, name: secret, environment, permission } = key;
  const token = makerOf(key);
  return {
    secret,
    environment,
    key: id,
    permission,
    ...(token === undefined ? {} : { token }),
    ...expiryView(state.versions.get(key.id), nowMs),
  };
}
