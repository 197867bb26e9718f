import { mintingTokens } from "../domain/tokens.ts";
import type { State } from "../domain/state.ts";
import { type KeyRefView, keyRefView } from "./deletions.ts";

/** Answer of `source token`. */
export interface SourceTokensView {
  readonly source: string;
  readonly platform: string;
  readonly vault: string;
  readonly dryRun: boolean;
  /** Whether the source has another master token now (in a dry run: would have). */
  readonly replaced: boolean;
  /** The master tokens that made living keys, and the one in use: that one last. */
  readonly tokens: readonly {
    readonly token: string;
    readonly current: boolean;
    /** The keys that it made and that still live. */
    readonly keys: readonly KeyRefView[];
  }[];
}

/** The master tokens of a source, by what they made. */
export function sourceTokensView(
  state: State,
  source: { readonly name: string; readonly driver: string },
  options: { readonly vault: string; readonly dryRun: boolean; readonly replaced: boolean },
): SourceTokensView {
  const tokens = mintingTokens(state, source.name);
  return {
    source: source.name,
    platform: source.driver,
    ...options,
    tokens: tokens.map(({ token, current, keys }) => ({ token, current, keys: keys.map(keyRefView) })),
  };
}

/** Answer of `source revoke --minted-by`. */
export interface MintedRevokedView {
  readonly source: string;
  readonly mintedBy: string;
  readonly vault: string;
  readonly dryRun: boolean;
  /** Keys that are dead now (in a dry run: that would be deleted). */
  readonly deleted: readonly KeyRefView[];
  readonly failed: readonly (KeyRefView & { readonly message: string })[];
}
