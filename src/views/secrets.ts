import { findSecret } from "../domain/queries.ts";
import { type KeyStatus, type SecretEntry, secretId, type State, type Version } from "../domain/state.ts";
import { type ExpiryView, expiryView } from "./expiry.ts";

/** A secret without its value. */
export interface SecretView extends ExpiryView {
  readonly secret: string;
  readonly environment: string;
  /** `manual`, or the name of the source that made it. */
  readonly source: string;
  readonly platform?: string;
  readonly permission?: string;
  readonly domain?: string;
  readonly description?: string;
  /** The only targets that may have it; absent: all may. */
  readonly targets?: readonly string[];
  /** For a key: what is known of it. */
  readonly status?: KeyStatus;
  readonly remoteId?: string;
  readonly versions: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Answer of `secret get`, but for the value: a secret with the version that is shown. */
export interface SecretVersionView extends SecretView {
  /** Id of the version that is shown. */
  readonly version: string;
  /** Whether it is the one that the secret has now. */
  readonly current: boolean;
}

/** Answer of `secret get`, with the value: as text, or in base64 where it is none. */
export type ShownSecretView =
  & SecretVersionView
  & ({ readonly value: string } | { readonly valueBase64: string });

/** Answer of `secret list`. */
export interface SecretListView {
  readonly vault: string | undefined;
  readonly secrets: readonly SecretView[];
}

/** Answer of `secret set`, `describe` and `remove`. */
export interface SecretChangedView {
  readonly secret: string;
  readonly environment: string;
  readonly change: "set" | "changed" | "described" | "limited" | "removed";
  readonly expiresAt?: string;
  readonly vault: string | undefined;
  readonly dryRun: boolean;
}

/** What is known of a secret. `version`: the one that is meant; else its current one. */
function secretView(
  state: State,
  entry: Omit<SecretEntry, "named">,
  nowMs: number,
  version = entry.versions.at(-1),
): SecretView {
  const key = state.keys.get(version ?? "");
  const platform = key === undefined ? undefined : state.sources.get(key.source)?.driver;
  return {
    secret: entry.name,
    environment: entry.environment,
    source: key?.source ?? "manual",
    ...(platform === undefined ? {} : { platform }),
    ...(key === undefined ? {} : { permission: key.permission, status: key.status }),
    ...(key?.domain === undefined ? {} : { domain: key.domain }),
    ...(entry.description === undefined ? {} : { description: entry.description }),
    ...(entry.targets === undefined ? {} : { targets: entry.targets }),
    ...(key?.remoteId === undefined ? {} : { remoteId: key.remoteId }),
    ...expiryView(state.versions.get(version ?? ""), nowMs),
    versions: entry.versions.length,
    createdAt: entry.createdAt,
    updatedAt: entry.updatedAt,
  };
}

/** What is known of a version. Its secret may have lost it, by a later change somewhere else. */
export function secretVersionView(state: State, version: Version, nowMs: number): SecretVersionView {
  const { environment, name, id, createdAt } = version;
  const entry = findSecret(state, version) ?? {
    environment,
    name,
    versions: [],
    description: undefined,
    targets: state.limits.get(secretId(version)),
    createdAt,
    updatedAt: createdAt,
  };
  return { ...secretView(state, entry, nowMs, id), version: id, current: entry.versions.at(-1) === id };
}

/** The secrets of a vault, the default environment first, then by name. */
export function secretListView(
  state: State,
  vault: string | undefined,
  filter: { readonly environment: string | undefined; readonly source: string | undefined },
  nowMs: number,
): SecretListView {
  const secrets = [...state.secrets.values()]
    .map((entry) => secretView(state, entry, nowMs))
    .filter(({ environment, source }) =>
      (filter.environment === undefined || environment === filter.environment) &&
      (filter.source === undefined || source === filter.source)
    )
    .sort((a, b) => order(a) < order(b) ? -1 : 1);
  return { vault, secrets };
}

function order({ environment, secret }: SecretView): string {
  return `${environment === "default" ? "" : environment}/${secret}`;
}
