import { remoteLockFile } from "../../vault/layout.ts";
import type { Fetch } from "../../system/system.ts";
import type { App } from "../app.ts";
import type { Vault } from "../vault.ts";

const LOCK_WAIT_MS = 60_000;

/** Holds the lock of one source or target while `act` runs: on this machine nobody else works on it. */
export async function holdRemote<T>(
  app: App,
  vault: Vault,
  kind: "source" | "target",
  name: string,
  act: () => Promise<T>,
): Promise<T> {
  const { files, environment } = app.system;
  await files.makeFolder(vault.paths.memoryFolder);
  const path = remoteLockFile(vault.paths, kind, name);
  const lock = await app.report.during(
    `waiting for another process that works on ${name}`,
    () => files.lock(path, `process ${environment.pid}`, LOCK_WAIT_MS),
  );
  try {
    return await act();
  } finally {
    lock.release();
  }
}

/** The same calls; a terminal shows that one is waited for. */
export function tellingFetch({ system, report }: App, title: string): Fetch {
  return (request) => report.during(`waiting for ${title}`, () => system.fetch(request));
}

/** Tells that a call waits for a platform's rate limit. */
export function tellWait(app: App, title: string): (ms: number) => void {
  return (ms) => app.report.progress(`waiting ${Math.ceil(ms / 1_000)} s for ${title}'s rate limit`);
}
