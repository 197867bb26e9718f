// The law of durable writes: bytes count as written when the file is synced, and a new name when its folder is.
// Nothing is ever written through a link. What could not be written whole is taken away again.

import { CredError } from "../../domain/errors.ts";
import { errorCode } from "./file_errors.ts";
import { fileAt, look } from "./looking.ts";

/** Permissions of a file that only its owner may use; a umask can only narrow them. */
export const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** A link to a folder is fine: people move their data folders that way, and whoever minds can look first. */
export function makeFolder(path: string): void {
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

/** Makes a file that must not be there yet. */
export function create(path: string, bytes: Uint8Array): void {
  writeNew(path, bytes);
  syncFolder(parentOf(path));
}

/** Puts a file in the place of one that may be there: whole, or not at all. */
export function replace(path: string, bytes: Uint8Array): void {
  putInPlace(path, bytes, writeDurably);
  syncFolder(parentOf(path));
}

/** The same, without waiting for the disk. */
export function cache(path: string, bytes: Uint8Array): void {
  putInPlace(path, bytes, writeAll);
}

function putInPlace(path: string, bytes: Uint8Array, write: (file: Deno.FsFile, bytes: Uint8Array) => void) {
  fileAt(path);
  const beside = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  writeNew(beside, bytes, write);
  try {
    Deno.renameSync(beside, path);
  } catch (cause) {
    removeQuietly(beside);
    throw cause;
  }
}

/** Writes at the end of a file, which is made where there is none. */
export function append(path: string, bytes: Uint8Array): void {
  const isNew = fileAt(path) === undefined;
  using file = Deno.openSync(
    path,
    isNew ? { append: true, createNew: true, mode: PRIVATE_FILE } : { append: true },
  );
  writeDurably(file, bytes);
  if (isNew) syncFolder(parentOf(path));
}

/** Shortens a file. */
export function truncate(path: string, size: number): void {
  fileAt(path);
  using file = Deno.openSync(path, { write: true });
  file.truncateSync(size);
  file.syncSync();
}

/** Gives a file or folder another name, which must be free. */
export function move(from: string, to: string): void {
  if (look(from) === undefined) {
    throw new CredError("failed.file", `cannot move "${from}": no such file or folder`);
  }
  if (look(to) !== undefined) throw new CredError("conflict.file_exists", `"${to}" is already there`);
  Deno.renameSync(from, to);
  syncFolder(parentOf(to));
  if (parentOf(from) !== parentOf(to)) syncFolder(parentOf(from));
}

/** Removes a file or a link; whether one was there. */
export function remove(path: string): boolean {
  const found = look(path);
  if (found === undefined) return false;
  if (found.kind === "folder") throw new CredError("usage.not_a_file", `"${path}" is a folder, not a file`);
  Deno.removeSync(path);
  syncFolder(parentOf(path));
  return true;
}

/** Removes a folder with all that is in it, where there is one. */
export function removeFolder(path: string): void {
  const found = look(path);
  if (found === undefined) return;
  if (found.kind !== "folder") {
    throw new CredError("usage.not_a_folder", `"${path}" is not a folder`);
  }
  Deno.removeSync(path, { recursive: true });
  syncFolder(parentOf(path));
}

/** Writes all bytes, and waits for nothing. */
function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

/** Writes all bytes and waits until they are on the disk. */
function writeDurably(file: Deno.FsFile, bytes: Uint8Array): void {
  writeAll(file, bytes);
  file.syncSync();
}

/** Makes a file that must not be there yet; a failed one is removed. Its folder is not synced. */
function writeNew(path: string, bytes: Uint8Array, write = writeDurably): void {
  const file = Deno.openSync(path, { write: true, createNew: true, mode: PRIVATE_FILE });
  try {
    using _closed = file;
    write(file, bytes);
  } catch (cause) {
    removeQuietly(path);
    throw cause;
  }
}

/** Waits until the names in a folder are on the disk, where the system can do that. */
function syncFolder(path: string): void {
  if (Deno.build.os === "windows") return;
  using folder = Deno.openSync(path);
  try {
    folder.syncSync();
  } catch (cause) {
    // Some network file systems know no such thing.
    if (errorCode(cause) !== "EINVAL") throw cause;
  }
}

/** The folder that holds a path; paths are the system's own, with either separator on Windows. */
export function parentOf(path: string): string {
  const end = Math.max(path.lastIndexOf("/"), Deno.build.os === "windows" ? path.lastIndexOf("\\") : -1);
  if (end < 0) return ".";
  const parent = path.slice(0, end);
  return parent === "" || parent.endsWith(":") ? path.slice(0, end + 1) : parent;
}

/** Removes a file as the second half of a failure that is already being reported. */
function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // The first failure is the one to tell.
  }
}
