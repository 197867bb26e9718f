import { isOutOfReach, placesHolding } from "../domain/deliveries.ts";
import {
  type Hindrance,
  hindrances,
  type Rotation,
  rotationsOf,
  rotationsWith,
} from "../domain/rotations.ts";
import type { Key, State } from "../domain/state.ts";
import { type KeyRefView, keyRefView } from "./deletions.ts";
import { type PlaceRefView, placeRefView } from "./identified.ts";

/** A step that was done just now. */
export type RotationDeed = "created" | "tested" | "switched" | "finished" | "discarded";

/**
 * What comes next: `create` a new key · `test` it · `switch` to it · `finish`: delete the old one · `wait` for that ·
 * `done`.
 */
export type RotationStage = "create" | "test" | "switch" | "finish" | "wait" | "done";

/** Why an old key is not deleted yet. */
export type RotationWait =
  | Extract<Hindrance, { readonly why: "current" | "no_successor" }>
  | {
    readonly why: "grace";
    /** @format date-time */
    readonly until: string;
  }
  | {
    /** It is other secrets, too: they would end with it. */
    readonly why: "shared";
    readonly secrets: readonly KeyRefView[];
  }
  | {
    /** `out_of_reach`: no target leads there any more, so nothing can be sent. */
    readonly why: "held" | "out_of_reach";
    readonly places: readonly PlaceRefView[];
  }
  | {
    readonly why: "used";
    readonly usedAt: string;
    /** @format date-time */
    readonly until: string;
  };

/** One key that is replaced: `key` is the old one. */
export interface RotationRowView extends KeyRefView {
  readonly source: string;
  readonly next?: { readonly key: string; readonly remoteId?: string; readonly tested: boolean };
  readonly stage: RotationStage;
  /** What was done in this run, in its order. */
  readonly did: readonly RotationDeed[];
  /** What the end of the old key waits for. */
  readonly waits: readonly RotationWait[];
  /** In a dry run with --push: where the new key would be sent. */
  readonly sendTo?: readonly PlaceRefView[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** What was sent to one target. */
export interface RotationPushView {
  readonly target: string;
  readonly environment: string;
  readonly sent: readonly string[];
  readonly failed: readonly { readonly secret: string; readonly code: string; readonly message: string }[];
  /** What has to happen there so that it takes effect. */
  readonly afterPush?: string;
}

/** Answer of `source rotate`. */
export interface RotationView {
  readonly vault: string;
  readonly dryRun: boolean;
  readonly keys: readonly RotationRowView[];
  readonly pushes: readonly RotationPushView[];
}

/** What happened to a key in one run. */
export interface RotationRun {
  readonly did: readonly RotationDeed[];
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

/** How far the replacement of a key is. `lastUsed`: when the platform saw keys last, by their ids there. */
export function rotationRow(
  state: State,
  old: Key,
  { nowMs, lastUsed, force, run }: {
    readonly nowMs: number;
    readonly lastUsed: ReadonlyMap<string, string>;
    readonly force: boolean;
    readonly run?: RotationRun | undefined;
  },
): RotationRowView {
  const replaced = rotationsWith(state, old).filter((one) => one.old.id === old.id);
  const rotation = replaced.findLast(({ step }) => step === "finish") ??
    replaced.findLast(({ step }) => step === "test" || step === "switch");
  const lastUsedAt = lastUsed.get(old.remoteId ?? "");
  const waits = rotation?.step === "finish" ? hindrances(state, rotation, { nowMs, lastUsedAt, force }) : [];
  const next = rotation?.next ?? successorOf(state, old);
  return {
    ...keyRefView(old),
    source: old.source,
    ...(next === undefined ? {} : { next: nextOf(next) }),
    stage: stageOf(state, old, rotation, waits),
    did: run?.did ?? [],
    waits: waits.map(waitView),
    ...(run?.error === undefined ? {} : { error: run.error }),
  };
}

/** The places of targets that hold a key that is to be replaced. */
export function sendsOf(state: State, { id }: Key): PlaceRefView[] {
  return placesHolding(state, [id]).filter((place) => !isOutOfReach(state, place)).map(placeRefView);
}

/** The rotations that are under way, as far as is known without asking a platform. */
export function openRotationRows(state: State, nowMs: number): RotationRowView[] {
  const olds = rotationsOf(state).filter(({ step }) => step !== "request").map(({ old }) => old);
  return [...new Map(olds.map((old) => [old.id, old])).values()]
    .map((old) => rotationRow(state, old, { nowMs, lastUsed: new Map(), force: false }));
}

/** How a reason to wait is told. */
function waitView(wait: Hindrance): RotationWait {
  if (wait.why === "shared") return { why: "shared", secrets: wait.keys.map(keyRefView) };
  if ("places" in wait) return { why: wait.why, places: wait.places.map(placeRefView) };
  return wait.why === "used" ? { why: "used", usedAt: wait.at, until: wait.until } : wait;
}

function stageOf(
  state: State,
  { id }: Key,
  rotation: Rotation | undefined,
  waits: readonly Hindrance[],
): RotationStage {
  if (rotation !== undefined) {
    if (rotation.step === "finish") return waits.length === 0 ? "finish" : "wait";
    return rotation.step === "test" ? "test" : "switch";
  }
  const status = state.keys.get(id)?.status;
  return status === "live" || status === "vanished" ? "create" : "done";
}

/** The key that took a place for good. */
function successorOf(state: State, old: Key): Key | undefined {
  if (state.keys.get(old.id)?.status === "live") return undefined;
  return [...state.keys.values()].find((key) => key.replaces === old.id && key.switchedAt !== undefined);
}

function nextOf({ id, remoteId, testedAt }: Key) {
  return { key: id, ...(remoteId === undefined ? {} : { remoteId }), tested: testedAt !== undefined };
}
