// The law of durable writes: bytes count as written when the file is synced, and a new name when its folder is.
// Nothing is ever written through a link. What could not be written whole is taken away again.

import { CredError } from "../../domain/errors.ts";
import type { FileInfo } from "../files.ts";
import { errorCode } from "./file_errors.ts";

/** Permissions of a file that only its owner may use; a umask can only narrow them. */
export const PRIVATE_FILE = 0o600;

/** What lies at a path, links not followed; undefined when nothing does. */
export function look(path: string): FileInfo | undefined {
  let found: Deno.FileInfo;
  try {
    found = Deno.lstatSync(path);
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return undefined;
    throw cause;
  }
  return {
    kind: found.isSymlink ? "link" : found.isFile ? "file" : found.isDirectory ? "folder" : "other",
    size: found.size,
    mode: found.mode === null ? undefined : found.mode & 0o7777,
    uid: found.uid ?? undefined,
    device: found.dev,
  };
}

/** Whether a plain file is there; anything else that is there is refused. */
export function isFileThere(path: string): boolean {
  const found = look(path);
  if (found === undefined) return false;
  if (found.kind === "file") return true;
  const what = found.kind === "other" ? "neither a file nor a folder" : `a ${found.kind}, not a file`;
  throw new CredError("usage.not_a_file", `"${path}" is ${what}`);
}

/** Writes all bytes, and waits for nothing. */
export function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

/** Writes all bytes and waits until they are on the disk. */
export function writeDurably(file: Deno.FsFile, bytes: Uint8Array): void {
  writeAll(file, bytes);
  file.syncSync();
}

/** Makes a file that must not be there yet; a failed one is removed. Its folder is not synced. */
export function writeNew(path: string, bytes: Uint8Array, write = writeDurably): void {
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
export function syncFolder(path: string): void {
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
export function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // The first failure is the one to tell.
  }
}
