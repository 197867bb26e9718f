// A vault to be checked or shown as a whole, from its folder or from a git ref: read once, verified from the first byte
// to the last; where its bytes are shown, with those at hand that were verified.

import { fromBase64, toHex } from "../../domain/encoding.ts";
import { CredError } from "../../domain/errors.ts";
import type { HistoryEvent } from "../../domain/events.ts";
import { forgetDead } from "../../domain/dead_keys.ts";
import { evolve } from "../../domain/evolve.ts";
import { quote } from "../../domain/names.ts";
import { parsePosition } from "../../domain/position.ts";
import { emptyState, type WholeState } from "../../domain/state.ts";
import { lightSha256 } from "../../log/hash.ts";
import { type Behind, compareHeads, readHeads } from "../../log/heads.ts";
import { type History, type HistoryFiles, type HistoryLog, readHistory } from "../../log/history.ts";
import { isLogName, signerIdOf, signerOfLog, vaultIdOf, verifierKeyOf } from "../../log/origin.ts";
import { SharedTexts } from "../../log/shared_texts.ts";
import { Git } from "../../vault/git.ts";
import { GitTree } from "../../vault/git_tree.ts";
import { vaultPaths } from "../../vault/layout.ts";
import { parsePointer } from "../../vault/pointer.ts";
import { valuesOf } from "../access/access.ts";
import type { App } from "../app.ts";
import { lookAtLogs, readLogFiles, requireVault } from "../vault.ts";

/** A vault's folder, wherever it is. */
export interface VaultCopy {
  readonly id: string;
  /** Where it is: its folder, or `git ref "cred"`. */
  readonly title: string;
  /** The git ref that it was read from. */
  readonly ref: string | undefined;
  readonly files: HistoryFiles;
  /** What is wrong with the file of a sealed value; undefined when it is the one that its record names. */
  readonly valueProblem: (sealed: string) => Promise<"missing" | "changed" | undefined>;
}

/** A copy with its verified history. */
export interface WholeVault extends VaultCopy {
  readonly history: History;
  readonly state: WholeState;
  /** In the order of history; empty where nobody asked to keep them. */
  readonly events: readonly HistoryEvent[];
  /** How many records of a log don't count, where there are any. */
  readonly idle: ReadonlyMap<string, number>;
}

/** The vault that the command is about. `atHand`: with all bytes of its logs, as they were verified. */
export async function copyInFolder(app: App, atHand = false): Promise<VaultCopy> {
  const vault = await requireVault(app);
  const values = valuesOf(app, vault);
  return {
    id: vault.id,
    title: vault.place.folder,
    ref: undefined,
    files: await (atHand ? readLogFiles : lookAtLogs)(app, vault),
    valueProblem: (sealed) => values.problem(sealed),
  };
}

/** The vault at a git ref of the repository around the working directory; undefined when there is no such ref. */
export async function copyAtGitRef(app: App, ref: string): Promise<VaultCopy | undefined> {
  const { environment } = app.system;
  const tree = await GitTree.open(new Git(app.system, environment.cwd(), false, true), ref);
  if (tree === undefined) return undefined;
  const publicKey = parsePointer(await tree.read("vault.json"), `${ref}:vault.json`);
  const logs = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const path of tree.paths) {
    const name = /^log\/([^/]+)\.jsonl$/.exec(path)?.[1];
    if (name !== undefined && isLogName(name)) logs.set(name, (await tree.read(path))!);
  }
  return {
    id: vaultIdOf(publicKey),
    title: `git ref ${quote(ref)}`,
    ref,
    files: { publicKey, logs },
    valueProblem: async (sealed) => {
      const file = await tree.read(`values/${sealed}.age`);
      if (file === undefined) return "missing";
      return toHex(lightSha256(file)) === sealed ? undefined : "changed";
    },
  };
}

/** How to read a copy. `forgetDead`: its state is then about what may still be opened, and not about dead keys. */
export interface CopyOptions {
  readonly everySignature?: boolean;
  readonly keepEvents?: boolean;
  readonly forgetDead?: boolean;
}

/** Verifies a copy and folds it. Throws integrity.*, failed.newer. */
export async function readCopy(
  copy: VaultCopy,
  options: CopyOptions = {},
): Promise<WholeVault> {
  const state = emptyState();
  const events: HistoryEvent[] = [];
  const idle = new Map<string, number>();
  const texts = new SharedTexts();
  try {
    const history = await readHistory(copy.files, (event) => {
      // Where nearly all is forgotten again, nothing is worth sharing.
      if (!options.forgetDead) texts.share(event.event);
      evolve(state, event);
      if (options.forgetDead) forgetDead(state, event.event);
      if (event.counts === false) idle.set(event.log, (idle.get(event.log) ?? 0) + 1);
      if (options.keepEvents) events.push(event);
    }, options);
    return { ...copy, history, state, events, idle };
  } catch (error) {
    if (copy.ref === undefined || !(error instanceof CredError)) throw error;
    throw new CredError(error.code, `at ${copy.title}: ${error.message}`, error.hints, error);
  }
}

/** The vault that the command is about, whole; with a warning where it is behind what this machine has seen. */
export async function readWhole(app: App): Promise<WholeVault> {
  const whole = await readCopy(await copyInFolder(app, true), { keepEvents: true });
  for (const { log, found, remembered } of await behindOf(app, whole)) {
    app.report.warn(
      `this copy of the vault is behind: log ${log} has ${found} records, this machine has seen ${remembered}`,
    );
  }
  return whole;
}

/** What a copy lacks of what this machine has seen of the vault. Throws integrity.rewritten. */
export async function behindOf(app: App, { id, history, ref }: WholeVault): Promise<Behind[]> {
  const { headsFile } = vaultPaths("", id, app.system.environment);
  const heads = await readHeads(app.system.files, headsFile);
  // What a write left unfinished in the vault's folder is no excuse for a copy elsewhere.
  return compareHeads(ref === undefined ? heads : { ...heads, pending: undefined }, history);
}

/** The logs that have records; the vault's first one first, then by name. */
export function begunLogs({ history }: WholeVault): HistoryLog[] {
  const first = signerIdOf(history.publicKey);
  return [...history.logs.values()].filter(({ reader }) => reader.tree.size > 0)
    .sort((a, b) => Number(b.name === first) - Number(a.name === first) || (a.name < b.name ? -1 : 1));
}

/** The one log that a user named, in full or cut short; all of them when none was named. */
export function chosenLogs(whole: WholeVault, name: string | undefined): HistoryLog[] {
  const logs = begunLogs(whole);
  if (name === undefined) return logs;
  const found = parsePosition(`${name}:0`, logs.map((log) => log.name));
  if (typeof found !== "string") return logs.filter((log) => log.name === found.log);
  throw new CredError("usage.log", `${quote(name)} is no log of this vault`, [
    `its logs are ${logs.map((log) => log.name).join(", ")}`,
  ]);
}

/** The 32-byte public key of a log's signer; undefined for a signer that the history doesn't know. */
export function signerKeyOf({ history, state }: WholeVault, log: string): Uint8Array | undefined {
  const signer = signerOfLog(log);
  if (signer === signerIdOf(history.publicKey)) return history.publicKey;
  const known = state.signers.get(signer);
  return known === undefined ? undefined : fromBase64(known.publicKey);
}

/** The verifier key of a log that is in the history. */
export function logVerifierKey(whole: WholeVault, log: string): string {
  return verifierKeyOf(whole.id, log, signerKeyOf(whole, log)!);
}
