// System calls of a lock: the file is opened, locked, and says who holds it.
//   vaults/<vault>/lock openat flock ftruncate write

import { CredError } from "../../domain/errors.ts";
import type { Lock } from "../files.ts";
import { parentOf, PRIVATE_FILE } from "./durable.ts";
import { fileError } from "./file_errors.ts";
import { type Interrupted, unlessInterrupted } from "./interrupted.ts";
import { fileAt } from "./looking.ts";

/** Even a free lock takes a moment to be had. */
const LEAST_WAIT_MS = 100;
/** How long is waited after an interruption: what was done before it is still recorded, but nobody waits for long. */
const INTERRUPTED_WAIT_MS = 2_000;
const HOLDER_LIMIT = 200;
/** ENOLCK, ENOSYS, EOPNOTSUPP: the runtime has no codes for most of them. */
const NO_LOCKS = /^(no locks available|function not implemented|(operation )?not supported)/i;

/**
 * Waits for the system's exclusive lock (flock, LockFileEx) on a file of its own, which is never removed. The
 * wait is a blocking call, because Deno 2.4 can't merely try; one that is granted too late is given back.
 */
export async function lockFile(
  path: string,
  holder: string,
  waitMs: number,
  interrupted: Interrupted | undefined,
): Promise<Lock> {
  try {
    return await lock(path, holder, waitMs, interrupted);
  } catch (cause) {
    throw lockError(path, cause);
  }
}

async function lock(
  path: string,
  holder: string,
  waitMs: number,
  interrupted: Interrupted | undefined,
): Promise<Lock> {
  fileAt(path);
  const file = Deno.openSync(path, { read: true, write: true, create: true, mode: PRIVATE_FILE });
  const granted = file.lock(true);
  try {
    const signal = interrupted?.();
    const inTime = signal?.aborted
      ? await isGranted(granted, Math.min(Math.max(waitMs, LEAST_WAIT_MS), INTERRUPTED_WAIT_MS), undefined)
      : await isGranted(granted, Math.max(waitMs, LEAST_WAIT_MS), signal);
    if (!inTime) signal?.throwIfAborted();
    if (!inTime) throw new CredError("conflict.locked", `"${path}" is held by ${holderOf(path)}`);
  } catch (cause) {
    granted.catch(() => {}).finally(() => file.close());
    throw cause;
  }
  writeHolder(file, holder);
  return { release: once(() => file.close()) };
}

/** True when the lock is granted within the time, false when it isn't. */
async function isGranted(
  granted: Promise<void>,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), ms);
  const inTime = Promise.race([granted.then(() => true), late.promise]);
  try {
    return await (signal === undefined ? inTime : unlessInterrupted(signal, inTime));
  } finally {
    clearTimeout(timer);
  }
}

/** Whoever holds it is only a courtesy to who waits: failing to say so doesn't lose the lock. */
function writeHolder(file: Deno.FsFile, holder: string): void {
  try {
    file.truncateSync(0);
    file.writeSync(new TextEncoder().encode(holder));
  } catch {
    // A full disk must not keep anybody from what the lock protects.
  }
}

function holderOf(path: string): string {
  try {
    const text = Deno.readTextFileSync(path).slice(0, HOLDER_LIMIT).replace(/[^\x20-\x7e]+/g, " ").trim();
    return text === "" ? "another process" : text;
  } catch {
    // On Windows a locked file can't be read.
    return "another process";
  }
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

/** Why a file could not be locked. */
function lockError(path: string, cause: unknown): CredError {
  const isLockless = cause instanceof Error && !(cause instanceof CredError) && NO_LOCKS.test(cause.message);
  if (!isLockless) return fileError("lock", path, cause);
  return new CredError(
    "failed.no_locks",
    `the file system that holds "${
      parentOf(path)
    }" has no locks: two commands at once could spoil the history`,
    ["set CRED_HOME to a folder on a local disk, and copy there what is in this one"],
    cause,
  );
}
