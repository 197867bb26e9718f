// The law of files in memory: what the port promises and nothing more. Paths are POSIX, a file needs its
// folder, bytes are copied in and out, a write is whole or not at all. There are no links.

import { CredError, type ErrorCode } from "../../src/domain/errors.ts";
import type { FileInfo, Files, Lock } from "../../src/system/files.ts";

/** What a step on the files is about to do. */
export type FilesStep =
  | "info"
  | "list"
  | "read"
  | "makeFolder"
  | "create"
  | "replace"
  | "cache"
  | "append"
  | "truncate"
  | "move"
  | "remove"
  | "removeFolder"
  | "lock";

type Entry = { readonly kind: "folder" } | { readonly kind: "file"; readonly bytes: Uint8Array<ArrayBuffer> };

const LOCK_POLL_MS = 5;

/** The whole Files port in memory, for tests. */
export class MemoryFiles implements Files {
  /** Called before every step; what it throws is the step's failure (a crash, a full disk). */
  before: ((step: FilesStep, path: string) => void) | undefined;
  readonly #entries = new Map<string, Entry>([["/", { kind: "folder" }]]);
  readonly #locks = new Map<string, string>();

  /** Paths of all files, sorted by code unit. */
  paths(): readonly string[] {
    return [...this.#entries].filter(([, entry]) => entry.kind === "file").map(([path]) => path).sort();
  }

  /** A file's bytes as text; throws when it is not there. */
  text(path: string): string {
    return new TextDecoder().decode(this.#file(normal(path)).bytes);
  }

  info(path: string): Promise<FileInfo | undefined> {
    return this.#step("info", path, (at) => {
      const entry = this.#entries.get(at);
      if (entry === undefined) return undefined;
      const isFile = entry.kind === "file";
      return {
        kind: entry.kind,
        size: isFile ? entry.bytes.length : 0,
        mode: isFile ? 0o600 : 0o700,
        uid: undefined,
        device: 1,
      };
    });
  }

