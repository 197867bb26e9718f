import { openClaims } from "../domain/evolve_claims.ts";
import { liveKeys, openIntents, rivalVersions, usableSource } from "../domain/queries.ts";
import { unnamedKeys } from "../domain/rotations.ts";
import type { Key, Source, State } from "../domain/state.ts";
import { shortVersion } from "../domain/version_name.ts";
import { isPushOfNothing, staleDeliveries } from "../domain/deliveries.ts";
import { dueOf } from "../domain/due.ts";
import { type DueRow, dueRow } from "./due.ts";
import { type PlaceRefView, placeRefView } from "./identified.ts";
import { type KeyRefView, keyRefView } from "./deletions.ts";
import { openRotationRows, type RotationRowView } from "./rotation.ts";
import { targetListView } from "./targets.ts";

/** Answer of `status`. */
export interface StatusView {
  /** Absent where there is no vault. */
  readonly vault?: {
    readonly folder: string;
    readonly kind: "personal" | "project" | "given";
    readonly id: string;
    readonly records: number;
    /** Logs of which this copy lacks records that this machine has seen. */
    readonly behind: readonly string[];
    /** Id of another vault, which this machine remembers in the folder: this one was put into its place. */
    readonly remembered?: string;
  };
  readonly environments: readonly { readonly environment: string; readonly secrets: number }[];
  readonly sources: readonly {
    readonly source: string;
    readonly platform: string;
    readonly status: Source["status"];
    readonly liveKeys: number;
    readonly unsettled: number;
  }[];
  /** The configured targets, and how many of the vault's secrets each holds. */
  readonly places: readonly {
    readonly target: string;
    readonly platform: string;
    readonly identifier: string;
    readonly secrets: number;
  }[];
  /** Requests without a known outcome: what was asked for, at which source, when. */
  readonly unsettled: readonly (KeyRefView & {
    readonly source: string;
    readonly asked: "create" | "delete";
    readonly askedAt: string;
  })[];
  /** Keys found gone at their platform whose secrets are still here. */
  readonly vanished: readonly (KeyRefView & { readonly source: string })[];
  /** Places at targets whose secret has another version now, or is gone from the vault; and pushes without an outcome. */
  readonly targets: readonly (PlaceRefView & {
    /** Of an unsettled push: only where the vault still has the secret, so that it can be pushed again. */
    readonly secret?: string;
    readonly why: "behind" | "orphaned" | "unsettled";
  })[];
  /** Live keys whose name another machine's change took. */
  readonly unnamed: readonly (KeyRefView & { readonly source: string })[];
  /** Keys that records which don't count say they made: they may be live at their platform. */
  readonly claimed: readonly (KeyRefView & {
    readonly source: string;
    readonly remoteName: string;
    readonly remoteId: string;
    readonly signer: string;
    /** Of the signer, where the history knows it. */
    readonly label?: string;
    /** When the record says it was made. */
    readonly claimedAt: string;
    /** Whether the vault has the source, so that its keys can be listed. */
    readonly known: boolean;
  })[];
  /** Values that lost their name to a change on another machine, neither of which knew of the other. */
  readonly rivals: readonly {
    readonly secret: string;
    readonly environment: string;
    readonly version: string;
    readonly setAt: string;
    /** The version that has the name; absent where the other change was its removal. */
    readonly current?: string;
  }[];
  /** Keys that are being replaced, and what that waits for. */
  readonly rotations: readonly RotationRowView[];
  /** What should be done about secrets now. */
  readonly due: readonly DueRow[];
}

