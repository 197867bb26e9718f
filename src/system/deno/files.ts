import { CredError } from "../../domain/errors.ts";
import type { Files } from "../files.ts";
import {
  isFileThere,
  look,
  parentOf,
  PRIVATE_FILE,
  removeQuietly,
  syncFolder,
  writeAll,
  writeDurably,
  writeNew,
} from "./durable.ts";
import { errorCode, fileError, lockError } from "./file_errors.ts";
import type { Interrupted } from "./interrupted.ts";

const PRIVATE_FOLDER = 0o700;

/**
 * The machine's files. The calls inside are synchronous: for the few small files of a command that is faster
 * than the thread pool, and no other step of the program comes between a check and its write. Only a lock waits.
 */
export function denoFiles(interrupted?: Interrupted): Files {
  return {
    info: (path) => attempt("look at", path, () => look(path)),
    list: (path) => attempt("list", path, () => list(path)),
    read: (path) => attempt("read", path, () => isFileThere(path) ? Deno.readFileSync(path) : undefined),
    readAt: (path, offset, length) => attempt("read", path, () => readAt(path, offset, length)),
    readInput: (path, limit) => attempt("read", path, () => readInput(path, limit)),
    makeFolder: (path) => attempt("make", path, () => makeFolder(path)),
    create: (path, bytes) => attempt("write", path, () => create(path, bytes)),
    replace: (path, bytes) => attempt("write", path, () => replace(path, bytes)),
    cache: (path, bytes) => attempt("write", path, () => cache(path, bytes)),
    append: (path, bytes) => attempt("write", path, () => append(path, bytes)),
    truncate: (path, size) => attempt("shorten", path, () => truncate(path, size)),
    move: (from, to) => attempt("move to", to, () => move(from, to)),
    remove: (path) => attempt("remove", path, () => remove(path)),
    removeFolder: (path) => attempt("remove", path, () => removeFolder(path)),
    async lock(path, holder, waitMs) {
      try {
        const { lockFile } = await import("./file_lock.ts");
        return await lockFile(path, holder, waitMs, interrupted);
      } catch (cause) {
        throw lockError(path, parentOf(path), cause);
      }
    },
  };
}

/** Runs the work at once; a failure becomes a rejection that names the path. */
function attempt<T>(doing: string, path: string, work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (cause) {
    return Promise.reject(fileError(doing, path, cause));
  }
}

function list(path: string): readonly string[] | undefined {
  try {
    return Array.from(Deno.readDirSync(path), (entry) => entry.name).sort();
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return undefined;
    throw cause;
  }
}

function readAt(path: string, offset: number, length: number): Uint8Array<ArrayBuffer> | undefined {
  if (!isFileThere(path)) return undefined;
  using file = Deno.openSync(path);
  file.seekSync(offset, Deno.SeekMode.Start);
  return readUpTo(file, length);
}

/** Reads on until there are so many bytes, or the file ends. */
function readUpTo(file: Deno.FsFile, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let size = 0;
  for (let count: number | null; size < length && (count = file.readSync(bytes.subarray(size))) !== null;) {
    size += count;
  }
  return size === length ? bytes : bytes.slice(0, size);
}

function readInput(path: string, limit: number): Uint8Array<ArrayBuffer> | undefined {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path);
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return undefined;
    throw cause;
  }
  using _closed = file;
  if (file.statSync().isDirectory) {
    throw new CredError("usage.not_a_file", `"${path}" is a folder, not a file`);
  }
  const bytes = readUpTo(file, limit + 1);
  if (bytes.length > limit) {
    throw new CredError("usage.too_large", `"${path}" holds more than ${limit} bytes`);
  }
  return bytes;
}

/** A link to a folder is fine: people move their data folders that way, and whoever minds can look first. */
function makeFolder(path: string): void {
  const found = look(path);
  if (found !== undefined) {
    if (found.kind === "folder" || Deno.statSync(path).isDirectory) return;
    throw new CredError("usage.not_a_folder", `"${path}" is not a folder`);
  }
  const parent = parentOf(path);
  if (parent !== path && look(parent) === undefined) makeFolder(parent);
  try {
    Deno.mkdirSync(path, { mode: PRIVATE_FOLDER });
  } catch (cause) {
    // Another process was faster, or the path leads back through a folder that was made just now.
    if (look(path)?.kind !== "folder") throw cause;
  }
  syncFolder(parent);
}

function create(path: string, bytes: Uint8Array): void {
  writeNew(path, bytes);
  syncFolder(parentOf(path));
}

function replace(path: string, bytes: Uint8Array): void {
  putInPlace(path, bytes, writeDurably);
  syncFolder(parentOf(path));
}

function cache(path: string, bytes: Uint8Array): void {
  putInPlace(path, bytes, writeAll);
}

function putInPlace(path: string, bytes: Uint8Array, write: (file: Deno.FsFile, bytes: Uint8Array) => void) {
  isFileThere(path);
  const beside = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  writeNew(beside, bytes, write);
  try {
    Deno.renameSync(beside, path);
  } catch (cause) {
    removeQuietly(beside);
    throw cause;
  }
}

function append(path: string, bytes: Uint8Array): void {
  const isNew = !isFileThere(path);
  using file = Deno.openSync(
    path,
    isNew ? { append: true, createNew: true, mode: PRIVATE_FILE } : { append: true },
  );
  writeDurably(file, bytes);
  if (isNew) syncFolder(parentOf(path));
}

function truncate(path: string, size: number): void {
  isFileThere(path);
  using file = Deno.openSync(path, { write: true });
  file.truncateSync(size);
  file.syncSync();
}

function move(from: string, to: string): void {
  if (look(from) === undefined) {
    throw new CredError("failed.file", `cannot move "${from}": no such file or folder`);
  }
  if (look(to) !== undefined) throw new CredError("conflict.file_exists", `"${to}" is already there`);
  Deno.renameSync(from, to);
  syncFolder(parentOf(to));
  if (parentOf(from) !== parentOf(to)) syncFolder(parentOf(from));
}

function remove(path: string): boolean {
  const found = look(path);
  if (found === undefined) return false;
  if (found.kind === "folder") throw new CredError("usage.not_a_file", `"${path}" is a folder, not a file`);
  Deno.removeSync(path);
  syncFolder(parentOf(path));
  return true;
}

function removeFolder(path: string): void {
  const found = look(path);
  if (found === undefined) return;
  if (found.kind !== "folder") {
    throw new CredError("usage.not_a_folder", `"${path}" is not a folder`);
  }
  Deno.removeSync(path, { recursive: true });
  syncFolder(parentOf(path));
}
