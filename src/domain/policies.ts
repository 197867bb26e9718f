// The law of policies: they forbid nothing by themselves; `due` says what they would have done.

import type { EventData } from "./events.ts";
import type { Policy, State, StateDraft } from "./state.ts";

/** The word for a secret that no source made. */
export const MANUAL = "manual";

/** The key of a policy in `State.policies`: no source's name holds a slash. */
export function policyId({ policy, source }: Pick<Policy, "policy" | "source">): string {
  return source === undefined ? policy : `${policy}/${source}`;
}

/** Applies a change of policy. */
export function evolvePolicy(state: StateDraft, data: EventData["policy.set"], time: string): void {
  const { policy, source, ms } = data;
  const id = policyId({ policy, source });
  if (ms === undefined) state.policies.delete(id);
  else state.policies.set(id, { policy, source, ms, setAt: time });
}

/** How old a secret of a source (or `manual`) may become: the source's own policy, else the one for all. */
export function maxAgeOf(state: State, source: string): Policy | undefined {
  return state.policies.get(policyId({ policy: "max-age", source })) ?? state.policies.get("max-age");
}
