import type { Policy, State } from "../domain/state.ts";

/** One policy. */
export interface PolicyView {
  readonly policy: Policy["policy"];
  /** Absent: for all sources that have none of their own. */
  readonly source?: string;
  readonly ms: number;
  readonly setAt: string;
}

/** Answer of `policy list`. */
export interface PolicyListView {
  readonly vault: string | undefined;
  readonly policies: readonly PolicyView[];
}

/** Answer of `policy set` and `policy unset`. */
export interface PolicyChangedView {
  readonly vault: string;
  readonly policy: Policy["policy"];
  readonly source?: string;
  /** Absent where it was taken back. */
  readonly ms?: number;
  readonly dryRun: boolean;
}

/** The policies of a vault: that for all first, then by source. */
export function policyListView(vault: string | undefined, state: State): PolicyListView {
  const policies = [...state.policies].sort(([a], [b]) => a < b ? -1 : 1).map(([, policy]): PolicyView => {
    const { source, ...rest } = policy;
    return { ...rest, ...(source === undefined ? {} : { source }) };
  });
  return { vault, policies };
}
