import type { PlaceBase, PushAction, PushRow } from "../domain/deliveries.ts";

/** One secret of a push or a plan. */
export interface PushedSecretView {
  readonly secret: string;
  readonly environment: string;
  readonly remoteName: string;
  /** What was done, or would be. */
  readonly action: PushAction | "failed";
  /** For `skipped`, `failed`, and an `update` of what this vault did not put there. */
  readonly why?: string;
}

/** Answer of `push` and `diff`. */
export interface PushView {
  readonly target: string;
  readonly platform: string;
  readonly identifier: string;
  readonly store: string;
  readonly scope?: string;
  readonly vault: string;
  readonly dryRun: boolean;
  readonly secrets: readonly PushedSecretView[];
  /** Names that are there and that this vault neither has nor put there. */
  readonly unknown: readonly string[];
  /** What has to happen so that it takes effect. */
  readonly afterPush?: string;
}

/** A plan, or what became of it. */
export function pushView(
  place: {
    readonly target: string;
    readonly driver: { readonly name: string; readonly afterPush: string | undefined };
    readonly base: PlaceBase;
  },
  rows: readonly PushRow[],
  options: {
    readonly vault: string;
    readonly unknown: readonly string[];
    readonly dryRun: boolean;
    readonly failures?: ReadonlyMap<string, string>;
  },
): PushView {
  const { identifier, store, scope } = place.base;
  const { afterPush, name } = place.driver;
  return {
    target: place.target,
    platform: name,
    identifier,
    store,
    ...(scope === undefined ? {} : { scope }),
    vault: options.vault,
    dryRun: options.dryRun,
    secrets: rows.map((row) => {
      const failure = options.failures?.get(row.place.remoteName);
      const why = failure ?? row.why;
      return {
        secret: row.name,
        environment: row.environment,
        remoteName: row.place.remoteName,
        action: failure === undefined ? row.action : "failed" as const,
        ...(why === undefined ? {} : { why }),
      };
    }),
    unknown: options.unknown,
    ...(afterPush === undefined ? {} : { afterPush }),
  };
}

/** Answer of `prune`. */
export interface PrunedView {
  readonly target: string;
  readonly platform: string;
  readonly identifier: string;
  readonly store: string;
  readonly scope?: string;
  readonly vault: string;
  readonly dryRun: boolean;
  readonly secrets: readonly {
    readonly remoteName: string;
    readonly result: "planned" | "deleted" | "already_absent" | "failed";
    readonly why?: string;
  }[];
}
