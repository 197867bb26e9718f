import type { Refusal } from "../errors.ts";
import type { EventData, Place, SecretRef } from "../events.ts";
import { quote, refuseEnvironmentName, refuseSourceName } from "../names.ts";
import { didYouMean } from "../nearest.ts";
import { currentVersion, findSecret } from "../queries.ts";
import type { State } from "../state.ts";
import { accept, type Decision, firstRefusal, refuse } from "./decision.ts";
import { refuseMissing } from "./secrets.ts";

/** Configures a target, or binds one environment of it. `item` and `token` where a token came with it. */
export type BindTarget = { readonly type: "bind target" } & EventData["target.bound"];

/** Forgets a target. */
export interface UnbindTarget {
  readonly type: "unbind target";
  readonly target: string;
}

/** Says which targets may have a secret; undefined: all. */
export interface LimitSecret extends SecretRef {
  readonly type: "limit secret";
  readonly targets: readonly string[] | undefined;
}

/** Intents to write secrets at a target. */
export interface RequestPushes {
  readonly type: "request pushes";
  readonly target: string;
  readonly requests:
    readonly (SecretRef & { readonly id: string; readonly place: Place; readonly version: string })[];
}

/** Intents to remove secrets at a target. */
export interface RequestPrunes {
  readonly type: "request prunes";
  readonly target: string;
  readonly requests: readonly { readonly id: string; readonly place: Place }[];
}

/** A new target, or another binding of a known one of the same platform. */
export function decideBindTarget(state: State, { type: _, ...data }: BindTarget): Decision {
  const bad = firstRefusal(
    refuseSourceName(data.target),
    data.environment === undefined ? undefined : refuseEnvironmentName(data.environment),
  );
  if (bad !== undefined) return bad;
  const known = state.targets.get(data.target);
  if (known !== undefined && known.driver !== data.driver) {
    return refuse(
      "conflict.target_exists",
      `target ${quote(data.target)} is one of ${known.driver}`,
      `choose another name: cred target add ${data.driver} --as NAME`,
    );
  }
  return accept({ type: "target.bound", data });
}

/** What was put there stays there, and in the history. */
export function decideUnbindTarget(state: State, { target }: UnbindTarget): Decision {
  return state.targets.has(target)
    ? accept({ type: "target.unbound", data: { target } })
    : { refusal: noTarget(target, state.targets.keys()) };
}

/** Only what is in the vault can be limited, and only to what can be a target's name: it may come later. */
export function decideLimitSecret(state: State, { environment, name, targets }: LimitSecret): Decision {
  const data = { environment, name, ...(targets === undefined ? {} : { targets }) };
  return refuseMissing(state, data) ?? firstRefusal(...(targets ?? []).map(refuseSourceName)) ??
    accept({ type: "secret.limited", data });
}

/** A push goes on only while the secret still has the version that was planned. */
export function decideRequestPushes(state: State, { target, requests }: RequestPushes): Decision {
  for (const { environment, name, version } of requests) {
    const entry = findSecret(state, { environment, name });
    if (entry !== undefined && currentVersion(state, entry)?.id === version) continue;
    return refuse(
      "conflict.changed",
      `secret ${quote(name)} changed while the push was planned`,
      "run it again",
    );
  }
  return accept(...requests.map(({ id, place, ...data }) => (
    { type: "secret.push_requested" as const, id, data: { ...data, ...place, target } }
  )));
}

/** One intent for each. */
export function decideRequestPrunes(_state: State, { target, requests }: RequestPrunes): Decision {
  return accept(...requests.map(({ id, place }) => (
    { type: "secret.prune_requested" as const, id, data: { ...place, target } }
  )));
}

/** There is no such target among these. */
export function noTarget(target: string, names: Iterable<string>): Refusal {
  return {
    code: "access.no_target",
    message: `there is no target ${quote(target)} in this vault${didYouMean(target, names)}`,
    hints: ["see which there are: cred target list", `to add it: cred target add PLATFORM --as ${target}`],
  };
}
