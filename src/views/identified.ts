import type { TargetedPlace } from "../domain/deliveries.ts";
import type { KeyStatus } from "../domain/state.ts";

/** A place at a target, as answers name it. */
export interface PlaceRefView {
  readonly target: string;
  readonly platform: string;
  readonly identifier: string;
  readonly store: string;
  readonly scope?: string;
  /** The environment that it was sent for, where that is known. */
  readonly environment?: string;
  readonly remoteName: string;
}

/** Answer of `secret identify`. */
export interface IdentifiedView {
  readonly secrets: readonly {
    readonly secret: string;
    readonly environment: string;
    /** Whether it is the secret's value now, or an older version. */
    readonly current: boolean;
    readonly source?: string;
    readonly key?: string;
    readonly status?: KeyStatus;
    readonly remoteId?: string;
    /** Where it was sent. */
    readonly targets: readonly PlaceRefView[];
    /** The command that ends it. */
    readonly end: string;
  }[];
  /** Sources whose master token it is, or was. */
  readonly masterTokens: readonly {
    readonly source: string;
    readonly current: boolean;
    /** The command that replaces it. */
    readonly end: string;
  }[];
}

/** How an answer names a place. */
export function placeRefView(
  { target, driver, identifier, store, scope, environment, remoteName }: TargetedPlace,
): PlaceRefView {
  return {
    target,
    platform: driver,
    identifier,
    store,
    ...(scope === undefined ? {} : { scope }),
    ...(environment === undefined ? {} : { environment }),
    remoteName,
  };
}
