import { liveKeys, openIntents, usableSource } from "../domain/queries.ts";
import type { Source, State } from "../domain/state.ts";

/** Answer of `source add`. */
export interface SourceAddedView {
  readonly source: string;
  readonly platform: string;
  /** What was recorded: a new source, a token that this machine lacked, another token. */
  readonly change: "added" | "token_added" | "token_replaced";
  readonly vault: string | undefined;
  /** Whether the vault was made for it. */
  readonly vaultMade: boolean;
  readonly dryRun: boolean;
}

/** One row of `source list`. */
export interface SourceView {
  readonly source: string;
  readonly platform: string;
  readonly address: string;
  readonly status: Source["status"];
  readonly liveKeys: number;
  readonly unsettled: number;
  readonly addedAt: string;
  /** Whether the master token is in this machine's keychain; `unknown` where the keychain can't be reached. */
  readonly token: "here" | "missing" | "unknown";
}

/** Answer of `source list`. */
export interface SourceListView {
  readonly vault: string | undefined;
  readonly sources: readonly SourceView[];
}

/** What `source add` did, or would do. */
export function sourceAddedView(
  source: string,
  driver: { readonly name: string },
  mode: "add" | "token" | "replace",
  vault: string | undefined,
  { vaultMade, dryRun }: Pick<SourceAddedView, "vaultMade" | "dryRun">,
): SourceAddedView {
  const change = mode === "add" ? "added" : mode === "token" ? "token_added" : "token_replaced";
  return { source, platform: driver.name, change, vault, vaultMade, dryRun };
}

/** The sources of a vault that are not revoked. */
export function sourceListView(
  state: State,
  vault: string | undefined,
  tokens: ReadonlyMap<string, SourceView["token"]>,
): SourceListView {
  const sources = [...state.sources.values()].filter(({ name }) => usableSource(state, name) !== undefined);
  return {
    vault,
    sources: sources.map((source) => ({
      source: source.name,
      platform: source.driver,
      address: source.address,
      status: source.status,
      liveKeys: liveKeys(state, source.name).length,
      unsettled: openIntents(state, source.name).length,
      addedAt: source.addedAt,
      token: tokens.get(source.name) ?? "unknown",
    })),
  };
}
