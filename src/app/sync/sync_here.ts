// The vault that a sync begins with: what is whole in its folder, after what a crash left was finished.

import { concatBytes } from "../../domain/encoding.ts";
import { CredError } from "../../domain/errors.ts";
import { evolve } from "../../domain/evolve.ts";
import { emptyState, type State } from "../../domain/state.ts";
import { type Heads, readHeads } from "../../log/heads.ts";
import { type History, readHistory } from "../../log/history.ts";
import { LogReader } from "../../log/log_reader.ts";
import { repairOwnLog } from "../../log/log_writer.ts";
import { lightSha256 } from "../../log/hash.ts";
import type { LogCopy } from "../../log/union.ts";
import type { App } from "../app.ts";
import { readLogFiles, type Vault } from "../vault.ts";

const NEWLINE = Uint8Array.of(0x0a);

/** The vault in a folder, or the empty place for one. */
export interface Here extends LogCopy {
  readonly vault: Vault;
  readonly exists: boolean;
  readonly heads: Heads;
  /** Bytes of whole records that each log's file has. */
  readonly ends: ReadonlyMap<string, number>;
  /** Logs whose files end in something else. */
  readonly torn: ReadonlySet<string>;
  /** Its own history, before anything comes; undefined where that doesn't verify without the branch. */
  readonly read: { readonly history: History; readonly state: State } | undefined;
}

/** What there is where nothing is yet. */
export async function nothingHere(app: App, vault: Vault): Promise<Here> {
  const heads = await readHeads(app.system.files, vault.paths.headsFile);
  const none = { logs: new Map(), ends: new Map(), torn: new Set<string>(), read: undefined };
  return { title: "this vault", vault, exists: false, heads, ...none };
}

/**
 * Reads the vault in a folder. One that lacks something that it has seen may get it from the branch; any other damage
 * is an error. Under the vault's lock, `repair` finishes what a crash left.
 */
export async function readHere(app: App, vault: Vault, repair: boolean): Promise<Here> {
  const heads = await readHeads(app.system.files, vault.paths.headsFile);
  const files = await readLogFiles(app, vault);
  const logs = new Map<string, Uint8Array<ArrayBuffer>>();
  const ends = new Map<string, number>();
  const torn = new Set<string>();
  const take = (name: string, { end, lacksNewline }: LogReader) => {
    const bytes = files.logs.get(name)!;
    const whole = bytes.subarray(0, end);
    if (end < bytes.length) torn.add(name);
    if (end === 0) return;
    ends.set(name, end);
    logs.set(name, lacksNewline ? concatBytes(whole, NEWLINE) : whole);
  };
  const here = { title: "this vault", vault, exists: true, heads, logs, ends, torn };
  const state = emptyState();
  try {
    const history = await readHistory(files, (event) => {
      evolve(state, event);
    });
    const told = repair ? await repairOwnLog(app.system, vault.paths, history, heads) : [];
    for (const text of told) app.report.note(text);
    if (told.length > 0) return await readHere(app, vault, false);
    for (const { name, reader } of [...history.logs.values(), ...history.unbegun.values()]) {
      take(name, reader);
    }
    return { ...here, read: { history, state } };
  } catch (error) {
    if (!(error instanceof CredError) || error.code !== "integrity.missing") throw error;
  }
  for (const [name, bytes] of files.logs) {
    const reader = new LogReader(name, bytes, lightSha256);
    while (reader.next() !== undefined) { /* to its end */ }
    take(name, reader);
  }
  return { ...here, read: undefined };
}
