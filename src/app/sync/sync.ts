// The law of sync: fetch; under the vault's lock verify the union, take it, and put it on this repository's branch;
// then push, outside the lock. When somebody else pushed first, all of it again: a union grows, so everybody ends
// with everything. Nothing is ever forced.

import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { vaultIdOf } from "../../log/origin.ts";
import { push, type SharedAt, tipOf, withFetched } from "../../vault/git_repository.ts";
import { vaultPaths } from "../../vault/layout.ts";
import { POINTER, type SharedVault } from "../../vault/shared_branch.ts";
import type { SyncView } from "../../views/sync.ts";
import type { App } from "../app.ts";
import { type Here, nothingHere, readHere } from "./sync_here.ts";
import { findSyncPlace, type SyncPlace, type SyncWords } from "./sync_place.ts";
import { type Union, uniteVault } from "./sync_plan.ts";
import { type Branches, outrunError, publish } from "./sync_publish.ts";
import { takeUnion } from "./sync_take.ts";
import { syncView } from "./sync_view.ts";
import { lockVault, vaultAt } from "../vault.ts";

/** How often others may be faster. */
const MOST_ROUNDS = 12;
const FIRST_WAIT_MS = 50;

/** What one round came to. */
export interface Round {
  readonly here: Here;
  readonly branches: Branches;
  readonly union: Union;
  readonly removedValues: number;
  /** Undefined with --pull, in a dry run, and when somebody else moved the branch. */
  readonly tip?: string;
  /** Why this repository's branch could not be moved. */
  readonly outrun?: string;
}

/** What all rounds did here. */
export interface SyncTotals {
  values: number;
  removedValues: number;
  pushed: boolean;
}

/** Shares the project's vault on a branch of its own. */
export async function sync(app: App, words: SyncWords): Promise<SyncView> {
  const place = await findSyncPlace(app, words);
  const writes = !words.pull && !app.options.dryRun;
  const play = async (fetched: string | undefined) =>
    await playRound(app, place, await readBranches(place, fetched, words), writes);
  const totals: SyncTotals = { values: 0, removedValues: 0, pushed: false };
  let first: Round | undefined, why = "";
  for (let n = 0; n < MOST_ROUNDS; n++) {
    if (n > 0) await pause(app, n);
    const round = place.at === undefined ? await play(undefined) : await app.report.during(
      `fetching from ${place.at.title}`,
      () => withFetched(place.git, app.system, place.at!, play),
    );
    first ??= round;
    totals.values += round.union.newValues.length;
    totals.removedValues += round.removedValues;
    if (writes) {
      const pushed = round.outrun === undefined
        ? await pushRound(app, place, round)
        : { outrun: round.outrun };
      if (typeof pushed === "object") {
        why = pushed.outrun;
        continue;
      }
      totals.pushed = pushed === "pushed";
    }
    return syncView({ place, words, first, last: round, totals, dryRun: app.options.dryRun });
  }
  throw outrunError(place.branch, why);
}

async function pushRound(
  app: App,
  { git, at, branch }: SyncPlace,
  { tip, branches }: Round,
): Promise<"pushed" | "nothing" | { readonly outrun: string }> {
  if (at === undefined || tip === branches.remote?.commit) return "nothing";
  const pushed = await app.report.during(`pushing to ${at.title}`, () => push(git, at, tip!));
  if (typeof pushed === "string" || "outrun" in pushed) return pushed;
  throw new CredError(
    "partial.not_pushed",
    `what was on the branch is here, but ${quote(at.title)} did not take branch ${
      quote(branch)
    }: ${pushed.refused}`,
    ["run it again when that is mended", "to take only: cred sync --pull"],
  );
}

async function readBranches(
  { git, ref, branch, at, reader }: SyncPlace,
  fetched: string | undefined,
  words: SyncWords,
): Promise<Branches> {
  const remote = fetched === undefined
    ? undefined
    : await reader.read(fetched, `branch ${quote(branch)} of ${quote(at!.title)}`);
  const tip = await tipOf(git, ref);
  const local = tip === undefined ? undefined : tip === remote?.commit ? remote : await reader.read(
    tip,
    `branch ${quote(branch)} of this repository`,
  );
  if (words.pull && (at === undefined ? local : remote) === undefined) throw noBranch(branch, at);
  return { ref, local, remote };
}

