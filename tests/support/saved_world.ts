// A world that can be put back to how it was, so that the same moment is lived through many times.

import type { ResendKey } from "../servers/resend_accounts.ts";
import type { World } from "./world.ts";

/** The folder that holds all files of a world. */
export function rootOf(world: World): string {
  return world.home.slice(0, world.home.lastIndexOf("/"));
}

/** How a world was. */
export class SavedWorld implements AsyncDisposable {
  readonly #world: World;
  readonly #folder: string;
  readonly #keys: readonly ResendKey[];
  readonly #aheadMs: number;

  private constructor(world: World, folder: string) {
    this.#world = world;
    this.#folder = folder;
    this.#keys = world.server.keys.map((key) => ({ ...key }));
    this.#aheadMs = world.clockAheadMs;
  }

  static async of(world: World): Promise<SavedWorld> {
    const folder = await Deno.makeTempDir({ prefix: "cred-saved-" });
    copyFolder(rootOf(world), folder);
    return new SavedWorld(world, folder);
  }

  /** Makes the world what it was: its files, its account, its clock. */
  restore(): void {
    const root = rootOf(this.#world);
    for (const entry of Deno.readDirSync(root)) Deno.removeSync(`${root}/${entry.name}`, { recursive: true });
    copyFolder(this.#folder, root);
    this.#world.server.behave();
    this.#world.server.account.restore(this.#keys.map((key) => ({ ...key })));
    this.#world.clockAheadMs = this.#aheadMs;
  }

  async [Symbol.asyncDispose]() {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** Copies what is in a folder into another one. */
export function copyFolder(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const entry of Deno.readDirSync(from)) {
    if (entry.isDirectory) copyFolder(`${from}/${entry.name}`, `${to}/${entry.name}`);
    else if (entry.isFile) Deno.copyFileSync(`${from}/${entry.name}`, `${to}/${entry.name}`);
  }
}