/** A vault on one page. */
export function statusView(
  vault: (NonNullable<StatusView["vault"]> & { readonly state: State; readonly nowMs: number }) | undefined,
): StatusView {
  if (vault === undefined) {
    const none = { environments: [], sources: [], unsettled: [], vanished: [], targets: [], unnamed: [] };
    return { ...none, places: [], claimed: [], rivals: [], rotations: [], due: [] };
  }
  const { state, nowMs, ...place } = vault;
  const counts = new Map<string, number>();
  for (const { environment } of state.secrets.values()) {
    counts.set(environment, (counts.get(environment) ?? 0) + 1);
  }
  const withSource = (key: Key) => ({ ...keyRefView(key), source: key.source });
  return {
    vault: place,
    environments: [...counts].sort().map(([environment, secrets]) => ({ environment, secrets })),
    sources: [...state.sources.values()].filter(({ name }) => usableSource(state, name)).map((source) => ({
      source: source.name,
      platform: source.driver,
      status: source.status,
      liveKeys: liveKeys(state, source.name).length,
      unsettled: openIntents(state, source.name).length,
    })),
    places: targetListView(state.targets, state.deliveries, undefined).targets
      .map(({ target, platform, identifier, secrets }) => ({ target, platform, identifier, secrets })),
    unsettled: [...state.intents.values()].flatMap((intent) => {
      const key = state.keys.get(intent.key);
      return key === undefined ? [] : [{ ...withSource(key), asked: intent.kind, askedAt: intent.at }];
    }),
    vanished: [...state.keys.values()].filter(({ status }) => status === "vanished").map(withSource),
    targets: [
      ...staleDeliveries(state).map(({ delivery, why }) => ({
        ...placeRefView(delivery),
        secret: delivery.name,
        why,
      })),
      ...[...state.errands.values()].map((errand) => ({
        ...placeRefView(errand),
        ...(errand.kind === "prune" || errand.name === undefined || isPushOfNothing(state, errand)
          ? {}
          : { secret: errand.name }),
        why: "unsettled" as const,
      })),
    ],
    unnamed: unnamedKeys(state).map(withSource),
    claimed: openClaims(state).map((claim) => {
      const { source, remoteName, signer } = claim;
      const label = state.signers.get(signer)?.label;
      return {
        ...keyRefView(claim),
        ...{ source, remoteName, remoteId: claim.remoteId, signer, claimedAt: claim.at },
        known: usableSource(state, source) !== undefined,
        ...(label === undefined ? {} : { label }),
      };
    }),
    rivals: rivalVersions(state).map(({ version, current }) => ({
      secret: version.name,
      environment: version.environment,
      version: version.id,
      setAt: version.createdAt,
      ...(current === undefined ? {} : { current: current.id }),
    })),
    rotations: openRotationRows(state, nowMs),
    due: dueOf(state, nowMs, 0).map((due) => dueRow(state, due)),
  };
}

/** What a policy can forbid, by the words that `status` has for it. */
export const CONCERNS = [
  "unsettled",
  "behind",
  "orphaned",
  "vanished",
  "unnamed",
  "claimed",
  "rival",
  "expired",
  "due",
] as const;

/** One of them. */
export type Concern = typeof CONCERNS[number];

/** What there is of each concern, named one by one; concerns of which there is nothing are left out. */
export function concernsOf(view: StatusView, concerns: readonly Concern[]): [Concern, string[]][] {
  return concerns.map((concern): [Concern, string[]] => [concern, namesOf(view, concern)])
    .filter(([, names]) => names.length > 0);
}

function namesOf(view: StatusView, concern: Concern): string[] {
  const { vault, unsettled, vanished, targets, unnamed } = view;
  const places = targets.filter(({ why }) => why === concern)
    .map(({ target, remoteName }) => `${remoteName} at ${target}`);
  const keys = (of: readonly { readonly secret: string; readonly source: string }[]) =>
    of.map(({ secret, source }) => `${secret} at ${source}`);
  switch (concern) {
    case "unsettled":
      return [...keys(unsettled), ...places];
    case "behind":
      return [...(vault?.behind ?? []).map((log) => `this copy of log ${log}`), ...places];
    case "orphaned":
      return places;
    case "vanished":
      return keys(vanished);
    case "unnamed":
      return keys(unnamed);
    case "claimed":
      return keys(view.claimed);
    case "expired":
      return view.due.filter(({ why }) => why === "expired").map(({ secret }) => secret);
    case "due":
      return view.due.map(({ secret, why }) => `${secret} (${why.replace("_", " ")})`);
    case "rival":
      return view.rivals.map(({ secret, version }) => `version ${shortVersion(version)} of ${secret}`);
  }
}
