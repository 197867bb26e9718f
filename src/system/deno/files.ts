import type { Files } from "../files.ts";
import { fileError } from "./file_errors.ts";
import type { Interrupted } from "./interrupted.ts";
import { fileAt, list, look, readAt, readInput } from "./looking.ts";

/** What changes files; most commands only look, and don't wait for it. */
type Durable = typeof import("./durable.ts");

/**
 * The machine's files. The calls inside are synchronous: for the few small files of a command that is faster
 * than the thread pool, and no other step of the program comes between a check and its write. Only a lock waits.
 */
export function denoFiles(interrupted?: Interrupted): Files {
  return {
    info: (path) => attempt("look at", path, () => look(path)),
    list: (path) => attempt("list", path, () => list(path)),
    read: (path) => attempt("read", path, () => fileAt(path) && Deno.readFileSync(path)),
    readAt: (path, offset, length) => attempt("read", path, () => readAt(path, offset, length)),
    readInput: (path, limit) => attempt("read", path, () => readInput(path, limit)),
    makeFolder: (path) => change("make", path, (durable) => durable.makeFolder(path)),
    create: (path, bytes) => change("write", path, (durable) => durable.create(path, bytes)),
    replace: (path, bytes) => change("write", path, (durable) => durable.replace(path, bytes)),
    cache: (path, bytes) => change("write", path, (durable) => durable.cache(path, bytes)),
    append: (path, bytes) => change("write", path, (durable) => durable.append(path, bytes)),
    truncate: (path, size) => change("shorten", path, (durable) => durable.truncate(path, size)),
    move: (from, to) => change("move to", to, (durable) => durable.move(from, to)),
    remove: (path) => change("remove", path, (durable) => durable.remove(path)),
    removeFolder: (path) => change("remove", path, (durable) => durable.removeFolder(path)),
    async lock(path, holder, waitMs) {
      const { lockFile } = await import("./file_lock.ts");
      return await lockFile(path, holder, waitMs, interrupted);
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

async function change<T>(doing: string, path: string, work: (durable: Durable) => T): Promise<T> {
  const durable = await import("./durable.ts");
  return await attempt(doing, path, () => work(durable));
}