async function playRound(app: App, place: SyncPlace, branches: Branches, writes: boolean): Promise<Round> {
  const { files, environment } = app.system;
  const shared = [branches.remote, branches.local].filter((one) => one !== undefined)
    .filter((one, n, all) => all.indexOf(one) === n);
  const { id, publicKey } = await identify(app, place, shared);
  const paths = vaultPaths(place.folder, id, environment);
  const isDry = app.options.dryRun;
  const vault = { id, publicKey, paths, place: { folder: place.folder, kind: place.kind, exists: true } };
  if (!isDry) await files.makeFolder(paths.memoryFolder);
  const lock = isDry ? undefined : await lockVault(app, vault);
  try {
    // Again under the lock: it may have been made meanwhile.
    const isThere = await files.info(place.folder) !== undefined;
    const here = isThere ? await readHere(app, vault, !isDry) : await nothingHere(app, vault);
    const pointer = await pointerOf(app, here, shared);
    const union = await uniteVault(app, here, shared);
    const round = { here, branches, union, removedValues: 0 };
    if (isDry) return round;
    const removedValues = await takeUnion(app, here, union, pointer);
    const { logs, values } = union;
    const published = writes ? await publish(place.git, branches, { pointer, logs, values }) : {};
    return { ...round, removedValues, ...published };
  } finally {
    lock?.release();
  }
}

/** Which vault it is about; the one here and those on the branches must be one. */
async function identify(
  app: App,
  { folder, kind, at, branch }: SyncPlace,
  shared: readonly SharedVault[],
): Promise<{ readonly id: string; readonly publicKey: Uint8Array }> {
  const isThere = await app.system.files.info(folder) !== undefined;
  const all = [
    ...(isThere
      ? [{ title: quote(folder), publicKey: (await vaultAt(app, { folder, kind, exists: true })).publicKey }]
      : []),
    ...shared,
  ];
  const [one, ...others] = all;
  if (one === undefined) throw noBranch(branch, at);
  const id = vaultIdOf(one.publicKey);
  for (const { title, publicKey } of others) {
    if (vaultIdOf(publicKey) === id) continue;
    throw new CredError(
      "conflict.other_vault",
      `${one.title} is vault ${id}, and ${title} is vault ${vaultIdOf(publicKey)}`,
      [
        "two vaults are never merged: share this one on another branch: --branch NAME",
        `or take the other one: move ${quote(folder)} away first`,
      ],
    );
  }
  return { id, publicKey: one.publicKey };
}

/** `vault.json`, which is the same everywhere. */
async function pointerOf(app: App, here: Here, shared: readonly SharedVault[]): Promise<Uint8Array> {
  const own = here.exists ? await app.system.files.read(here.vault.paths.pointerFile) : undefined;
  const pointer = own ?? shared[0]!.files.get(POINTER)!.bytes;
  const text = new TextDecoder().decode(pointer);
  for (const { title, files } of shared) {
    if (new TextDecoder().decode(files.get(POINTER)!.bytes) === text) continue;
    throw new CredError("integrity.vault_pointer", `${title} is refused: its ${POINTER} is another one`, [
      "nothing was taken or sent",
    ]);
  }
  return pointer;
}

function noBranch(branch: string, at: SharedAt | undefined): CredError {
  const where = at === undefined ? "this repository" : quote(at.title);
  return new CredError(
    "access.no_vault",
    `there is no branch ${quote(branch)} in ${where} to take a vault from`,
    [
      "to make a vault for this project: cred init, then cred sync",
    ],
  );
}

async function pause(app: App, round: number): Promise<void> {
  const jitter = 0.5 + app.system.random.bytes(1)[0]! / 256;
  const ms = FIRST_WAIT_MS * 2 ** Math.min(round - 1, 5) * jitter;
  await app.system.clock.sleep(ms, app.system.interrupted);
}
