// A world whose vault has a long history, and how much of it a run read.

import assert from "node:assert/strict";
import { generateX25519Identity } from "age-encryption";
import type { Files } from "../../src/system/files.ts";
import { growVault } from "./grown_vault.ts";
import { makeWorld, type Outcome, type RunOptions, type World } from "./world.ts";

/** The records of a long history, unless told. */
export const RECORDS = 2_500;

/** A world, its vault, and what a run read of it. */
export class LongWorld {
  readonly world: World;
  readonly #env: Readonly<Record<string, string>>;
  readonly vault: string;
  /** Bytes of logs that the last run read. */
  read = 0;

  constructor(world: World, passphrase: string) {
    this.world = world;
    this.#env = { CRED_PASSPHRASE: passphrase };
    this.vault = `${world.folder}/.cred`;
  }

  get snapshot(): string {
    const [vault] = [...Deno.readDirSync(`${this.world.home}/vaults`)];
    return `${this.world.home}/vaults/${vault!.name}/snapshot`;
  }

  get heads(): string {
    return this.snapshot.replace(/snapshot$/, "heads.json");
  }

  get logs(): string[] {
    return [...Deno.readDirSync(`${this.vault}/log`)].map(({ name }) => `${this.vault}/log/${name}`).sort();
  }

  async run(command: string, options: RunOptions = {}): Promise<Outcome> {
    this.read = 0;
    const files = (inner: Files): Files => {
      const given = (options.files ?? ((files) => files))(inner);
      return {
        ...given,
        readAt: async (path, offset, length) => {
          const bytes = await given.readAt(path, offset, length);
          if (path.endsWith(".jsonl")) this.read += bytes?.length ?? 0;
          return bytes;
        },
      };
    };
    return await this.world.run(command, { ...options, env: { ...this.#env, ...options.env }, files });
  }

  async ok(command: string, options?: RunOptions): Promise<string> {
    const { status, stdout, stderr } = await this.run(command, options);
    assert.equal(status, 0, `${command}: ${stderr}`);
    return stdout;
  }

  async grow(records: number): Promise<void> {
    const passphrase = this.#env["CRED_PASSPHRASE"]!;
    await growVault({ folder: this.vault, home: this.world.home, passphrase }, records);
  }

  /** Everything that everyday commands say. */
  async answers(): Promise<readonly string[]> {
    const answers: string[] = [];
    for (const command of ["status", "secret list", "target list", "source list", "secret get VALUE"]) {
      const { status, stdout, stderr } = await this.run(`${command} --json`);
      answers.push(`${status} ${stdout}${stderr}`);
    }
    return answers;
  }

  /** The same answers come with the snapshot as without it. */
  async check(title: string): Promise<void> {
    const snapshot = Deno.readFileSync(this.snapshot);
    const found = await this.answers();
    Deno.removeSync(this.snapshot);
    assert.deepEqual(found, await this.answers(), title);
    Deno.writeFileSync(this.snapshot, snapshot);
  }
}

/** A world whose vault has a long history, read once; it may be cut at each of these sizes. */
export async function longWorld(...sizes: readonly number[]): Promise<LongWorld & AsyncDisposable> {
  const world = await makeWorld();
  const long = new LongWorld(world, await generateX25519Identity());
  await long.ok("init");
  await long.ok("secret set VALUE one");
  for (const size of sizes.length > 0 ? sizes : [RECORDS]) await long.grow(size);
  await long.ok("status");
  return Object.assign(long, { [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() });
}
