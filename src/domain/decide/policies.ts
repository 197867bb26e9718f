import { MAX_GRACE_MS } from "../events.ts";
import { quote } from "../names.ts";
import { MANUAL, policyId } from "../policies.ts";
import { usableSource } from "../queries.ts";
import type { State } from "../state.ts";
import { accept, type Decision, refuse } from "./decision.ts";
import { noSource } from "./sources.ts";

/** Sets, or with `ms` undefined takes back, how old a secret may become; of one source, or of all that have none of their own. */
export interface SetPolicy {
  readonly type: "set policy";
  readonly policy: "max-age";
  /** A source's name, or `manual` for what was set by hand. */
  readonly source: string | undefined;
  readonly ms: number | undefined;
}

/** Nothing is recorded where that is so already. */
export function decideSetPolicy(state: State, { policy, source, ms }: SetPolicy): Decision {
  const known = state.policies.get(policyId({ policy, source }));
  const of = source === undefined ? "" : ` for source ${quote(source)}`;
  if (ms === undefined && known === undefined) {
    return refuse(
      "failed.no_policy",
      `there is no policy ${quote(policy)}${of}`,
      "see which there are: cred policy list",
    );
  }
  if (ms !== undefined && (ms <= 0 || ms > MAX_GRACE_MS)) {
    return refuse(
      "usage.policy",
      "a secret's age is more than nothing and at most ten years",
      "use 90d, 12h or 2w",
    );
  }
  if (ms !== undefined && source !== undefined && source !== MANUAL && !usableSource(state, source)) {
    return noSource(state, source, `${quote(MANUAL)} is for what was set by hand`);
  }
  if (ms === known?.ms) return accept();
  const data = { policy, ...(source === undefined ? {} : { source }), ...(ms === undefined ? {} : { ms }) };
  return accept({ type: "policy.set", data });
}
