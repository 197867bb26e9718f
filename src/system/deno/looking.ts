// What commands that only look ask of files. No link is followed, but to what a user named.

import { CredError } from "../../domain/errors.ts";
import type { FileInfo } from "../files.ts";
import { errorCode } from "./file_errors.ts";

/** A part of a file of so many bytes is not worth what opening it and going there takes. */
const SMALL = 1 << 17;

/** What lies at a path, links not followed; undefined when nothing does. */
export function look(path: string): FileInfo | undefined {
  const found = unlessMissing(() => Deno.lstatSync(path));
  return found === undefined ? undefined : {
    kind: found.isSymlink ? "link" : found.isFile ? "file" : found.isDirectory ? "folder" : "other",
    size: found.size,
    mode: found.mode === null ? undefined : found.mode & 0o7777,
    uid: found.uid ?? undefined,
    device: found.dev,
  };
}

/** The plain file at a path; undefined where nothing is, and anything else is refused. */
export function fileAt(path: string): FileInfo | undefined {
  const found = look(path);
  if (found === undefined || found.kind === "file") return found;
  const what = found.kind === "other" ? "neither a file nor a folder" : `a ${found.kind}, not a file`;
  throw new CredError("usage.not_a_file", `"${path}" is ${what}`);
}

/** Names in a folder, sorted; undefined where there is none. */
export function list(path: string): readonly string[] | undefined {
  return unlessMissing(() => Array.from(Deno.readDirSync(path), (entry) => entry.name).sort());
}

/** Up to so many bytes from an offset on; undefined where no file is. */
export function readAt(path: string, offset: number, length: number): Uint8Array<ArrayBuffer> | undefined {
  const found = fileAt(path);
  if (found === undefined) return undefined;
  if (found.size <= SMALL) return Deno.readFileSync(path).subarray(offset, offset + length);
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

/** All bytes of what a user named, up to a limit; undefined where nothing is. */
export function readInput(path: string, limit: number): Uint8Array<ArrayBuffer> | undefined {
  using file = unlessMissing(() => Deno.openSync(path));
  if (file === undefined) return undefined;
  if (file.statSync().isDirectory) {
    throw new CredError("usage.not_a_file", `"${path}" is a folder, not a file`);
  }
  const bytes = readUpTo(file, limit + 1);
  if (bytes.length > limit) {
    throw new CredError("usage.too_large", `"${path}" holds more than ${limit} bytes`);
  }
  return bytes;
}

function unlessMissing<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return undefined;
    throw cause;
  }
}
