// What a machine that loses its power now would lose: bytes whose file was not synced since, and names (new, changed
// or gone) whose folder was not. Only what a success or a request may stand on counts, so locks don't.

import type { Call } from "./strace.ts";

/** A disk as far as calls tell. */
export class Disk {
  readonly #bytes = new Set<string>();
  readonly #folders = new Set<string>();

  /** What is not durable yet: files, and folders by their names. */
  get unsafe(): string[] {
    return [...this.#bytes, ...[...this.#folders].map((path) => `${path}/`)].sort();
  }

  /** Takes a call into account. One that failed, or never ended, did nothing. */
  take({ name, path, to, flags, error, ended }: Call): void {
    if (error !== undefined || !ended || /(^|[/.-])lock$/.test(path)) return;
    switch (name) {
      case "openat":
        if (flags.includes("O_CREAT")) this.#folders.add(parentOf(path));
        break;
      case "write":
      case "pwrite64":
      case "ftruncate":
        this.#bytes.add(path);
        break;
      case "fsync":
      case "fdatasync":
        this.#bytes.delete(path);
        this.#folders.delete(path);
        break;
      case "mkdir":
      case "rmdir":
        this.#folders.add(parentOf(path));
        break;
      case "unlink":
      case "unlinkat":
        this.#bytes.delete(path);
        this.#folders.add(parentOf(path));
        break;
      case "rename":
      case "renameat":
      case "renameat2":
        this.#move(path, to!);
        break;
    }
  }

  #move(from: string, to: string): void {
    for (const set of [this.#bytes, this.#folders]) {
      for (const one of [...set]) {
        if (one !== from && !one.startsWith(`${from}/`)) continue;
        set.delete(one);
        set.add(to + one.slice(from.length));
      }
    }
    this.#folders.add(parentOf(from)).add(parentOf(to));
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
