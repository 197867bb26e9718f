// The law of a rotation: which keys it is about is decided once, before the first step; the names get their new keys
// under the source's lock, the targets get them next, and only then do old keys end. What stops it loses nothing: the
// same command, given again, goes on.

import { CredError } from "../../domain/errors.ts";
import type { SecretRef } from "../../domain/events.ts";
import { hindrances, planRotation, type RotationChoice, rotationsOf } from "../../domain/rotations.ts";
import { type Key, secretId, type State } from "../../domain/state.ts";
import {
  type RotationDeed,
  type RotationPushView,
  rotationRow,
  type RotationView,
  sendsOf,
} from "../../views/rotation.ts";
import { valuesOf } from "../access/access.ts";
import type { App } from "../app.ts";
import { finishRotations } from "./rotate_finish.ts";
import { endNewKey, replaceKey } from "./rotate_key.ts";
import { pushReplacements } from "./rotate_push.ts";
import { RotationRuns } from "./rotation_runs.ts";
import { abandoned, isOfOneKey, settleIntents } from "./settle.ts";
import { type SourceAct, sourceOf, withSource } from "./source_act.ts";
import { loadVault, type Vault, viewVault } from "../vault.ts";

/** What `source rotate` was asked. */
export interface RotateWish {
  /** `rotate` all steps that can be done now · `finish` no new keys · `abandon` deletes new keys without a name. */
  readonly mode: "rotate" | "finish" | "abandon";
  /** Undefined: of all sources, for `finish`. */
  readonly source: string | undefined;
  readonly choice: RotationChoice;
  readonly graceMs: number;
  readonly push: boolean;
  readonly force: boolean;
}

/** The keys that a rotation is about. */
export interface RotationPlan {
  readonly olds: readonly Key[];
  readonly view: RotationView;
}

/** What a rotation would be about now. Asks no platform. */
export async function planOfRotation(app: App, vault: Vault, wish: RotateWish): Promise<RotationPlan> {
  const { state } = await viewVault(app, vault);
  if (wish.source !== undefined) sourceOf(state, wish.source);
  const olds = chosen(state, wish);
  return { olds, view: viewOf(app, vault, state, wish, olds, { dryRun: true }) };
}

function chosen(state: State, { mode, source, choice }: RotateWish): Key[] {
  if (mode === "rotate") return planRotation(state, source!, choice).map(({ old }) => old);
  const isNamed = ({ environment, name }: SecretRef) =>
    choice.names?.some((ref) => ref.environment === environment && ref.name === name) ??
      (choice.environment === undefined || choice.environment === environment);
  const olds = rotationsOf(state, source).filter(({ next, step }) => isNamed(next) && step !== "request")
    .map(({ old }) => old);
  return [...new Map(olds.map((old) => [old.id, old])).values()];
}

/** Does what a plan says, as far as it can be done now. Where not even a first step could be, its failure is thrown. */
export async function rotateKeys(
  app: App,
  vault: Vault,
  wish: RotateWish,
  { olds }: RotationPlan,
): Promise<RotationView> {
  const runs = new RotationRuns();
  const lastUsed = new Map<string, string>();
  for (const [source, keys] of Map.groupBy(olds, (key) => key.source)) {
    if (wish.mode === "abandon") await abandonAll(app, vault, source, keys, runs);
    if (wish.mode === "rotate") await replaceAll(app, vault, source, keys, wish, runs);
  }
  const isWanted = new Set(olds.map(({ id }) => id));
  const switched = (state: State) =>
    rotationsOf(state, wish.source).filter(({ old, step }) => step === "finish" && isWanted.has(old.id));
  let pushes: RotationPushView[] = [];
  if (wish.push && wish.mode !== "abandon") {
    const { state } = await loadVault(app, vault);
    pushes = await pushReplacements(app, vault, state, switched(state));
  }
  if (wish.mode !== "abandon") await finishAll();
  const { state } = await loadVault(app, vault);
  runs.throwWhereNothingWasDone(pushes.some(({ sent }) => sent.length > 0));
  return viewOf(app, vault, state, wish, olds, { dryRun: false, runs, lastUsed, pushes });

  async function finishAll(): Promise<void> {
    const { state } = await loadVault(app, vault);
    const nowMs = app.system.clock.nowMs();
    const due = switched(state).filter((one) =>
      hindrances(state, one, { nowMs, lastUsedAt: undefined, force: wish.force }).length === 0
    );
    for (const [source, rotations] of Map.groupBy(due, ({ old }) => old.source)) {
      if (runs.isOver(source)) continue;
      const ids = new Set(rotations.map(({ old }) => old.id));
      await runs.trying(
        app,
        rotations.map(({ old }) => old),
        () =>
          withSource(app, vault, source, async (act) => {
            await settleFor(act, rotations.map(({ old }) => old), runs);
            const left = new Set([...ids].filter((id) => !runs.hasFailed(id)));
            const used = await finishRotations(act, left, wish.force, {
              onFinished: (old) => runs.did(old, "finished"),
              onFailed: (old, error) => runs.failed(old, error),
            });
            for (const [id, at] of used) lastUsed.set(id, at);
          }),
      );
    }
  }
}

