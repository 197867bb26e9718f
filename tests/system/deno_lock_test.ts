import assert from "node:assert/strict";
import { CredError } from "../../src/domain/errors.ts";
import { denoFiles } from "../../src/system/deno/files.ts";
import { untilClosed } from "../support/late_locks.ts";
import { refused } from "./files_contract.ts";
import { startChild, temporaryFolder } from "./support.ts";

Deno.test("lock: another process is named while it holds it, and its death frees it", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/lock`;
  await using child = startChild(["hold_lock", path]);
  await child.until("held");
  await refused(denoFiles().lock(path, "me", 50), "conflict.locked", `held by pid ${child.pid}`);
  const waiting = denoFiles().lock(path, "me", 10_000);
  child.kill("SIGKILL");
  (await waiting).release();
  await settled(path);
});

Deno.test("lock: one that is granted after the time is given back", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/lock`, files = denoFiles();
  const first = await files.lock(path, "first", 1_000);
  await refused(files.lock(path, "late", 0), "conflict.locked", "held by first");
  first.release();
  const next = await files.lock(path, "next", 5_000);
  assert.equal(Deno.readTextFileSync(path), "next");
  next.release();
  await settled(path);
});

Deno.test("lock: a shorter holder leaves nothing of a longer one, and odd bytes don't reach the message", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/lock`, files = denoFiles();
  (await files.lock(path, "a long holder", 1_000)).release();
  const lock = await files.lock(path, "me\x1b[31m\nyou", 1_000);
  await refused(files.lock(path, "other", 0), "conflict.locked", "held by me [31m you");
  lock.release();
  await settled(path);
});

Deno.test("lock: an interruption ends the wait", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/lock`, controller = new AbortController();
  const held = await denoFiles().lock(path, "first", 1_000);
  const waiting = denoFiles(() => controller.signal).lock(path, "second", 60_000);
  controller.abort(new CredError("interrupted", "interrupted"));
  await refused(waiting, "interrupted", "interrupted");
  held.release();
  await settled(path);
});

/** What was granted too late is given back, and the lock is free. */
async function settled(path: string): Promise<void> {
  await untilClosed(path);
  (await denoFiles().lock(path, "after", 5_000)).release();
}
