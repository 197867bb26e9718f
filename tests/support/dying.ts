// A process that dies at a chosen step: everything that it writes and every request that it sends is a step, and from
// its death on nothing that it does has any effect.

import { CredError } from "../../src/domain/errors.ts";
import type { Files } from "../../src/system/files.ts";
import type { Fetch } from "../../src/system/system.ts";

/** When in its step a process dies; `half`: some of the bytes are on the disk. */
export type When = "before" | "half" | "after";

/** What a process did that can be cut off. */
export interface Step {
  readonly what:
    | "create"
    | "replace"
    | "cache"
    | "append"
    | "truncate"
    | "move"
    | "remove"
    | "folder"
    | "request";
  /** A path, or method and address. */
  readonly on: string;
}

/** One process; without a death it lives, and only counts its steps. */
export class Life {
  readonly steps: Step[] = [];
  readonly #end = new AbortController();
  readonly #death: { readonly step: number; readonly when: When } | undefined;

  constructor(death?: { readonly step: number; readonly when: When }) {
    this.#death = death;
  }

  get isOver(): boolean {
    return this.#end.signal.aborted;
  }

  /** For `run`: the files, the network, and the end of all its waits. */
  get options() {
    const fetch: Fetch = (request) => this.#request(request);
    return { files: (inner: Files) => this.#files(inner), fetch, interrupt: this.#end.signal };
  }

  #files(inner: Files): Files {
    return {
      info: (path) => this.#read(() => inner.info(path)),
      list: (path) => this.#read(() => inner.list(path)),
      read: (path) => this.#read(() => inner.read(path)),
      readAt: (path, offset, length) => this.#read(() => inner.readAt(path, offset, length)),
      readInput: (path, limit) => this.#read(() => inner.readInput(path, limit)),
      makeFolder: async (path) => {
        const isThere = await this.#read(() => inner.info(path)) !== undefined;
        if (!isThere) await this.#step({ what: "folder", on: path }, () => inner.makeFolder(path));
      },
      create: (path, bytes) =>
        this.#step(
          { what: "create", on: path },
          () => inner.create(path, bytes),
          () => inner.create(path, half(bytes)),
        ),
      replace: (path, bytes) =>
        this.#step(
          { what: "replace", on: path },
          () => inner.replace(path, bytes),
          () => inner.create(`${path}.${this.steps.length}.tmp`, half(bytes)),
        ),
      // Nobody waited for the disk: half of it may be what lies in its place.
      cache: (path, bytes) =>
        this.#step(
          { what: "cache", on: path },
          () => inner.cache(path, bytes),
          () => inner.cache(path, half(bytes)),
        ),
      append: (path, bytes) =>
        this.#step(
          { what: "append", on: path },
          () => inner.append(path, bytes),
          () => inner.append(path, half(bytes)),
        ),
      truncate: (path, size) => this.#step({ what: "truncate", on: path }, () => inner.truncate(path, size)),
      move: (from, to) => this.#step({ what: "move", on: to }, () => inner.move(from, to)),
      remove: (path) => this.#step({ what: "remove", on: path }, () => inner.remove(path)),
      removeFolder: (path) => this.#step({ what: "remove", on: path }, () => inner.removeFolder(path)),
      lock: (path, holder, waitMs) => this.#read(() => inner.lock(path, holder, waitMs)),
    };
  }

  async #request(request: Request): Promise<Response> {
    const step = { what: "request", on: `${request.method} ${new URL(request.url).pathname}` } as const;
    let answer: Response | undefined;
    try {
      await this.#step(step, async () => {
        answer = await fetch(request, { redirect: "manual" });
      });
      return answer!;
    } catch (error) {
      await answer?.body?.cancel();
      throw error;
    }
  }

  #read<T>(work: () => Promise<T>): Promise<T> {
    return this.isOver ? Promise.reject(dead()) : work();
  }

  async #step<T>(step: Step, work: () => Promise<T>, halfWork?: () => Promise<void>): Promise<T> {
    if (this.isOver) throw dead();
    const index = this.steps.push(step) - 1;
    const when = this.#death?.step === index ? this.#death.when : undefined;
    if (when === undefined) return await work();
    // Nobody may hear of what is done in the last step: what the process does next has no effect.
    if (when === "half") await halfWork?.();
    if (when === "after") await work();
    this.#end.abort(dead());
    throw dead();
  }
}

/** With CRED_TEST_FAULTS=all every fault is tried; without, those are left out that differ from others only in name. */
export const ALL_FAULTS = Deno.env.get("CRED_TEST_FAULTS") === "all";

/** The ways in which a process can die in a step. Half of a new file under a name that nobody looks for is left out. */
export function deathsIn({ what }: Step): readonly When[] {
  const canBeHalf = what === "append" ||
    (ALL_FAULTS && (what === "create" || what === "replace" || what === "cache"));
  return canBeHalf ? ["before", "half", "after"] : ["before", "after"];
}

function half(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}

function dead(): CredError {
  return new CredError("failed.dead", "this process is dead");
}