  list(path: string): Promise<readonly string[] | undefined> {
    return this.#step("list", path, (at) => {
      const entry = this.#entries.get(at);
      if (entry === undefined) return undefined;
      if (entry.kind !== "folder") throw failure("list", at, "it is not a folder", "usage.not_a_folder");
      return [...this.#entries.keys()].filter((key) => key !== "/" && parent(key) === at).map(base).sort();
    });
  }

  async readInput(path: string, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = await this.read(path);
    if (bytes === undefined || bytes.length <= limit) return bytes;
    throw failure("read", path, `it holds more than ${limit} bytes`, "usage.too_large");
  }

  read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#step("read", path, (at) => {
      return this.#entries.has(at) ? new Uint8Array(this.#file(at).bytes) : undefined;
    });
  }

  readAt(path: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#step("read", path, (at) => {
      return this.#entries.has(at) ? this.#file(at).bytes.slice(offset, offset + length) : undefined;
    });
  }

  makeFolder(path: string): Promise<void> {
    return this.#step("makeFolder", path, (at) => {
      for (let folder = at; folder !== "/"; folder = parent(folder)) {
        const entry = this.#entries.get(folder);
        if (entry?.kind === "file") throw failure("make", folder, "it is a file", "usage.not_a_folder");
        this.#entries.set(folder, { kind: "folder" });
      }
    });
  }

  create(path: string, bytes: Uint8Array): Promise<void> {
    return this.#step("create", path, (at) => {
      if (this.#entries.has(at)) throw failure("create", at, "it is there already", "conflict.file_exists");
      this.#put(at, bytes);
    });
  }

  replace(path: string, bytes: Uint8Array): Promise<void> {
    return this.#step("replace", path, (at) => this.#put(at, bytes));
  }

  cache(path: string, bytes: Uint8Array): Promise<void> {
    return this.#step("cache", path, (at) => this.#put(at, bytes));
  }

  append(path: string, bytes: Uint8Array): Promise<void> {
    return this.#step("append", path, (at) => {
      const old = this.#entries.has(at) ? this.#file(at).bytes : new Uint8Array();
      const all = new Uint8Array(old.length + bytes.length);
      all.set(old);
      all.set(bytes, old.length);
      this.#put(at, all);
    });
  }

  truncate(path: string, size: number): Promise<void> {
    return this.#step("truncate", path, (at) => {
      const bytes = new Uint8Array(size);
      bytes.set(this.#file(at).bytes.subarray(0, size));
      this.#put(at, bytes);
    });
  }

  move(from: string, to: string): Promise<void> {
    return this.#step("move", from, (at) => {
      const target = normal(to);
      if (!this.#entries.has(at)) throw failure("move", at, "it is not there");
      if (this.#entries.has(target)) {
        throw failure("move", target, "it is there already", "conflict.file_exists");
      }
      this.#needFolderOf(target);
      for (const [key, entry] of [...this.#entries]) {
        if (key !== at && !key.startsWith(`${at}/`)) continue;
        this.#entries.delete(key);
        this.#entries.set(target + key.slice(at.length), entry);
      }
    });
  }

  remove(path: string): Promise<boolean> {
    return this.#step("remove", path, (at) => {
      if (this.#entries.get(at)?.kind === "folder") {
        throw failure("remove", at, "it is a folder", "usage.not_a_file");
      }
      return this.#entries.delete(at);
    });
  }

  removeFolder(path: string): Promise<void> {
    return this.#step("removeFolder", path, (at) => {
      if (this.#entries.get(at)?.kind === "file") {
        throw failure("remove", at, "it is not a folder", "usage.not_a_folder");
      }
      for (const key of [...this.#entries.keys()]) {
        if (key === at || key.startsWith(`${at}/`)) this.#entries.delete(key);
      }
    });
  }

  async lock(path: string, holder: string, waitMs: number): Promise<Lock> {
    const at = await this.#step("lock", path, (at) => at);
    const deadlineMs = Date.now() + waitMs;
    for (let held = this.#locks.get(at); held !== undefined; held = this.#locks.get(at)) {
      if (Date.now() >= deadlineMs) throw failure("lock", at, `held by ${held}`, "conflict.locked");
      await new Promise((done) => setTimeout(done, LOCK_POLL_MS));
    }
    this.#put(at, new TextEncoder().encode(holder));
    this.#locks.set(at, holder);
    let isHeld = true;
    return {
      release: () => {
        if (isHeld) this.#locks.delete(at);
        isHeld = false;
      },
    };
  }

  async #step<T>(step: FilesStep, path: string, act: (at: string) => T): Promise<T> {
    // A turn of the event loop, so that tests see the interleavings a disk would allow.
    await Promise.resolve();
    const at = normal(path);
    this.before?.(step, at);
    return act(at);
  }

  #file(at: string): Entry & { kind: "file" } {
    const entry = this.#entries.get(at);
    if (entry === undefined) throw failure("read", at, "it is not there");
    if (entry.kind !== "file") throw failure("read", at, "it is a folder", "usage.not_a_file");
    return entry;
  }

  #put(at: string, bytes: Uint8Array): void {
    this.#needFolderOf(at);
    if (this.#entries.get(at)?.kind === "folder") {
      throw failure("write", at, "it is a folder", "usage.not_a_file");
    }
    this.#entries.set(at, { kind: "file", bytes: new Uint8Array(bytes) });
  }

  #needFolderOf(at: string): void {
    if (this.#entries.get(parent(at))?.kind !== "folder") {
      throw failure("write", at, "its folder is not there");
    }
  }
}

function failure(
  act: string,
  path: string,
  why: string,
  code: ErrorCode = "failed.file",
): CredError {
  return new CredError(code, `cannot ${act} "${path}": ${why}`);
}

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

function parent(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}

function base(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
