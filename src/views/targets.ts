import type { Delivery, Target } from "../domain/state.ts";

/** Answer of `target add` and `target bind`. */
export interface TargetBoundView {
  readonly target: string;
  readonly platform: string;
  readonly identifier: string;
  readonly store: string;
  readonly environment?: string;
  /** Where its token is. */
  readonly token: "keychain" | "environment" | "none";
  readonly vault: string | undefined;
  readonly dryRun: boolean;
}

/** Answer of `target remove`. */
export interface TargetRemovedView {
  readonly target: string;
  readonly vault: string;
  /** How many secrets of this vault it holds all the same. */
  readonly stillThere: number;
  readonly dryRun: boolean;
}

/** Answer of `target list`. */
export interface TargetListView {
  readonly vault: string | undefined;
  readonly targets: readonly {
    readonly target: string;
    readonly platform: string;
    readonly identifier: string;
    readonly store: string;
    readonly environments: readonly { readonly environment: string; readonly identifier: string }[];
    /** How many secrets it holds from this vault. */
    readonly secrets: number;
    readonly addedAt: string;
  }[];
}

/** One row of `target secrets`. */
export interface TargetSecretView {
  readonly remoteName: string;
  /** Whether this vault put it there. */
  readonly class: "pushed" | "drifted" | "unknown" | "gone";
  readonly secret?: string;
  readonly environment?: string;
  readonly pushedAt?: string;
  readonly updatedAt?: string;
}

/** Answer of `target secrets`. */
export interface TargetSecretsView {
  readonly target: string;
  readonly identifier: string;
  readonly secrets: readonly TargetSecretView[];
}

/** The configured targets. */
export function targetListView(
  targets: ReadonlyMap<string, Target>,
  deliveries: ReadonlyMap<string, Delivery>,
  vault: string | undefined,
): TargetListView {
  return {
    vault,
    targets: [...targets.values()].map(({ name, driver, binding, environments, addedAt }) => ({
      target: name,
      platform: driver,
      identifier: binding.identifier,
      store: binding.store,
      environments: [...environments].map(([environment, { identifier }]) => ({ environment, identifier })),
      secrets: [...deliveries.values()].filter(({ target }) => target === name).length,
      addedAt,
    })),
  };
}