async function replaceAll(
  app: App,
  vault: Vault,
  source: string,
  olds: readonly Key[],
  wish: RotateWish,
  runs: RotationRuns,
): Promise<void> {
  const { state } = await loadVault(app, vault);
  const pending = planRotation(state, source, { names: olds }).filter(({ rotation, discard }) =>
    rotation?.step !== "finish" || discard.length > 0
  );
  if (pending.length === 0) return;
  await withSource(app, vault, source, async (act) => {
    await valuesOf(app, vault).checkWritable();
    await settleFor(act, olds, runs);
    const domainIds = new Map<string, string>();
    for (const [index, { id }] of olds.entries()) {
      if (runs.hasFailed(id)) continue;
      if (olds.length > 1) app.report.progress(`rotating ${index + 1} of ${olds.length} keys`);
      const onDone = (deed: RotationDeed) => runs.did(id, deed);
      try {
        await replaceKey({ act, graceMs: wish.graceMs, domainIds, onDone }, id);
      } catch (error) {
        if (!isOfOneKey(act, error)) throw error;
        runs.failed(id, error);
        // What stops one of them for such a reason would stop each of the others.
        if (isOfAll(error)) {
          runs.end(source);
          break;
        }
      }
    }
  });
}

async function abandonAll(
  app: App,
  vault: Vault,
  source: string,
  olds: readonly Key[],
  runs: RotationRuns,
): Promise<void> {
  await withSource(app, vault, source, async (act) => {
    await settleFor(act, olds, runs);
    const isWanted = new Set(olds.map(({ id }) => id));
    for (const { next, old } of rotationsOf((await act.state()).state, source)) {
      if (!isWanted.has(old.id) || next.status === "requested" || runs.hasFailed(old.id)) continue;
      await runs.trying(app, [old], async () => {
        if (await endNewKey(act, next)) runs.did(old.id, "discarded");
      });
    }
  });
}

/** Settles what an earlier run left open for these keys, with one look at the platform for all of them. */
async function settleFor(act: SourceAct, olds: readonly Key[], runs: RotationRuns): Promise<void> {
  const { state, ownLogs } = await act.state();
  const oldOf = new Map(olds.map((old) => [secretId(old), old]));
  const open = abandoned(act, state, ownLogs).filter(({ key }) => oldOf.has(secretId(key)));
  if (open.length === 0) return;
  const listed = await act.client.list(), listedAtMs = act.app.system.clock.nowMs();
  for (const one of open) {
    await runs.trying(act.app, [oldOf.get(secretId(one.key))!], async () => {
      await settleIntents(act, [one], listed, listedAtMs);
    });
  }
}

/** Whether a failure is the account's or the network's, not that of one key. */
function isOfAll({ code }: CredError): boolean {
  return code.startsWith("access.") ||
    ["failed.unreachable", "failed.timeout", "failed.blocked", "failed.quota", "failed.rate_limited"]
      .includes(code);
}

function viewOf(
  app: App,
  vault: Vault,
  state: State,
  { force, push }: RotateWish,
  olds: readonly Key[],
  { dryRun, runs, lastUsed = new Map(), pushes = [] }: {
    readonly dryRun: boolean;
    readonly runs?: RotationRuns;
    readonly lastUsed?: ReadonlyMap<string, string>;
    readonly pushes?: readonly RotationPushView[];
  },
): RotationView {
  const nowMs = app.system.clock.nowMs();
  return {
    vault: vault.place.folder,
    dryRun,
    keys: olds.map((old) => ({
      ...rotationRow(state, state.keys.get(old.id) ?? old, {
        nowMs,
        lastUsed,
        force: force && dryRun,
        run: runs?.of(old.id),
      }),
      ...(dryRun && push ? { sendTo: sendsOf(state, old) } : {}),
    })),
    pushes,
  };
}
