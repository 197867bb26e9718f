// The law of taking and sending: the union of all copies is put together and verified in memory, every signature of it
// where anything is new, against what this machine remembers too, and with the files of all live values. Only then is
// anything written, here or there.

import { toHex } from "../../domain/encoding.ts";
import { CredError } from "../../domain/errors.ts";
import { evolve } from "../../domain/evolve.ts";
import { sealedFiles } from "../../domain/queries.ts";
import { emptyState, type State } from "../../domain/state.ts";
import { lightSha256 } from "../../log/hash.ts";
import { compareHeads, type Heads } from "../../log/heads.ts";
import { type History, readHistory } from "../../log/history.ts";
import { countRecords, forkError, type LogCopy, uniteLogs } from "../../log/union.ts";
import type { SharedVault } from "../../vault/shared_branch.ts";
import type { App } from "../app.ts";
import type { Here } from "./sync_here.ts";
import { ownerOf } from "../sources/value_owner.ts";

/** What a vault and its branches are together, verified. */
export interface Union {
  readonly history: History;
  readonly state: State;
  readonly logs: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** The files of all live values, by hash. */
  readonly values: ReadonlyMap<string, Uint8Array>;
  /** Hashes of those that are not here yet. */
  readonly newValues: readonly string[];
  /** Hashes that records name which don't count: no record says that these values are dead. */
  readonly uncounted: ReadonlySet<string>;
}

/** Puts copies together. Throws integrity.*, failed.newer, and names the copy that is to blame. */
export async function uniteVault(app: App, here: Here, shared: readonly SharedVault[]): Promise<Union> {
  const { publicKey } = here.vault;
  const copies: LogCopy[] = [...shared, ...(here.exists ? [here] : [])];
  const { logs, fork } = uniteLogs(copies);
  if (fork !== undefined) {
    await blame(publicKey, copies);
    throw await forkError(fork);
  }
  // What a branch has already was verified when it came there; of what is new to one, every signature counts.
  const isKnown = here.exists && shared.length > 0 && copies.every((copy) => hasAll(copy, logs));
  const uncounted = new Set<string>();
  const { history, state } = (isKnown ? here.read : undefined) ??
    await readUnion(publicKey, logs, shared, copies, uncounted);
  const behind = compareHeads(here.heads, history);
  refuseOtherPending(here.heads, logs);
  for (const { log, found, remembered } of behind) {
    app.report.warn(
      `neither this vault nor the branch has all of log ${log}: ${found} records, this machine has seen ${remembered}`,
    );
  }
  return { history, state, logs, uncounted, ...await findValues(app, here, shared, state) };
}

async function readUnion(
  publicKey: Uint8Array,
  logs: Union["logs"],
  shared: readonly SharedVault[],
  copies: readonly LogCopy[],
  uncounted: Set<string>,
): Promise<Pick<Union, "history" | "state">> {
  const state = emptyState();
  try {
    const history = await readHistory({ publicKey, logs }, (record) => {
      evolve(state, record);
      const { data } = record.event;
      if (record.counts === false && "sealed" in data) uncounted.add(data.sealed);
    }, { everySignature: true });
    refuseTorn(history, shared);
    return { history, state };
  } catch (error) {
    await blame(publicKey, copies);
    throw error;
  }
}

/** Reads each copy for itself, so that the error says which of them doesn't hold. */
async function blame(publicKey: Uint8Array, copies: readonly LogCopy[]): Promise<void> {
  for (const { title, logs } of copies) {
    try {
      await readHistory({ publicKey, logs }, () => {}, { everySignature: true });
    } catch (error) {
      if (!(error instanceof CredError)) throw error;
      const hints = ["nothing was taken or sent", ...error.hints];
      throw new CredError(error.code, `${title} is refused: ${error.message}`, hints, error);
    }
  }
}

function hasAll({ logs }: LogCopy, union: ReadonlyMap<string, Uint8Array>): boolean {
  return [...union].every(([log, bytes]) => logs.get(log)?.length === bytes.length);
}

/** What cred writes to a branch are whole records. */
function refuseTorn(history: History, shared: readonly SharedVault[]): void {
  for (const { name, reader } of [...history.logs.values(), ...history.unbegun.values()]) {
    if (reader.tree.size > 0 && reader.torn.length === 0 && !reader.lacksNewline) continue;
    const title = shared.find(({ logs }) => logs.has(name))?.title ?? "this vault";
    throw new CredError(
      "integrity.damaged",
      `${title} is refused: log ${name} does not end in a whole record`,
      [
        "nothing was taken or sent",
      ],
    );
  }
}

/** Of one's own log, where its last write was cut off, there can't be anything but what was signed here. */
function refuseOtherPending({ own, pending }: Heads, logs: ReadonlyMap<string, Uint8Array>): void {
  const bytes = own === undefined ? undefined : logs.get(own);
  if (bytes === undefined || pending === undefined) return;
  const lines = new TextDecoder().decode(bytes).split(/(?<=\n)/).slice(pending.from);
  const signed = pending.lines.split(/(?<=\n)/);
  const isSame = lines.every((line, n) => n >= signed.length || line === signed[n]);
  if (isSame) return;
  throw new CredError(
    "integrity.rewritten",
    `log ${own} is not the one that this machine remembers: it signed another record ${pending.from}`,
    ["one log was continued in two places; keep both copies and compare them with `cred log`"],
  );
}

async function findValues(
  app: App,
  { vault, exists }: Here,
  shared: readonly SharedVault[],
  state: State,
): Promise<Pick<Union, "values" | "newValues">> {
  const values = new Map<string, Uint8Array>();
  const newValues: string[] = [];
  for (const sealed of sealedFiles(state)) {
    const path = `${vault.paths.valuesFolder}/${sealed}.age`;
    const own = exists ? await app.system.files.read(path) : undefined;
    if (own !== undefined && toHex(lightSha256(own)) !== sealed) {
      throw new CredError("integrity.value", `the sealed value ${sealed.slice(0, 16)}… here is another one`, [
        `move "${path}" away, and cred sync brings the right one where the branch has it`,
      ]);
    }
    const bytes = own ?? shared.map((one) => one.values.get(sealed)).find((one) => one !== undefined);
    if (bytes === undefined) {
      const { title, givingUp } = ownerOf(state, sealed);
      throw new CredError(
        "integrity.value",
        `the sealed value of ${title} is neither in this vault nor on the branch`,
        [`restore "${path}" from a copy of the vault`, ...givingUp],
      );
    }
    values.set(sealed, bytes);
    if (own === undefined) newValues.push(sealed);
  }
  return { values, newValues };
}

/** How many records a copy has of a log. */
export function recordsIn(copy: LogCopy | undefined, log: string): number {
  const bytes = copy?.logs.get(log);
  return bytes === undefined ? 0 : countRecords(bytes);
}
