/** What lies at a path, links not followed. */
export interface FileInfo {
  readonly kind: "file" | "folder" | "link" | "other";
  /** Bytes. */
  readonly size: number;
  /** Permission bits, where the system has them. */
  readonly mode: number | undefined;
  readonly uid: number | undefined;
  /** Number of the device that holds it, where the system tells: a mount has another than its parent. */
  readonly device: number;
}

/** A held lock; released once, or by the end of the process. */
export interface Lock {
  release(): void;
}

/**
 * The files of this machine, injected. Every write but that of a cache is durable (fsync of file and folder) when it resolves;
 * files are made 0600 and folders 0700. Failures are CredErrors that name the path.
 */
export interface Files {
  info(path: string): Promise<FileInfo | undefined>;
  /** Names in a folder, sorted by code unit; undefined when it is not there. */
  list(path: string): Promise<readonly string[] | undefined>;
  /** All bytes; undefined when it is not there. Links are not followed: a link is an error. */
  read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Up to `length` bytes from an offset on, fewer where the file ends; undefined when it is not there. Links as with `read`. */
  readAt(path: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /**
   * All bytes of what a user named as input: links are followed, a pipe is read to its end; undefined when nothing is
   * there. More than `limit` bytes is usage.too_large.
   */
  readInput(path: string, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Makes a folder with its parents; one that is there is fine. */
  makeFolder(path: string): Promise<void>;
  /** Makes a file that must not be there yet. */
  create(path: string, bytes: Uint8Array): Promise<void>;
  /** Puts a whole file in place of the old one, atomically. */
  replace(path: string, bytes: Uint8Array): Promise<void>;
  /** The same without waiting for the disk: a crash may leave anything there. For what can be made anew. */
  cache(path: string, bytes: Uint8Array): Promise<void>;
  /** Adds at the end, making the file if needed. On failure some of the bytes may be there. */
  append(path: string, bytes: Uint8Array): Promise<void>;
  truncate(path: string, size: number): Promise<void>;
  /** Renames a file or folder; onto an existing one is an error. */
  move(from: string, to: string): Promise<void>;
  /** Whether there was something to remove. */
  remove(path: string): Promise<boolean>;
  removeFolder(path: string): Promise<void>;
  /**
   * Takes an exclusive lock on a file made for that, waiting at most `waitMs`. `holder` is written into it for
   * whoever waits; on time-out the error (conflict.locked) names the one that was read.
   */
  lock(path: string, holder: string, waitMs: number): Promise<Lock>;
}
