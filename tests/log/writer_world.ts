// One machine and one vault in memory: everything that a command does around its append, with files that fail.

import assert from "node:assert/strict";
import type { NewEvent } from "../../src/domain/events.ts";
import { compareHeads, type Heads, NO_HEADS, readHeads, writeHeads } from "../../src/log/heads.ts";
import { type History, readHistory } from "../../src/log/history.ts";
import { type LogPaths, LogWriter, refuseBehind, repairOwnLog } from "../../src/log/log_writer.ts";
import { type Fault, FaultyFiles } from "./faulty_files.ts";
import { Scribe } from "./scribe.ts";

export const PATHS: LogPaths = {
  folder: "/vault",
  logFolder: "/vault/log",
  headsFile: "/home/heads.json",
  tornFolder: "/home/torn",
};

/** What a run did. */
export interface Run {
  readonly error: { readonly code?: string; readonly message: string } | undefined;
  /** Steps on the files. */
  readonly steps: readonly string[];
  /** What was told about repairs. */
  readonly told: readonly string[];
}

/** A machine with a vault. */
export class WriterWorld {
  readonly files = new FaultyFiles();
  readonly scribe: Scribe;
  /** Names of the secrets whose recording was reported. */
  readonly reported: string[] = [];
  /** Everything that was ever signed: checkpoint texts. */
  readonly signed: string[] = [];

  private constructor(scribe: Scribe) {
    this.scribe = scribe;
  }

  /** A vault of two records, which this machine made. */
  static async make(): Promise<WriterWorld> {
    const world = new WriterWorld(await Scribe.make());
    const { files, scribe } = world;
    files.begin();
    for (const folder of [PATHS.logFolder, "/home"]) await files.makeFolder(folder);
    await scribe.begin(2);
    await files.create(world.path(), scribe.bytes());
    const [size, root] = scribe.heads(scribe.first)[scribe.first]!;
    await world.remember({ own: scribe.first, logs: { [scribe.first]: { size, root } } });
    return world;
  }

  /** The path of a log. */
  path(log: string = this.scribe.first): string {
    return `${PATHS.logFolder}/${log}.jsonl`;
  }

  /** Sets what the machine remembers. */
  remember(heads: Partial<Heads>): Promise<void> {
    return writeHeads(this.files, PATHS.headsFile, { ...NO_HEADS, folder: PATHS.folder, ...heads });
  }

  /** What the machine remembers. */
  heads(): Promise<Heads> {
    return readHeads(this.files, PATHS.headsFile);
  }

  /** The verified history. */
  async history(everySignature = false): Promise<History> {
    const logs = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const file of await this.files.list(PATHS.logFolder) ?? []) {
      logs.set(file.replace(".jsonl", ""), (await this.files.read(`${PATHS.logFolder}/${file}`))!);
    }
    return await readHistory({ publicKey: this.scribe.publicKey, logs }, () => {}, { everySignature });
  }

  /** Names of the secrets in the history, in its order. */
  async recorded(): Promise<string[]> {
    this.files.begin();
    const names: string[] = [];
    const logs = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const file of await this.files.list(PATHS.logFolder) ?? []) {
      logs.set(file.replace(".jsonl", ""), (await this.files.read(`${PATHS.logFolder}/${file}`))!);
    }
    await readHistory({ publicKey: this.scribe.publicKey, logs }, ({ event }) => {
      if (event.type === "secret.set") names.push(event.data.name);
    }, { everySignature: true });
    return names;
  }

  /** A command: load, repair, append each batch. */
  async run(
    batches: readonly (readonly NewEvent[])[],
    faults: readonly Fault[] = [],
    options: { readonly acceptBehind?: boolean; readonly signer?: Scribe } = {},
  ): Promise<Run> {
    const { files, scribe } = this;
    const { publicKey, sign: signWith } = options.signer ?? scribe;
    files.begin(...faults);
    const told: string[] = [];
    const system = {
      files,
      random: scribe.random,
      clock: { nowMs: () => scribe.nowMs += 1_000, offsetMinutes: () => 0, sleep: () => Promise.resolve() },
    };
    try {
      let heads = await this.heads();
      let history = await this.history();
      compareHeads(heads, history);
      told.push(...await repairOwnLog(system, PATHS, history, heads));
      if (told.length > 0) [heads, history] = [await this.heads(), await this.history()];
      const behind = compareHeads(heads, history);
      if (options.acceptBehind !== true) refuseBehind(behind);
      const sign = (bytes: Uint8Array<ArrayBuffer>) => {
        this.signed.push(new TextDecoder().decode(bytes));
        return signWith(bytes);
      };
      const writer = new LogWriter(system, PATHS, history, behind.length > 0 ? NO_HEADS : heads, {
        publicKey,
        sign,
      });
      for (const batch of batches) {
        await writer.append(batch);
        for (const event of batch) if (event.type === "secret.set") this.reported.push(event.data.name);
      }
      return { error: undefined, steps: files.steps, told };
    } catch (error) {
      return { error: error as Error, steps: files.steps, told };
    }
  }

  /** What must hold whatever happened: the vault verifies, all that was reported is there once, and no place ever showed two records. */
  async check(title: string): Promise<string[]> {
    const recorded = await this.recorded();
    for (const name of this.reported) {
      assert.equal(recorded.filter((other) => other === name).length, 1, `${title}: "${name}" was reported`);
    }
    assert.equal(new Set(recorded).size, recorded.length, `${title}: a record is there twice`);
    for (const [place, lines] of this.files.shown) {
      assert.equal(lines.size, 1, `${title}: ${place} was two records`);
    }
    return recorded;
  }
}
